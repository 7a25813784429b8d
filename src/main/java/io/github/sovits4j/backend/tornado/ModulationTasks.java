package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.EulerStep;
import io.github.sovits4j.ops.GatedLinear;
import io.github.sovits4j.ops.RotatePairs;
import io.github.sovits4j.ops.SumToRows;
import io.github.sovits4j.ops.Tensor;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Elements round the blocks of a diffusion transformer: into rows, rotary positions, and back. */
final class ModulationTasks {

  static final Fields SUM = ElementTasks.FIELDS.more();
  private static final int A = SUM.rows();
  private static final int B = SUM.rows();
  private static final int ACTIVATION = SUM.integer();

  static final Fields EULER = ElementTasks.FIELDS.more();
  private static final int STATE = EULER.rows(); // also the result
  private static final int VELOCITY = EULER.rows();
  private static final int UNGUIDED = EULER.optionalRows();
  private static final int HELD = EULER.place();
  private static final int STEP = EULER.place();
  private static final int STEPS = EULER.integer();
  private static final int FACTORS = EULER.number(); // two: size and guidance

  static final Fields GATED = ElementTasks.FIELDS.more();
  private static final int PRODUCT = GATED.rows(); // also the result
  private static final int RESIDUAL = GATED.rows();
  private static final int GATES = GATED.rows(); // a row for every step
  private static final int TURN = GATED.place(); // an int: which of these rows counts

  static final Fields ACTIVATED = ElementTasks.FIELDS.more();
  private static final int VALUE = ACTIVATED.rows(); // also the result

  static final Fields ROTATED = ElementTasks.FIELDS.more();
  private static final int X = ROTATED.rows();
  private static final int ROWS = ROTATED.integer(); // of an item
  private static final int TABLE = ROTATED.rows();
  private static final int WIDTH = ROTATED.integer();

  private ModulationTasks() {}

  // ---- binding ----

  /** All rows, whatever the length in force. */
  static void sumToRows(SumToRows op, Launches g) {
    Tensor y = op.y();
    ElementTasks.launch(ElementTasks.SUM_TO_ROWS, SUM, y.size(1), y.dim(2), y, g)
        .rows(A, op.a())
        .rows(B, op.b())
        .activation(ACTIVATION, op.activation());
  }

  static void eulerStep(EulerStep op, Launches g) {
    ElementTasks.launch(ElementTasks.EULER_STEP, EULER, op.x(), g)
        .rows(STATE, op.x())
        .rows(VELOCITY, op.velocity())
        .rows(UNGUIDED, op.unguided())
        .tensor(HELD, op.held())
        .tensor(STEP, op.step())
        .integer(STEPS, op.steps())
        .number(FACTORS, op.size(), op.guidance());
  }

  /**
   * GELU by tanh, in place: all rows, whatever the length in force. With the other activations it
   * would be more than TornadoVM inlines.
   */
  static void geluTanh(Tensor y, Launches g) {
    int rows = y.elements() / y.size(-1);
    ElementTasks.launch(ElementTasks.GELU_TANH, ACTIVATED, rows, y.dim(-1), y, g).rows(VALUE, y);
  }

  /** What was multiplied, in place: all rows, whatever the length in force. */
  static void gated(GatedLinear op, Launches g) {
    Tensor y = op.y();
    Tensor m = op.modulation();
    int rows = y.elements() / y.size(-1);
    ElementTasks.launch(ElementTasks.GATED, GATED, rows, y.dim(-1), y, g)
        .rows(PRODUCT, y)
        .rows(RESIDUAL, op.residual())
        .rows(GATES, g.at(m) + op.gateAt(), Rows.step(m))
        .tensor(TURN, op.step());
  }

  /** All rows, whatever the length in force. */
  static void rotatePairs(RotatePairs op, Launches g) {
    Tensor y = op.y();
    int rows = y.size(0) * y.size(1);
    ElementTasks.launch(ElementTasks.ROTATE_PAIRS, ROTATED, rows, y.dim(2), y, g)
        .rows(X, op.x())
        .integer(ROWS, y.size(1))
        .rows(TABLE, op.table())
        .integer(WIDTH, op.table().size(1));
  }

  // ---- kernels ----

  /** {@code act(a[c, t] + b[c, t])}. */
  static float sum(FloatArray memory, IntArray ints, int d, int t, int c) {
    float a = memory.get(Fields.row(ints, d + A, c) + t);
    float value = a + memory.get(Fields.row(ints, d + B, c) + t);
    if (ints.get(d + ACTIVATION) != Scalars.NONE) {
      value = Scalars.activate(ints.get(d + ACTIVATION), value);
    }
    return value;
  }

  /** A step of Euler's method; whoever makes the first element counts it, nobody here reads it. */
  static float advanced(FloatArray memory, IntArray ints, int d, int c, int t) {
    if (c == 0 && t == 0) {
      int step = ints.get(d + STEP);
      ints.set(step, (ints.get(step) + 1) % ints.get(d + STEPS));
    }
    float value = 0f;
    if (t >= ints.get(ints.get(d + HELD))) {
      int factors = ints.get(d + FACTORS);
      float v = memory.get(Fields.row(ints, d + VELOCITY, t) + c);
      if (Fields.present(ints, d + UNGUIDED)) {
        float unguided = memory.get(Fields.row(ints, d + UNGUIDED, t) + c);
        v += memory.get(factors + 1) * (v - unguided);
      }
      value = memory.get(Fields.row(ints, d + STATE, c) + t) + memory.get(factors) * v;
    }
    return value;
  }

  /** {@code x · (1 + tanh(u)) / 2 = x · σ(2u)} with {@code u = √(2/π) · (x + 0.044715 · x³)}. */
  static float geluTanh(FloatArray memory, IntArray ints, int d, int row, int c) {
    float x = memory.get(Fields.row(ints, d + VALUE, row) + c);
    return x * Scalars.sigmoid(x * (1.595769f + 0.07135482f * x * x));
  }

  /** {@code residual + gate · product}. */
  static float gated(FloatArray memory, IntArray ints, int d, int row, int c) {
    float gate = memory.get(Fields.row(ints, d + GATES, ints.get(ints.get(d + TURN))) + c);
    float product = memory.get(Fields.row(ints, d + PRODUCT, row) + c);
    return memory.get(Fields.row(ints, d + RESIDUAL, row) + c) + gate * product;
  }

  /** {@link RotatePairs}; a row of all items and a channel. */
  static float rotated(FloatArray memory, IntArray ints, int d, int row, int c) {
    int x = Fields.row(ints, d + X, row);
    float value = memory.get(x + c);
    if (c < ints.get(d + WIDTH)) {
      int even = c / 2 * 2;
      int angles = Fields.row(ints, d + TABLE, row % ints.get(d + ROWS)) + even;
      float across = memory.get(x + 2 * even + 1 - c);
      if (c == even) {
        across = -across;
      }
      value = value * memory.get(angles) + across * memory.get(angles + 1);
    }
    return value;
  }
}
