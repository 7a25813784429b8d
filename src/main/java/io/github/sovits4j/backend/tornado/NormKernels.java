package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Layer norm of vectors in any direction: {@code y = (x − mean) / √(variance + 1e-5) · γ + β}. Rows
 * of a matrix have neighbouring elements, channels of a time step lie a row apart.
 */
final class NormKernels {

  // Descriptor.
  static final int X = 0;
  static final int X_VECTOR = 1; // distance of vectors in x
  static final int X_ELEMENT = 2; // distance of elements of one vector in x
  static final int Y = 3;
  static final int Y_VECTOR = 4;
  static final int Y_ELEMENT = 5;
  static final int VECTORS = 6; // an extent
  static final int ELEMENTS = 8;
  static final int GAMMA = 9;
  static final int BETA = 10;
  static final int SIZE = 11;

  private NormKernels() {}

  /** One work-item per vector; reads x three times, of which two come from the cache. */
  static void norm(
      KernelContext context, FloatArray memory, IntArray ints, IntArray cursor, int slot) {
    int d = cursor.get(slot);
    int count = Scalars.extent(ints, d + VECTORS);
    int n = ints.get(d + ELEMENTS);
    int xStep = ints.get(d + X_ELEMENT);
    int yStep = ints.get(d + Y_ELEMENT);
    int gamma = ints.get(d + GAMMA);
    int beta = ints.get(d + BETA);
    for (int v = context.globalIdx; v < count; v += context.globalGroupSizeX) {
      int x = ints.get(d + X) + v * ints.get(d + X_VECTOR);
      int y = ints.get(d + Y) + v * ints.get(d + Y_VECTOR);
      float sum = 0f;
      for (int i = 0; i < n; i++) {
        sum += memory.get(x + i * xStep);
      }
      float mean = sum / n;
      float squares = 0f;
      for (int i = 0; i < n; i++) {
        float difference = memory.get(x + i * xStep) - mean;
        squares += difference * difference;
      }
      float factor = 1f / TornadoMath.sqrt(squares / n + 1e-5f);
      for (int i = 0; i < n; i++) {
        float value = (memory.get(x + i * xStep) - mean) * factor;
        memory.set(y + i * yStep, value * memory.get(gamma + i) + memory.get(beta + i));
      }
    }
  }
}
