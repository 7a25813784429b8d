package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.ElementTasks.INNER;

import io.github.sovits4j.ops.Snake;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * {@link Snake} element by element: each computes the twelve places that it sees anew, which needs
 * no memory between work-items.
 */
final class SnakeTasks {

  static final Fields SNAKE = ElementTasks.FIELDS.more();
  private static final int X = SNAKE.rows();
  private static final int ALPHA = SNAKE.place();
  private static final int SCALE = SNAKE.place();
  private static final int FILTER = SNAKE.number(); // all taps
  private static final int TAPS = SNAKE.integer(); // from the device: a known bound is unrolled

  private SnakeTasks() {}

  static void snake(Snake op, Launches g) {
    float[] filter = new float[Snake.TAPS];
    for (int k = 0; k < filter.length; k++) {
      filter[k] = Snake.tap(k);
    }
    ElementTasks.launch(ElementTasks.SNAKE, SNAKE, op.y(), g)
        .rows(X, op.x())
        .tensor(ALPHA, op.alpha())
        .tensor(SCALE, op.scale())
        .number(FILTER, filter)
        .integer(TAPS, filter.length);
  }

  /** {@code Σ_k f[k] · v[2t + k − 5]}. */
  static float snake(FloatArray memory, IntArray ints, int d, int c, int t) {
    int last = Fields.extent(ints, d + INNER) - 1;
    int x = Fields.row(ints, d + X, c);
    int filter = ints.get(d + FILTER);
    int taps = ints.get(d + TAPS);
    float alpha = memory.get(ints.get(d + ALPHA) + c);
    float scale = memory.get(ints.get(d + SCALE) + c);
    float sum = 0f;
    for (int k = 0; k < taps; k++) {
      int n = Math.min(Math.max(2 * t + k - 5, 0), 2 * last + 1);
      float u = 0f;
      for (int tap = (n + 1) % 2; tap < taps; tap += 2) {
        int m = Math.min(Math.max((n + 5 - tap) / 2, 0), last);
        u += memory.get(filter + tap) * memory.get(x + m);
      }
      u = 2f * u;
      float sine = TornadoMath.sin(alpha * u);
      sum += memory.get(filter + k) * (u + scale * sine * sine);
    }
    return sum;
  }
}
