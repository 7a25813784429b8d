package io.github.sovits4j.backend.reference;

import static io.github.sovits4j.backend.reference.OneOperator.assertClose;
import static io.github.sovits4j.backend.reference.OneOperator.dims;
import static io.github.sovits4j.backend.reference.OneOperator.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Snake;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What moves along the time axis. */
class TimePropertiesTest {

  private final OneOperator on = new OneOperator();

  @AfterEach
  void close() {
    on.close();
  }

  /** The transform is fast; this is the sum that it stands for. */
  @Test
  void theSpectrogramIsThePlainSum() {
    int size = 64;
    int hop = 20;
    int frames = 3;
    int bins = 33;
    float[] x = normal(1, (frames - 1) * hop + size + 5);
    float[] window = normal(2, size);
    double[] expected = new double[bins * frames];
    for (int f = 0; f < bins; f++) {
      for (int t = 0; t < frames; t++) {
        double re = 0;
        double im = 0;
        for (int n = 0; n < size; n++) {
          double windowed = (double) x[t * hop + n] * window[n];
          re += windowed * Math.cos(2 * Math.PI * f * n / size);
          im += windowed * Math.sin(2 * Math.PI * f * n / size);
        }
        expected[f * frames + t] = Math.sqrt(re * re + im * im + 1e-8);
      }
    }
    assertClose(
        expected,
        on.run(
            x,
            dims(x.length),
            (ops, t) -> ops.spectrogram(t, on.w(window, size), hop, bins, Dim.of(frames))));
  }

  /** A straight line stays one, held where it would leave its ends. */
  @Test
  void interpolationKeepsStraightLines() {
    int from = 9;
    float[] line = new float[from];
    for (int t = 0; t < from; t++) {
      line[t] = 3 * t - 5;
    }
    for (int to : new int[] {1, 4, 9, 10, 31, 500}) {
      double[] expected = new double[to];
      for (int t = 0; t < to; t++) {
        double place = (t + 0.5) * from / to - 0.5;
        expected[t] = 3 * Math.clamp(place, 0, from - 1) - 5;
      }
      assertClose(
          expected, on.run(line, dims(1, from), (ops, t) -> ops.interpolate(t, Dim.of(to))));
    }
  }

  /** What fades in and what fades out keep the power: the squares of their weights sum to 1. */
  @Test
  void aCrossFadeKeepsThePower() {
    int n = 4;
    float[] ones = {1, 1, 1, 1, 1, 1};
    float[] in = on.run(ones, dims(1, 6), (ops, t) -> ops.crossFade(t, on.w(new float[n], 1, n)));
    float[] out = on.run(new float[6], dims(1, 6), (ops, t) -> ops.crossFade(t, on.w(ones, 1, 6)));
    assertClose(new double[] {1, Math.cos(Math.PI / 12)}, new float[] {out[0], out[1]});
    float[] shortOut =
        on.run(
            new float[6],
            dims(1, 6),
            (ops, t) -> ops.crossFade(t, on.w(new float[] {1, 1, 1, 1}, 1, n)));
    double[] power = new double[6];
    for (int t = 0; t < 6; t++) {
      power[t] = (double) in[t] * in[t] + (double) shortOut[t] * shortOut[t];
    }
    assertClose(power, ones);
    assertArrayEquals(new float[] {0, (float) Math.sqrt(0.5), 1, 1}, pick(in, 0, 2, 4, 5), 1e-6f);
    assertArrayEquals(new float[] {1, 0, 0}, pick(shortOut, 0, 4, 5), 1e-6f);
  }

  /** What upstream's module gave for one channel, before and behind the snake. */
  @Test
  void theSnakeIsAsRecorded() {
    float[] x = {0, 1, -1, 0.5f, 2};
    float[] alpha = {(float) Math.exp(0.3)};
    float[] scale = {(float) (1 / (Math.exp(-0.2) + 1e-9))};
    assertArrayEquals(
        new float[] {0.386576f, 1.629007f, -0.034574f, 1.083633f, 2.424895f},
        on.run(x, dims(1, 5), (ops, t) -> ops.snake(t, on.w(alpha, 1), on.w(scale, 1))),
        1e-6f);
    double[] half = {
      0.00202896469, 0.00938946567, -0.0255434588, -0.0576573834, 0.128572583, 0.443209797
    };
    for (int k = 0; k < Snake.TAPS; k++) {
      assertEquals(half[Math.min(k, Snake.TAPS - 1 - k)], Snake.tap(k), 5e-8);
    }
  }

  /** Silence between steps: what does not move passes the filters, whatever its length. */
  @Test
  void theSnakeOfAConstantIsConstant() {
    for (int time : new int[] {1, 2, 9}) {
      float[] x = new float[time];
      double[] expected = new double[time];
      Arrays.fill(x, 1.7f);
      Arrays.fill(expected, 1.7 + 0.6 * Math.pow(Math.sin(2.5 * 1.7), 2));
      float[] y =
          on.run(
              x,
              dims(1, time),
              (ops, t) -> ops.snake(t, on.w(new float[] {2.5f}, 1), on.w(new float[] {0.6f}, 1)));
      assertClose(expected, y);
    }
  }

  /** Without a snake there are two low-pass filters: a slow wave passes, the fastest does not. */
  @Test
  void withoutASnakeSlowWavesPass() {
    int time = 200;
    float[] slow = new float[time];
    float[] fast = new float[time];
    for (int t = 0; t < time; t++) {
      slow[t] = (float) Math.cos(0.05 * t);
      fast[t] = t % 2 == 0 ? 1 : -1;
    }
    float[] none = {0};
    float[] kept =
        on.run(slow, dims(1, time), (ops, t) -> ops.snake(t, on.w(none, 1), on.w(none, 1)));
    float[] lost =
        on.run(fast, dims(1, time), (ops, t) -> ops.snake(t, on.w(none, 1), on.w(none, 1)));
    for (int t = Snake.REACH; t < time - Snake.REACH; t++) {
      assertEquals(slow[t], kept[t], 2e-3);
      assertEquals(0, lost[t], 0.51);
    }
  }

  private static float[] pick(float[] x, int... places) {
    float[] picked = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      picked[i] = x[places[i]];
    }
    return picked;
  }

  @Test
  void slicesAndMeans() {
    float[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    assertArrayEquals(
        new float[] {1, 2, 7, 8}, on.run(x, dims(2, 6), (ops, t) -> ops.firstFrames(t, Dim.of(2))));
    assertArrayEquals(
        new float[] {5, 6, 11, 12},
        on.run(x, dims(2, 6), (ops, t) -> ops.lastFrames(t, Dim.of(2))));
    assertArrayEquals(
        new float[] {3.5f, 9.5f}, on.run(x, dims(2, 6), (ops, t) -> ops.meanOverTime(t)));
    assertArrayEquals( // lines of 2: (1, 2), (3, 4), (5, 6) and so on
        new float[] {3, 4, 9, 10}, on.run(x, dims(2, 6), (ops, t) -> ops.meanOverTime(t, 2)));
  }
}
