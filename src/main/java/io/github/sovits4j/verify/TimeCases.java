package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Snake;
import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TimeNorm;
import java.util.Locale;

/** What moves along the time axis, one channel at a time. */
final class TimeCases {

  private TimeCases() {}

  static void addTo(CaseList list) {
    ChannelCases.shapes(
        list, MeanOverTime.class, "", (r, dims) -> r.ops().meanOverTime(r.input(dims)));
    meanOfLines(list);
    timeNorm(list);
    patches(list);
    interpolate(list);
    slice(list);
    crossFade(list);
    snake(list);
    spectrogram(list);
  }

  private static void snake(CaseList list) {
    ChannelCases.shapes(list, Snake.class, "", (r, dims) -> snake(r, 0.3f, 1, dims));
    for (int time = 1; time < 14; time++) { // shorter than what an element sees
      int steps = time;
      list.add(
          Snake.class, "7x" + time, r -> r.output(snake(r, 0.3f, 1, Dim.of(7), Dim.of(steps))));
    }
    for (int time : new int[] {1, 5, 255, 256, 257, 511}) {
      list.add(
          Snake.class,
          "dynamic, " + time + " of 600",
          r -> r.output(snake(r, 0.3f, 1, Dim.of(3), r.length(time, 600))));
    }
    list.add(
        Snake.class, "several pieces", r -> r.output(snake(r, 0.3f, 1, Dim.of(129), Dim.of(521))));
    list.add(Snake.class, "many turns", r -> r.output(snake(r, 0.3f, 20, Dim.of(9), Dim.of(67))));
    list.add(
        Snake.class,
        "large factors, no snake in one channel",
        r ->
            r.output(
                r.ops()
                    .snake(
                        r.input(3, 19),
                        r.constant(new float[] {0, 40, -3}, 3),
                        r.constant(new float[] {5, 0.01f, 0}, 3))));
    for (int[] s : new int[][] {{768, 40}, {192, 320}, {24, 2560}}) {
      list.real(
          Snake.class,
          "BigVGAN: " + s[0] + " channels",
          r -> r.output(snake(r, 0.3f, 1, Dim.of(s[0]), Dim.of(s[1]))));
    }
  }

  /** Factors as training makes them: the exponentials of small numbers. */
  private static Tensor snake(Recording r, float spread, float deviation, Dim... dims) {
    int channels = dims[0].capacity();
    float[] alpha = r.normal(spread, channels);
    float[] scale = r.normal(spread, channels);
    for (int c = 0; c < channels; c++) {
      alpha[c] = (float) Math.exp(alpha[c]);
      scale[c] = (float) Math.exp(scale[c]);
    }
    Tensor x = r.input(r.normal(deviation, r.elements(dims)), dims);
    return r.ops().snake(x, r.constant(alpha, channels), r.constant(scale, channels));
  }

  private static void meanOfLines(CaseList list) {
    for (int[] s : new int[][] {{1, 1, 2}, {3, 7, 5}, {33, 19, 10}}) {
      list.add(
          MeanOverTime.class,
          s[0] + " channels, " + s[1] + " lines of " + s[2],
          r -> r.output(r.ops().meanOverTime(r.input(s[0], s[1] * s[2]), s[2])));
    }
    for (int lines : new int[] {1, 6, 9}) {
      list.add(
          MeanOverTime.class,
          "dynamic, " + lines + " of 9 lines of 4",
          r -> r.output(r.ops().meanOverTime(r.input(Dim.of(5), r.length(lines, 9).times(4)), 4)));
    }
    list.real(
        MeanOverTime.class,
        "2048 channels, 38 lines of 10",
        r -> r.output(r.ops().meanOverTime(r.input(2048, 380), 10)));
  }

