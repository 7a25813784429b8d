package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Spectrogram;

/** Binds what moves along the time axis. */
final class TimeLaunches {

  /** Time steps of a piece. */
  private static final int ROWS = 64;

  /** Channels of a piece of a mean. */
  private static final int CHANNELS = 64;

  private TimeLaunches() {}

  static void mean(MeanOverTime op, SimdGraph g) {
    int channels = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] y = g.f(op.y());
    g.wantDoubles(CHANNELS);
    g.add(
        () -> Math.ceilDiv(channels, CHANNELS),
        (piece, scratch) -> {
          int time = g.value(op.x(), 1);
          int from = piece * CHANNELS;
          int n = Math.min(CHANNELS, channels - from);
          double[] sums = scratch.doubles;
          java.util.Arrays.fill(sums, 0, n, 0);
          for (int t = 0; t < time; t++) {
            for (int c = 0; c < n; c++) {
              sums[c] += x[t * channels + from + c];
            }
          }
          for (int c = 0; c < n; c++) {
            y[from + c] = (float) (sums[c] / time);
          }
        });
  }

  static void interpolate(Interpolate op, SimdGraph g) {
    int channels = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] y = g.channels(op.y());
    g.addRows(
        op.y().dim(1),
        ROWS,
        (from, to, scratch) -> {
          int xTime = g.value(op.x(), 1);
          int yTime = g.value(op.y(), 1);
          for (int t = from; t < to; t++) {
            long place = Math.max(0, (2L * t + 1) * xTime - yTime); // in units of 1 / (2 yTime)
            int low = (int) (place / (2L * yTime));
            int high = Math.min(low + 1, xTime - 1);
            float f = (float) (place % (2L * yTime)) / (2 * yTime);
            ElementKernels.blend(
                1 - f, x, low * channels, f, x, high * channels, y, t * channels, channels);
          }
        });
  }

  static void slice(SliceTime op, SimdGraph g) {
    int channels = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] y = g.channels(op.y());
    g.addRows(
        op.y().dim(1),
        ROWS,
        (from, to, scratch) -> {
          int skipped = op.last() ? g.value(op.x(), 1) - g.value(op.y(), 1) : 0;
          System.arraycopy(
              x, (skipped + from) * channels, y, from * channels, (to - from) * channels);
        });
  }

  static void crossFade(CrossFade op, SimdGraph g) {
    int channels = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] earlier = g.channels(op.earlier());
    float[] y = g.channels(op.y());
    g.addRows(
        op.x().dim(1),
        ROWS,
        (from, to, scratch) -> {
          int faded = g.value(op.earlier(), 1);
          for (int t = from; t < to; t++) {
            int at = t * channels;
            if (t < faded) {
              double angle = Math.PI * t / (2.0 * faded);
              float in = (float) Math.sin(angle);
              float out = (float) Math.cos(angle);
              ElementKernels.blend(in, x, at, out, earlier, at, y, at, channels);
            } else {
              System.arraycopy(x, at, y, at, channels);
            }
          }
        });
  }

  static void spectrogram(Spectrogram op, SimdGraph g) {
    int size = op.window().size(0);
    int bins = op.y().size(0);
    float[] x = g.f(op.x());
    float[] window = g.f(op.window());
    float[] y = g.channels(op.y());
    FourierKernel fourier = new FourierKernel(size);
    g.wantDoubles(2 * size);
    g.addRows(
        op.y().dim(1),
        1,
        (from, to, scratch) ->
            fourier.magnitudes(x, from * op.hop(), window, y, from * bins, bins, scratch.doubles));
  }
}
