package io.github.sovits4j.verify;

import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.Tensor;

/** What moves along the time axis, one channel at a time. */
final class TimeCases {

  private TimeCases() {}

  static void addTo(CaseList list) {
    ChannelCases.shapes(
        list, MeanOverTime.class, "", (r, dims) -> r.ops().meanOverTime(r.input(dims)));
    interpolate(list);
    slice(list);
    crossFade(list);
    spectrogram(list);
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