  private static void timeNorm(CaseList list) {
    for (Activation activation : Activation.values()) {
      ChannelCases.shapes(
          list, TimeNorm.class, activation + ", ", (r, dims) -> timeNorm(r, 1, activation, dims));
    }
    list.add(
        TimeNorm.class,
        "epsilon 0.5",
        r -> r.output(timeNorm(r, 0.5f, Activation.NONE, Dim.of(7), Dim.of(30))));
    list.add(
        TimeNorm.class,
        "mean far from 0",
        r -> {
          float[] x = r.normal(1, 3 * 300);
          for (int i = 0; i < x.length; i++) {
            x[i] += 100;
          }
          r.output(
              r.ops()
                  .timeNorm(
                      r.input(x, 3, 300),
                      r.constant(1, 0.2f, 3),
                      r.bias(3),
                      1e-5f,
                      Activation.NONE));
        });
    list.real(
        TimeNorm.class,
        "HuBERT, 64 channels of 3 s",
        r -> r.output(timeNorm(r, 1e-5f, Activation.GELU, Dim.of(64), Dim.of(11519))));
  }

  private static Tensor timeNorm(Recording r, float epsilon, Activation activation, Dim... dims) {
    int channels = dims[0].capacity();
    Tensor gamma = r.constant(1, 0.2f, channels);
    return r.ops().timeNorm(r.input(dims), gamma, r.bias(channels), epsilon, activation);
  }

  private static void patches(CaseList list) {
    for (int kernel : new int[] {1, 3, 5}) {
      for (int stride : new int[] {1, 2, 3}) {
        for (int[] s : new int[][] {{1, 1, 1}, {3, 5, 7}, {5, 8, 2}, {2, 1, 33}, {9, 33, 1}}) {
          list.add(
              Patches.class,
              String.format(
                  Locale.ROOT,
                  "%d channels, %d lines of %d, kernel %d, stride %d",
                  s[0],
                  s[1],
                  s[2],
                  kernel,
                  stride),
              r -> r.output(r.ops().patches(r.input(s[0], s[1] * s[2]), kernel, stride, s[2])));
        }
      }
    }
    for (int stride : new int[] {1, 2}) {
      for (int lines : new int[] {1, 6, 9}) {
        list.add(
            Patches.class,
            "dynamic, " + lines + " of 9 lines of 5, stride " + stride,
            r ->
                r.output(
                    r.ops()
                        .patches(r.input(Dim.of(4), r.length(lines, 9).times(5)), 3, stride, 5)));
      }
    }
    list.real(
        Patches.class,
        "speaker network, 24 channels, 100 lines of 80",
        r -> r.output(r.ops().patches(r.input(24, 8000), 3, 1, 80)));
  }

  private static void interpolate(CaseList list) {
    int[][] pairs = {{1, 1}, {1, 7}, {7, 1}, {2, 3}, {9, 9}, {33, 34}, {33, 21}, {20, 61}, {61, 9}};
    for (int[] p : pairs) {
      list.add(
          Interpolate.class,
          p[0] + " to " + p[1],
          r -> r.output(r.ops().interpolate(r.input(5, p[0]), Dim.of(p[1]))));
    }
    for (int[] p : new int[][] {{1, 40}, {13, 1}, {13, 17}, {20, 40}}) {
      list.add(
          Interpolate.class,
          "dynamic, " + p[0] + " of 20 to " + p[1] + " of 40",
          r ->
              r.output(
                  r.ops().interpolate(r.input(Dim.of(5), r.length(p[0], 20)), r.length(p[1], 40))));
    }
    list.real(
        Interpolate.class,
        "speed 1.3, 192 channels",
        r -> r.output(r.ops().interpolate(r.input(192, 500), Dim.of(385))));
    list.real(
        Interpolate.class,
        "speed 0.8, 192 channels",
        r -> r.output(r.ops().interpolate(r.input(192, 500), Dim.of(626))));
  }

