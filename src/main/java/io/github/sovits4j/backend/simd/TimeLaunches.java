package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.ResponseNorm;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.StretchTime;
import io.github.sovits4j.ops.TimeNorm;
import java.util.Arrays;

/** Binds what moves along the time axis. */
final class TimeLaunches {

  /** Time steps of a piece. */
  private static final int ROWS = 64;

  /** Channels of a piece of a mean. */
  private static final int CHANNELS = 64;

  private TimeLaunches() {}

  static void mean(MeanOverTime op, SimdGraph g) {
    int channels = op.x().size(0);
    int width = op.width();
    int blocks = Math.ceilDiv(channels, CHANNELS);
    float[] x = g.channels(op.x());
    float[] y = g.channels(op.y());
    g.wantDoubles(CHANNELS);
    g.add(
        () -> blocks * width,
        (piece, scratch) -> {
          int time = g.value(op.x(), 1) / width;
          int from = piece % blocks * CHANNELS;
          int column = piece / blocks;
          int n = Math.min(CHANNELS, channels - from);
          double[] sums = scratch.doubles;
          Arrays.fill(sums, 0, n, 0);
          for (int t = 0; t < time; t++) {
            int row = (t * width + column) * channels + from;
            for (int c = 0; c < n; c++) {
              sums[c] += x[row + c];
            }
          }
          for (int c = 0; c < n; c++) {
            y[column * channels + from + c] = (float) (sums[c] / time);
          }
        });
  }

  /** Means and factors first, some channels a piece; then the time steps. */
  static void norm(TimeNorm op, SimdGraph g) {
    int channels = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] y = g.channels(op.y());
    float[] gamma = g.f(op.gamma());
    float[] beta = g.f(op.beta());
    float[] means = g.extra(channels);
    float[] factors = g.extra(channels);
    g.wantDoubles(2 * CHANNELS);
    g.add(
        () -> Math.ceilDiv(channels, CHANNELS),
        (piece, scratch) -> {
          int from = piece * CHANNELS;
          int n = Math.min(CHANNELS, channels - from);
          NormKernels.overTime(
              x,
              channels,
              from,
              n,
              g.value(op.x(), 1),
              gamma,
              op.epsilon(),
              scratch.doubles,
              means,
              factors);
        });
    g.addRows(
        op.y().dim(1),
        ROWS,
        (from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            ElementKernels.scaled(x, means, factors, beta, y, t * channels, channels);
          }
          Functions.apply(op.activation(), y, from * channels, (to - from) * channels);
        });
  }

  /** How strong each channel is first, some channels a piece; then factors; then the time steps. */
  static void responseNorm(ResponseNorm op, SimdGraph g) {
    int channels = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] y = g.channels(op.y());
    float[] gamma = g.f(op.gamma());
    float[] beta = g.f(op.beta());
    float[] factors = g.extra(channels);
    g.wantDoubles(CHANNELS);
    g.add(
        () -> Math.ceilDiv(channels, CHANNELS),
        (piece, scratch) -> {
          int from = piece * CHANNELS;
          int n = Math.min(CHANNELS, channels - from);
          int time = g.value(op.x(), 1);
          NormKernels.strength(x, channels, from, n, time, scratch.doubles, factors);
        });
    g.add(
        () -> 1,
        (piece, scratch) -> {
          double sum = 0;
          for (float strength : factors) {
            sum += strength;
          }
          float mean = (float) (sum / channels) + op.epsilon();
          for (int c = 0; c < channels; c++) {
            factors[c] *= gamma[c] / mean;
          }
        });
    g.addRows(
        op.y().dim(1),
        ROWS,
        (from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            ElementKernels.strengthened(x, factors, beta, y, t * channels, channels);
          }
        });
  }

  static void stretch(StretchTime op, SimdGraph g) {
    int channels = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] y = g.channels(op.y());
    g.addRows(
        op.y().dim(1),
        ROWS,
        (from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            int at = t * op.divisor() / op.times() * channels;
            System.arraycopy(x, at, y, t * channels, channels);
          }
        });
  }

  /** Time-major, what a tap sees of one place are neighbours. */
  static void patches(Patches op, SimdGraph g) {
    int channels = op.x().size(0);
    int width = op.width();
    int narrowed = op.narrowed();
    int kernel = op.kernel();
    int padding = (kernel - 1) / 2;
    float[] x = g.channels(op.x());
    float[] y = g.channels(op.y());
    g.addRows(
        op.y().dim(1),
        ROWS,
        (from, to, scratch) -> {
          int lines = g.value(op.x(), 1) / width;
          int at = from * kernel * kernel * channels;
          for (int place = from; place < to; place++) {
            for (int k = 0; k < kernel; k++) {
              int f = place % narrowed * op.stride() + k - padding;
              for (int j = 0; j < kernel; j++) {
                int t = place / narrowed * op.stride() + j - padding;
                if (f >= 0 && f < width && t >= 0 && t < lines) {
                  System.arraycopy(x, (t * width + f) * channels, y, at, channels);
                } else {
                  Arrays.fill(y, at, at + channels, 0);
                }
                at += channels;
              }
            }
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
