package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import io.github.sovits4j.ops.Snake;
import jdk.incubator.vector.FloatVector;

/**
 * {@link Snake} for some time steps and channels at a time. What is twice as long lies as its even
 * and its odd places, each a row of channels, so that a tap is a step of whole rows. Vectors run on
 * over the ends of rows: neighbours in time are always the same distance apart, and a channel's
 * factors come round again after every row.
 */
final class SnakeActivation {

  /** Floats of a piece. */
  private static final int BLOCK = 8 * 1024;

  private static final int MOST_ROWS = 512;

  /** Channels of a piece, where there are more. */
  private static final int CHANNELS = 64;

  /** Rows of x that the first place of a piece sees before it. */
  private static final int BEFORE = 6;

  /** Rows of both phases beyond each end of a piece. */
  private static final int BEYOND = 3;

  private static final float F0 = Snake.tap(0);
  private static final float F1 = Snake.tap(1);
  private static final float F2 = Snake.tap(2);
  private static final float F3 = Snake.tap(3);
  private static final float F4 = Snake.tap(4);
  private static final float F5 = Snake.tap(5);

  private final int channels;
  private final int rows;
  private final int odd; // where the odd places begin
  private final float[] x;
  private final float[] alpha;
  private final float[] scale;
  private final float[] y;

  private SnakeActivation(Snake op, SimdGraph g) {
    channels = op.x().size(0);
    int width = Math.min(channels, CHANNELS);
    rows = Math.clamp(BLOCK / width, 1, MOST_ROWS);
    odd = whole((rows + 2 * BEYOND) * width);
    x = g.channels(op.x());
    alpha = g.f(op.alpha());
    scale = g.f(op.scale());
    y = g.channels(op.y());
    g.want(whole((rows + 2 * BEFORE) * width) + V, 2 * odd, 2 * (width + V));
  }

  private static int whole(int n) {
    return Math.ceilDiv(n, V) * V;
  }

  static void bind(Snake op, SimdGraph g) {
    SnakeActivation snake = new SnakeActivation(op, g);
    int blocks = Math.ceilDiv(snake.channels, CHANNELS);
    g.add(
        () -> Math.ceilDiv(g.value(op.x(), 1), snake.rows) * blocks,
        (piece, scratch) ->
            snake.run(
                piece / blocks * snake.rows,
                piece % blocks * CHANNELS,
                g.value(op.x(), 1),
                scratch));
  }

  private void run(int from, int first, int time, Scratch scratch) {
    int n = Math.min(rows, time - from);
    int width = Math.min(CHANNELS, channels - first);
    float[] v = scratch.sums;
    copy(from - BEFORE, n + 2 * BEFORE, first, width, time, scratch.inputs);
    int elements = whole((n + 2 * BEYOND) * width);
    upsample(scratch.inputs, width, elements, v, odd);
    float[] factors = scratch.weights;
    repeat(alpha, first, width, factors, 0);
    repeat(scale, first, width, factors, width + V);
    snake(v, 0, elements, factors, width);
    snake(v, odd, elements, factors, width);
    ends(v, from - BEYOND, n + 2 * BEYOND, width, time);
    downsample(v, odd, width, whole(n * width), scratch.inputs);
    for (int r = 0; r < n; r++) {
      System.arraycopy(scratch.inputs, r * width, y, (from + r) * channels + first, width);
    }
  }

  /** Rows of x, those before and behind it being its first and last. */
  private void copy(int from, int count, int first, int width, int time, float[] to) {
    for (int r = 0; r < count; r++) {
      int row = Math.clamp(from + r, 0, time - 1);
      System.arraycopy(x, row * channels + first, to, r * width, width);
    }
  }

  /** The channels' factors, and the first of them again, for vectors that run over the end. */
  private static void repeat(float[] of, int first, int width, float[] to, int at) {
    for (int i = 0; i < width + V; i++) {
      to[at + i] = of[first + i % width];
    }
  }