  private static void slice(CaseList list) {
    int[][] pairs = {{1, 1}, {9, 1}, {9, 9}, {33, 20}};
    for (int[] p : pairs) {
      list.add(
          SliceTime.class,
          "first " + p[1] + " of " + p[0],
          r -> r.output(r.ops().firstFrames(r.input(5, p[0]), Dim.of(p[1]))));
      list.add(
          SliceTime.class,
          "last " + p[1] + " of " + p[0],
          r -> r.output(r.ops().lastFrames(r.input(5, p[0]), Dim.of(p[1]))));
    }
    for (int[] p : new int[][] {{9, 4}, {9, 9}, {20, 16}, {1, 1}}) {
      String name = "dynamic " + p[1] + " of 16 of " + p[0] + " of 20";
      list.add(
          SliceTime.class,
          name + ", first",
          r ->
              r.output(
                  r.ops().firstFrames(r.input(Dim.of(5), r.length(p[0], 20)), r.length(p[1], 16))));
      list.add(
          SliceTime.class,
          name + ", last",
          r ->
              r.output(
                  r.ops().lastFrames(r.input(Dim.of(5), r.length(p[0], 20)), r.length(p[1], 16))));
    }
    list.real(
        SliceTime.class,
        "last 50 of 200, 192 channels",
        r -> r.output(r.ops().lastFrames(r.input(192, 200), Dim.of(50))));
  }

  private static void crossFade(CaseList list) {
    for (int[] p : new int[][] {{1, 1}, {9, 1}, {9, 9}, {33, 20}}) {
      list.add(
          CrossFade.class,
          p[1] + " of " + p[0],
          r -> r.output(r.ops().crossFade(r.input(5, p[0]), r.input(5, p[1]))));
    }
    for (int[] p : new int[][] {{9, 4}, {9, 9}, {20, 16}, {1, 1}}) {
      list.add(
          CrossFade.class,
          "dynamic " + p[1] + " of 16 of " + p[0] + " of 20",
          r -> {
            Tensor x = r.input(Dim.of(5), r.length(p[0], 20));
            r.output(r.ops().crossFade(x, r.input(Dim.of(5), r.length(p[1], 16))));
          });
    }
    list.real(
        CrossFade.class,
        "4 of 52, 192 channels",
        r -> r.output(r.ops().crossFade(r.input(192, 52), r.input(192, 4))));
  }

  private static void spectrogram(CaseList list) {
    list.add(Spectrogram.class, "size 1", r -> spectrogram(r, Dim.of(4), 1, 1, 1, Dim.of(4)));
    list.add(Spectrogram.class, "size 2", r -> spectrogram(r, Dim.of(9), 2, 3, 2, Dim.of(3)));
    list.add(Spectrogram.class, "one frame", r -> spectrogram(r, Dim.of(16), 16, 5, 9, Dim.of(1)));
    list.add(Spectrogram.class, "all bins", r -> spectrogram(r, Dim.of(99), 32, 10, 17, Dim.of(7)));
    list.add(
        Spectrogram.class, "lowest bins", r -> spectrogram(r, Dim.of(99), 32, 10, 11, Dim.of(7)));
    list.add(
        Spectrogram.class,
        "hop beyond the window",
        r -> spectrogram(r, Dim.of(99), 16, 20, 9, Dim.of(5)));
    list.add(
        Spectrogram.class,
        "silence",
        r ->
            r.output(
                r.ops()
                    .spectrogram(
                        r.input(new float[64], 64), r.constant(hann(32), 32), 16, 17, Dim.of(3))));
    for (int frames : new int[] {1, 4, 7}) {
      list.add(
          Spectrogram.class,
          "dynamic, " + frames + " of 7 frames",
          r ->
              spectrogram(
                  r, r.length(32 + (frames - 1) * 10, 95), 32, 10, 17, r.length(frames, 7)));
    }
    list.real(
        Spectrogram.class,
        "reference, size 2048, hop 640, 704 bins",
        r -> spectrogram(r, Dim.of(2048 + 9 * 640), 2048, 640, 704, Dim.of(10)));
    list.real(
        Spectrogram.class,
        "reference, all 1025 bins",
        r -> spectrogram(r, Dim.of(2048 + 4 * 640), 2048, 640, 1025, Dim.of(5)));
  }

  private static void spectrogram(
      Recording r, Dim samples, int size, int hop, int bins, Dim frames) {
    r.output(
        r.ops().spectrogram(r.input(samples), r.constant(hann(size), size), hop, bins, frames));
  }

  private static float[] hann(int size) {
    float[] window = new float[size];
    for (int k = 0; k < size; k++) {
      window[k] = size == 1 ? 1 : (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * k / size));
    }
    return window;
  }
}
