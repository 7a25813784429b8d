package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
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
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
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

  /** As {@link #norm} for a device with many small cores: a work-group of 128 per vector. */
  static void group(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    float[] sums = context.allocateFloatLocalArray(128);
    int d = cursor.get(slot);
    int count = Scalars.extent(ints, d + VECTORS);
    int n = ints.get(d + ELEMENTS);
    int xStep = ints.get(d + X_ELEMENT);
    int yStep = ints.get(d + Y_ELEMENT);
    int local = context.localIdx;
    int groups = context.globalGroupSizeX / 128;
    for (int v = context.groupIdx; v < count; v += groups) {
      int x = ints.get(d + X) + v * ints.get(d + X_VECTOR);
      int y = ints.get(d + Y) + v * ints.get(d + Y_VECTOR);
      float sum = 0f;
      for (int i = local; i < n; i += 128) {
        sum += memory.get(x + i * xStep);
      }
      sums[local] = sum;
      context.localBarrier();
      for (int half = 64; half > 0; half /= 2) {
        if (local < half) {
          sums[local] += sums[local + half];
        }
        context.localBarrier();
      }
      float mean = sums[0] / n;
      context.localBarrier();
      float squares = 0f;
      for (int i = local; i < n; i += 128) {
        float difference = memory.get(x + i * xStep) - mean;
        squares += difference * difference;
      }
      sums[local] = squares;
      context.localBarrier();
      for (int half = 64; half > 0; half /= 2) {
        if (local < half) {
          sums[local] += sums[local + half];
        }
        context.localBarrier();
      }
      float factor = 1f / TornadoMath.sqrt(sums[0] / n + 1e-5f);
      context.localBarrier();
      for (int i = local; i < n; i += 128) {
        float value = (memory.get(x + i * xStep) - mean) * factor;
        memory.set(
            y + i * yStep,
            value * memory.get(ints.get(d + GAMMA) + i) + memory.get(ints.get(d + BETA) + i));
      }
    }
  }
}
