package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.ElementTasks.OUTER;

import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.ParametricRelu;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Elements made of channels at one time step; channel c, time t. */
final class ChannelTasks {

  private static final Fields OF_X = ElementTasks.FIELDS.more();
  private static final int X = OF_X.rows();

  static final Fields GATE = OF_X.more();
  private static final int TANH = GATE.integer(); // or nothing
  private static final int RESIDUAL = GATE.optionalRows();

  static final Fields FLIP = OF_X;

  static final Fields PARAMETRIC_RELU = OF_X.more();
  private static final int SLOPE = PARAMETRIC_RELU.place();

  static final Fields BLEND = OF_X.more();
  private static final int OTHER = BLEND.rows();
  private static final int WEIGHT = BLEND.optionalRows();

  private ChannelTasks() {}

  // ---- binding ----

  static void gate(Gate op, Launches g) {
    ElementTasks.launch(ElementTasks.GATE, GATE, op.y(), g)
        .rows(X, op.x())
        .flag(TANH, op.tanh())
        .rows(RESIDUAL, op.residual());
  }

  static void flip(FlipChannels op, Launches g) {
    ElementTasks.launch(ElementTasks.FLIP, FLIP, op.y(), g).rows(X, op.x());
  }

  static void parametricRelu(ParametricRelu op, Launches g) {
    ElementTasks.launch(ElementTasks.PARAMETRIC_RELU, PARAMETRIC_RELU, op.y(), g)
        .rows(X, op.x())
        .tensor(SLOPE, op.slope());
  }

  static void blend(Blend op, Launches g) {
    ElementTasks.launch(ElementTasks.BLEND, BLEND, op.y(), g)
        .rows(X, op.a())
        .rows(OTHER, op.b())
        .rows(WEIGHT, op.weight());
  }

  // ---- kernels ----

  /** {@code a · (1 + w) + b · (1 − w)} or {@code a + b}. */
  static float blend(FloatArray memory, IntArray ints, int d, int c, int t) {
    float a = memory.get(Fields.row(ints, d + X, c) + t);
    float b = memory.get(Fields.row(ints, d + OTHER, c) + t);
    float value = a + b;
    if (Fields.present(ints, d + WEIGHT)) {
      value += (a - b) * memory.get(Fields.row(ints, d + WEIGHT, c) + t);
    }
    return value;
  }

  /** {@code f(x[c, t]) · σ(x[c + n, t]) + residual[c, t]}. */
  static float gate(FloatArray memory, IntArray ints, int d, int c, int t) {
    float value = memory.get(Fields.row(ints, d + X, c) + t);
    if (ints.get(d + TANH) == 1) {
      value = TornadoMath.tanh(value);
    }
    int gating = Fields.row(ints, d + X, ints.get(d + OUTER) + c);
    value *= Scalars.sigmoid(memory.get(gating + t));
    if (Fields.present(ints, d + RESIDUAL)) {
      value += memory.get(Fields.row(ints, d + RESIDUAL, c) + t);
    }
    return value;
  }

  /** {@code x[n − 1 − c, t]}. */
  static float flip(FloatArray memory, IntArray ints, int d, int c, int t) {
    return memory.get(Fields.row(ints, d + X, ints.get(d + OUTER) - 1 - c) + t);
  }

  /** {@code x ≥ 0 ? x : slope[c] · x}. */
  static float parametricRelu(FloatArray memory, IntArray ints, int d, int c, int t) {
    float x = memory.get(Fields.row(ints, d + X, c) + t);
    return Scalars.leaky(x, memory.get(ints.get(d + SLOPE) + c));
  }
}