  /**
   * Row r of the result stands for the places {@code 2j} and {@code 2j + 1}; j is row r + 3 of x.
   */
  private static void upsample(float[] x, int width, int n, float[] v, int odd) {
    for (int e = 0; e < n; e += V) {
      FloatVector x0 = FloatVector.fromArray(F, x, e);
      FloatVector x1 = FloatVector.fromArray(F, x, e + width);
      FloatVector x2 = FloatVector.fromArray(F, x, e + 2 * width);
      FloatVector x3 = FloatVector.fromArray(F, x, e + 3 * width);
      FloatVector x4 = FloatVector.fromArray(F, x, e + 4 * width);
      FloatVector x5 = FloatVector.fromArray(F, x, e + 5 * width);
      FloatVector x6 = FloatVector.fromArray(F, x, e + 6 * width);
      FloatVector f0 = FloatVector.broadcast(F, 2 * F0);
      FloatVector f1 = FloatVector.broadcast(F, 2 * F1);
      FloatVector f2 = FloatVector.broadcast(F, 2 * F2);
      FloatVector f3 = FloatVector.broadcast(F, 2 * F3);
      FloatVector f4 = FloatVector.broadcast(F, 2 * F4);
      FloatVector f5 = FloatVector.broadcast(F, 2 * F5);
      x0.mul(f0)
          .add(x1.mul(f2))
          .add(x2.mul(f4))
          .add(x3.mul(f5))
          .add(x4.mul(f3))
          .add(x5.mul(f1))
          .intoArray(v, e);
      x1.mul(f1)
          .add(x2.mul(f3))
          .add(x3.mul(f5))
          .add(x4.mul(f4))
          .add(x5.mul(f2))
          .add(x6.mul(f0))
          .intoArray(v, odd + e);
    }
  }

  /** In place; element e belongs to channel {@code e mod width}. */
  private static void snake(float[] v, int at, int n, float[] factors, int width) {
    int channel = 0;
    for (int e = at; e < at + n; e += V) {
      FloatVector u = FloatVector.fromArray(F, v, e);
      FloatVector sine = Functions.sineSquared(u.mul(FloatVector.fromArray(F, factors, channel)));
      sine.fma(FloatVector.fromArray(F, factors, width + V + channel), u).intoArray(v, e);
      channel += V;
      while (channel >= width) {
        channel -= width;
      }
    }
  }

  /** Places before the first are the first even one, those behind the last the last odd one. */
  private void ends(float[] v, int from, int count, int width, int time) {
    for (int r = 0; r < count && from + r < 0; r++) {
      System.arraycopy(v, -from * width, v, r * width, width);
      System.arraycopy(v, -from * width, v, odd + r * width, width);
    }
    int last = odd + (time - 1 - from) * width;
    for (int r = count - 1; r >= 0 && from + r >= time; r--) {
      System.arraycopy(v, last, v, r * width, width);
      System.arraycopy(v, last, v, odd + r * width, width);
    }
  }

  private static void downsample(float[] v, int odd, int width, int n, float[] y) {
    FloatVector f0 = FloatVector.broadcast(F, F0);
    FloatVector f1 = FloatVector.broadcast(F, F1);
    FloatVector f2 = FloatVector.broadcast(F, F2);
    FloatVector f3 = FloatVector.broadcast(F, F3);
    FloatVector f4 = FloatVector.broadcast(F, F4);
    FloatVector f5 = FloatVector.broadcast(F, F5);
    for (int e = 0; e < n; e += V) {
      int o = odd + e;
      FloatVector even = FloatVector.fromArray(F, v, e + width).mul(f1);
      even = FloatVector.fromArray(F, v, e + 2 * width).fma(f3, even);
      even = FloatVector.fromArray(F, v, e + 3 * width).fma(f5, even);
      even = FloatVector.fromArray(F, v, e + 4 * width).fma(f4, even);
      even = FloatVector.fromArray(F, v, e + 5 * width).fma(f2, even);
      even = FloatVector.fromArray(F, v, e + 6 * width).fma(f0, even);
      FloatVector odds = FloatVector.fromArray(F, v, o).mul(f0);
      odds = FloatVector.fromArray(F, v, o + width).fma(f2, odds);
      odds = FloatVector.fromArray(F, v, o + 2 * width).fma(f4, odds);
      odds = FloatVector.fromArray(F, v, o + 3 * width).fma(f5, odds);
      odds = FloatVector.fromArray(F, v, o + 4 * width).fma(f3, odds);
      odds = FloatVector.fromArray(F, v, o + 5 * width).fma(f1, odds);
      even.add(odds).intoArray(y, e);
    }
  }
}
