package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.ModulatedNorm;
import io.github.sovits4j.ops.RowNorm;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TimeNorm;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Norm of vectors in any direction: {@code y = act((x − mean) / √(variance + ε) · γ + β)}. Rows of
 * a matrix have neighbouring elements, channels of a time step lie a row apart; γ and β belong to
 * the elements or, where a channel is normalised over time, to the vectors.
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
  private static final int ELEMENTS = FIELDS.extent();
  private static final int GAMMA = FIELDS.place();
  private static final int BETA = FIELDS.place();
  private static final int SCALE_VECTOR = FIELDS.integer(); // distance in γ and β by vector
  private static final int SCALE_ELEMENT = FIELDS.integer(); // and by element
  private static final int STEP = FIELDS.optionalPlace(); // an int: which row of γ and β counts
  private static final int STEP_SIZE = FIELDS.integer(); // distance of these rows
  private static final int EPSILON = FIELDS.number();
  private static final int ACTIVATION = FIELDS.integer();

  /** Elements whose sums are formed by themselves, so that long vectors lose no digits. */
  private static final int CHUNK = 256;

  static final Kernel NORM =
      Kernel.of("norm", Work.LARGE, NormTasks::norm)
          .onGpu("norm_group", Work.groups(128), NormTasks::group);

  private NormTasks() {}

  // ---- binding ----

  static void channelNorm(ChannelNorm op, Launches g) {
    Tensor x = op.x();
    Tensor y = op.y();
    int gamma = g.at(op.gamma());
    int beta = g.at(op.beta());
    norm(x, 1, Rows.step(x), y, 1, Rows.step(y), gamma, beta, op.epsilon(), g)
        .integer(STEP_SIZE, 0)
        .extent(VECTORS, x.dim(1))
        .extent(ELEMENTS, x.dim(0))
        .integer(SCALE_VECTOR, 0)
        .integer(SCALE_ELEMENT, 1)
        .activation(ACTIVATION, Activation.NONE);
  }

  static void timeNorm(TimeNorm op, Launches g) {
    int step = Rows.step(op.x());
    norm(op.x(), step, 1, op.y(), step, 1, g.at(op.gamma()), g.at(op.beta()), op.epsilon(), g)
        .integer(STEP_SIZE, 0)
        .extent(VECTORS, op.x().dim(0))
        .extent(ELEMENTS, op.x().dim(1))
        .integer(SCALE_VECTOR, 1)
        .integer(SCALE_ELEMENT, 0)
        .activation(ACTIVATION, op.activation());
  }

  static void rowNorm(RowNorm op, Launches g) {
    rows(op.x(), op.gamma(), op.beta(), op.epsilon(), op.y(), g);
  }

  static void modulatedNorm(ModulatedNorm op, Launches g) {
    Tensor m = op.modulation();
    int at = g.at(m);
    rows(op.x(), at + op.scaleAt(), at + op.shiftAt(), op.epsilon(), op.y(), g)
        .tensor(STEP, op.step())
        .integer(STEP_SIZE, Rows.step(m));
  }

  /** All rows, whatever the lengths in force; x and y may be the same. */
  static void rows(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y, Launches g) {
    rows(x, g.at(gamma), g.at(beta), epsilon, y, g).integer(STEP_SIZE, 0);
  }

  private static Descriptor rows(
      Tensor x, int gamma, int beta, float epsilon, Tensor y, Launches g) {
    int step = Rows.step(y);
    return norm(x, step, 1, y, step, 1, gamma, beta, epsilon, g)
        .extent(VECTORS, Dim.of(y.elements() / y.size(-1)))
        .extent(ELEMENTS, y.dim(-1))
        .integer(SCALE_VECTOR, 0)
        .integer(SCALE_ELEMENT, 1)
        .activation(ACTIVATION, Activation.NONE);
  }

  private static Descriptor norm(
      Tensor x,
      int xVector,
      int xElement,
      Tensor y,
      int yVector,
      int yElement,
      int gamma,
      int beta,
      float epsilon,
      Launches g) {
    return g.launch(NORM, FIELDS)
        .tensor(X, x)
        .integer(X_VECTOR, xVector)
        .integer(X_ELEMENT, xElement)
        .tensor(Y, y)
        .integer(Y_VECTOR, yVector)
        .integer(Y_ELEMENT, yElement)
        .place(GAMMA, gamma)
        .place(BETA, beta)
        .number(EPSILON, epsilon);
  }

  // ---- kernels ----

  /** Where the row of γ and β that counts begins, behind the first. */
  private static int row(IntArray ints, int d) {
    int row = 0;
    if (Fields.present(ints, d + STEP)) {
      row = ints.get(ints.get(d + STEP)) * ints.get(d + STEP_SIZE);
    }
    return row;
  }

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
    int n = Fields.extent(ints, d + ELEMENTS);
    int xStep = ints.get(d + X_ELEMENT);
    int yStep = ints.get(d + Y_ELEMENT);
    int scaleStep = ints.get(d + SCALE_ELEMENT);
    for (int v = context.globalIdx; v < count; v += context.globalGroupSizeX) {
      int x = ints.get(d + X) + v * ints.get(d + X_VECTOR);
      int y = ints.get(d + Y) + v * ints.get(d + Y_VECTOR);
      float first = memory.get(x); // what all have in common would cost the sum its digits
      float sum = 0f;
      for (int chunk = 0; chunk < n; chunk += CHUNK) {
        float part = 0f;
        for (int i = chunk; i < Math.min(n, chunk + CHUNK); i++) {
          part += memory.get(x + i * xStep) - first;
        }
        sum += part;
      }
      float mean = first + sum / n;
      float squares = 0f;
      for (int chunk = 0; chunk < n; chunk += CHUNK) {
        float part = 0f;
        for (int i = chunk; i < Math.min(n, chunk + CHUNK); i++) {
          float difference = memory.get(x + i * xStep) - mean;
          part += difference * difference;
        }
        squares += part;
      }
      float factor = 1f / TornadoMath.sqrt(squares / n + Fields.number(memory, ints, d + EPSILON));
      int scale = v * ints.get(d + SCALE_VECTOR) + row(ints, d);
      int gamma = ints.get(d + GAMMA) + scale;
      int beta = ints.get(d + BETA) + scale;
      for (int i = 0; i < n; i++) {
        float value = (memory.get(x + i * xStep) - mean) * factor;
        value = value * memory.get(gamma + i * scaleStep) + memory.get(beta + i * scaleStep);
        if (ints.get(d + ACTIVATION) != Scalars.NONE) {
          value = Scalars.activate(ints.get(d + ACTIVATION), value);
        }
        memory.set(y + i * yStep, value);
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
    int n = Fields.extent(ints, d + ELEMENTS);
    int xStep = ints.get(d + X_ELEMENT);
    int yStep = ints.get(d + Y_ELEMENT);
    int local = context.localIdx;
    int groups = context.globalGroupSizeX / 128;
    int row = row(ints, d);
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
      float factor = 1f / TornadoMath.sqrt(sums[0] / n + Fields.number(memory, ints, d + EPSILON));
      context.localBarrier();
      for (int i = local; i < n; i += 128) {
        int scale = v * ints.get(d + SCALE_VECTOR) + i * ints.get(d + SCALE_ELEMENT) + row;
        float value = (memory.get(x + i * xStep) - mean) * factor;
        value = value * memory.get(ints.get(d + GAMMA) + scale);
        value += memory.get(ints.get(d + BETA) + scale);
        if (ints.get(d + ACTIVATION) != Scalars.NONE) {
          value = Scalars.activate(ints.get(d + ACTIVATION), value);
        }
        memory.set(y + i * yStep, value);
      }
    }
  }
}
