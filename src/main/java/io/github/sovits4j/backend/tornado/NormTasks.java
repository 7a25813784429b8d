package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Layer norm of vectors in any direction: {@code y = (x − mean) / √(variance + 1e-5) · γ + β}. Rows
 * of a matrix have neighbouring elements, channels of a time step lie a row apart.
 */
final class NormTasks {

  private static final Fields FIELDS = new Fields();
  private static final int X = FIELDS.place();
  private static final int X_VECTOR = FIELDS.integer(); // distance of vectors in x
  private static final int X_ELEMENT = FIELDS.integer(); // distance of elements of one vector
  private static final int Y = FIELDS.place();
  private static final int Y_VECTOR = FIELDS.integer();
  private static final int Y_ELEMENT = FIELDS.integer();
  private static final int VECTORS = FIELDS.extent();
  private static final int ELEMENTS = FIELDS.integer();
  private static final int GAMMA = FIELDS.place();
  private static final int BETA = FIELDS.place();

  static final Kernel NORM =
      Kernel.of("norm", Work.LARGE, NormTasks::norm)
          .onGpu("norm_group", Work.groups(128), NormTasks::group);

  private NormTasks() {}

  // ---- binding ----

  static void channelNorm(ChannelNorm op, Launches g) {
    Tensor x = op.x();
    Tensor y = op.y();
    norm(x, 1, Rows.step(x), y, 1, Rows.step(y), op.gamma(), op.beta(), g)
        .extent(VECTORS, x.dim(1))
        .integer(ELEMENTS, x.size(0));
  }

  /** All rows of y, in place, whatever the lengths in force. */
  static void rows(Tensor y, Tensor gamma, Tensor beta, Launches g) {
    int step = Rows.step(y);
    norm(y, step, 1, y, step, 1, gamma, beta, g)
        .extent(VECTORS, Dim.of(y.elements() / y.size(-1)))
        .integer(ELEMENTS, y.size(-1));
  }

  private static Descriptor norm(
      Tensor x,
      int xVector,
      int xElement,
      Tensor y,
      int yVector,
      int yElement,
      Tensor gamma,
      Tensor beta,
      Launches g) {
    return g.launch(NORM, FIELDS)
        .tensor(X, x)
        .integer(X_VECTOR, xVector)
        .integer(X_ELEMENT, xElement)
        .tensor(Y, y)
        .integer(Y_VECTOR, yVector)
        .integer(Y_ELEMENT, yElement)
        .tensor(GAMMA, gamma)
        .tensor(BETA, beta);
  }

  // ---- kernels ----

  /** One work-item per vector; reads x three times, of which two come from the cache. */
  static void norm(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = cursor.get(slot);
    int count = Fields.extent(ints, d + VECTORS);
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
    int count = Fields.extent(ints, d + VECTORS);
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
