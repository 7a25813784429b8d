package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.EulerStep;
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
