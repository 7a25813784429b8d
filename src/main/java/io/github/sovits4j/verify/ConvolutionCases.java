package io.github.sovits4j.verify;

import static io.github.sovits4j.ops.Addends.residual;
import static io.github.sovits4j.ops.Addends.shift;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Addends;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Conv1d.Settings;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.GroupedConv1d;
import io.github.sovits4j.ops.Tensor;

/** Convolutions. */
final class ConvolutionCases {

  private ConvolutionCases() {}

  static void addTo(CaseList list) {
    conv1d(list);
    conv1dOfTheNetworks(list);
    groupedConv1d(list);
    convTranspose1d(list);
    couple(list);
  }

  private static void conv1d(CaseList list) {
    for (int kernel : new int[] {1, 3, 7, 11}) {
      for (int dilation : new int[] {1, 3, 5}) {
        for (int time : new int[] {1, 2, 33}) { // most kernels are wider than 2
          list.add(
              Conv1d.class,
              "kernel " + kernel + " dilation " + dilation + " T " + time,
              r ->
                  r.output(
                      r.ops()
                          .conv1d(
                              r.input(5, time),
                              r.weight(7, 5, kernel),
                              r.bias(7),
                              Settings.DEFAULT.same(kernel, dilation))));
        }
      }
    }
    for (int parts = 0; parts < 16; parts++) {
      int mask = parts;
      list.add(
          Conv1d.class,
          "bias "
              + (mask & 1)
              + " shift "
              + (mask >> 1 & 1)
              + " residual "
              + (mask >> 2 & 1)
              + " sum "
              + (mask >> 3),
          r -> parts(r, mask, Dim.of(19), Settings.DEFAULT.same(3, 1).scale(1 / 3f)));
    }
    for (Activation activation : Activation.values()) {
      list.add(
          Conv1d.class,
          "all parts, leaky, " + activation,
          r ->
              parts(
                  r,
                  15,
                  Dim.of(21),
                  Settings.DEFAULT.same(5, 2).leaky(0.1f).scale(0.4f).activation(activation)));
    }
    for (float slope : new float[] {0, 0.01f, 0.1f, 1, -0.5f}) {
      list.add(
          Conv1d.class,
          "slope " + slope,
          r -> parts(r, 1, Dim.of(19), Settings.DEFAULT.same(3, 1).leaky(slope)));
    }
    for (int time : new int[] {1, 2, 12, 29}) {
      list.add(
          Conv1d.class,
          "dynamic, " + time + " of 29",
          r ->
              parts(
                  r, 15, r.length(time, 29), Settings.DEFAULT.same(7, 3).leaky(0.1f).scale(0.5f)));
    }
    list.add(
        Conv1d.class,
        "dynamic multiple, 2*3 of 2*8",
        r -> parts(r, 5, r.length(3, 8).times(2), Settings.DEFAULT.same(3, 1)));
    list.add(
        Conv1d.class,
        "only the first channels of x",
        r ->
            r.output(
                r.ops()
                    .conv1d(r.input(9, 17), r.weight(4, 6, 3), null, Settings.DEFAULT.same(3, 1))));
    list.add(
        Conv1d.class,
        "even kernel, padded before",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(3, 17),
                        r.weight(4, 3, 4),
                        null,
                        new Settings(1, 2, 1, 1, 1, Activation.NONE))));
    list.add(
        Conv1d.class,
        "longer than one tile",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(3, 2051), r.weight(2, 3, 7), null, Settings.DEFAULT.same(7, 5))));
    list.add(
        Conv1d.class,
        "70 channels to 21",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(70, 133),
                        r.weight(21, 70, 5),
                        r.bias(21),
                        Settings.DEFAULT.same(5, 2).leaky(0.1f))));
    list.add(
        Conv1d.class,
        "20 channels to 21: a tile more than two, two at a time",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(20, 37),
                        r.weight(21, 20, 3),
                        r.bias(21),
                        Settings.DEFAULT.same(3, 1).leaky(0.1f))));
    list.add(
        Conv1d.class,
        "70 channels to 21, stride 3",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(70, 133),
                        r.weight(21, 70, 4),
                        r.bias(21),
                        Settings.DEFAULT.stride(3),
                        Addends.NONE,
                        Dim.of(44))));
    strided(list, "stride 2, kernel 2", 2, 2, 0, 10, 5);
    strided(list, "stride 2, kernel 2, a sample left over", 2, 2, 0, 11, 5);
    strided(list, "stride 3, kernel 5, padding 2", 3, 5, 2, 20, 7);
    strided(list, "stride 5, kernel 3: gaps", 5, 3, 0, 28, 6);
    strided(list, "valid, kernel 4", 1, 4, 0, 9, 6);
    strided(list, "valid, one result", 1, 9, 0, 9, 1);
    strided(list, "stride 2, first results alone", 2, 3, 1, 20, 4);
    list.add(
        Conv1d.class,
        "dynamic stride 2, 7 to 4 of 20 to 10",
        r -> strided(r, 2, 3, 1, r.length(7, 20), r.length(4, 10)));
    list.add(
        Conv1d.class,
        "dynamic stride 2, results beyond x are of zeros",
        r -> strided(r, 2, 3, 1, r.length(3, 20), r.length(9, 10)));
  }

  private static void groupedConv1d(CaseList list) {
    grouped(list, "one group", 1, 5, 7, 3, 1, Dim.of(19), 19);
    grouped(list, "a group for each channel", 6, 1, 1, 3, 1, Dim.of(19), 19);
    grouped(list, "3 groups of 2 to 5", 3, 2, 5, 5, 2, Dim.of(33), 33);
    grouped(list, "2 groups of 17 to 7", 2, 17, 7, 4, 2, Dim.of(35), 35);
    grouped(list, "2 groups of 17 to 48", 2, 17, 48, 4, 2, Dim.of(35), 35);
    grouped(list, "kernel wider than the signal", 2, 3, 4, 16, 8, Dim.of(5), 5);
    grouped(list, "no padding, valid results", 2, 3, 4, 3, 0, Dim.of(12), 10);
    grouped(list, "one result", 2, 3, 4, 3, 1, Dim.of(1), 1);
    for (Activation activation : Activation.values()) {
      list.add(
          GroupedConv1d.class,
          "all, " + activation,
          r ->
              r.output(
                  r.ops()
                      .groupedConv1d(
                          r.input(6, 21),
                          r.weight(4, 3, 4),
                          r.bias(4),
                          2,
                          2,
                          activation,
                          Dim.of(21))));
    }
    for (int time : new int[] {1, 8, 17}) {
      list.add(
          GroupedConv1d.class,
          "dynamic, " + time + " of 17",
          r -> {
            Dim steps = r.length(time, 17);
            r.output(
                r.ops()
                    .groupedConv1d(
                        r.input(Dim.of(6), steps),
                        r.weight(15, 2, 6),
                        r.bias(15),
                        3,
                        3,
                        Activation.NONE,
                        steps));
          });
    }
    list.real(
        GroupedConv1d.class,
        "HuBERT positions, 16 groups of 48, kernel 128",
        r ->
            r.output(
                r.ops()
                    .groupedConv1d(
                        r.input(768, 179),
                        r.weight(768, 48, 128),
                        r.bias(768),
                        16,
                        64,
                        Activation.GELU,
                        Dim.of(179))));
  }

  private static void grouped(
      CaseList list,
      String name,
      int groups,
      int in,
      int outs,
      int kernel,
      int padding,
      Dim time,
      int results) {
    list.add(
        GroupedConv1d.class,
        name,
        r ->
            r.output(
                r.ops()
                    .groupedConv1d(
                        r.input(Dim.of(groups * in), time),
                        r.weight(groups * outs, in, kernel),
                        r.bias(groups * outs),
                        groups,
                        padding,
                        Activation.NONE,
                        Dim.of(results))));
  }

  private static void conv1dOfTheNetworks(CaseList list) {
    for (int kernel : new int[] {3, 7, 11}) { // generator, first stage
      for (int dilation : new int[] {1, 3, 5}) {
        block(list, 256, kernel, dilation, 125);
      }
    }
    for (int kernel : new int[] {3, 7, 11}) { // and the others
      block(list, 128, kernel, 3, 500);
      block(list, 64, kernel, 5, 1000);
      block(list, 32, kernel, 1, 2000);
      block(list, 16, kernel, 5, 4000);
    }
    list.real(
        Conv1d.class,
        "generator, third block: sum and scale, 64 channels, kernel 11",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(64, 500),
                        r.weight(64, 64, 11),
                        r.bias(64),
                        Settings.DEFAULT.same(11, 1).leaky(0.1f).scale(1 / 3f),
                        residual(r.input(64, 500)).andSum(r.input(64, 500)),
                        Dim.of(500))));
    list.real(
        Conv1d.class,
        "generator, first: 192 to 512, kernel 7, shift",
        r -> real(r, 192, 512, 7, 50, true, Settings.DEFAULT.same(7, 1)));
    list.real(
        Conv1d.class,
        "generator, last: 16 to 1, kernel 7, tanh",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(16, 8000),
                        r.weight(1, 16, 7),
                        null,
                        Settings.DEFAULT.same(7, 1).leaky(0.01f).activation(Activation.TANH))));
    list.real(
        Conv1d.class,
        "flow: 192 to 384, kernel 5, shift",
        r -> real(r, 192, 384, 5, 100, true, Settings.DEFAULT.same(5, 1)));
    list.real(
        Conv1d.class,
        "flow: 96 of 192 to 192",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(192, 100), r.weight(192, 96, 1), r.bias(192), Settings.DEFAULT)));
    list.real(
        Conv1d.class,
        "encoder: 192 to 768, kernel 3, ReLU",
        r ->
            real(
                r,
                192,
                768,
                3,
                100,
                false,
                Settings.DEFAULT.same(3, 1).activation(Activation.RELU)));
    list.real(
        Conv1d.class,
        "encoder: 768 to 192, kernel 3",
        r -> real(r, 768, 192, 3, 100, false, Settings.DEFAULT.same(3, 1)));
    list.real(
        Conv1d.class,
        "encoder: 192 to 192, residual",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(192, 200),
                        r.weight(192, 192, 1),
                        r.bias(192),
                        Settings.DEFAULT,
                        residual(r.input(192, 200)),
                        Dim.of(200))));
    list.real(
        Conv1d.class,
        "encoder: 192 to 576, queries, keys and values",
        r -> real(r, 192, 576, 1, 200, false, Settings.DEFAULT));
    list.real(
        Conv1d.class,
        "text meets speech: 512 to 512, shift and residual",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(512, 100),
                        r.weight(512, 512, 1),
                        r.bias(512),
                        Settings.DEFAULT,
                        shift(r.input(512, 1)).andResidual(r.input(512, 100)),
                        Dim.of(100))));
    list.real(
        Conv1d.class,
        "speaker: 20480 to 1024, one column",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(20480, 1),
                        r.weight(1024, 20480, 1),
                        r.bias(1024),
                        Settings.DEFAULT,
                        residual(r.input(1024, 1)),
                        Dim.of(1))));
    list.real(
        Conv1d.class,
        "speaker: 512 to 384, one column",
        r -> real(r, 512, 384, 1, 1, false, Settings.DEFAULT));
    list.real(
        Conv1d.class,
        "reference encoder: 704 to 128, mish",
        r -> real(r, 704, 128, 1, 100, false, Settings.DEFAULT.activation(Activation.MISH)));
    list.real(
        Conv1d.class,
        "prompt codes: 768 to 768, kernel 2, stride 2",
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(768, 81),
                        r.weight(768, 768, 2),
                        r.bias(768),
                        Settings.DEFAULT.stride(2),
                        Addends.NONE,
                        Dim.of(40))));
  }

  /** {@code parts}: 1 bias, 2 shift, 4 residual, 8 sum. */
  private static void parts(Recording r, int parts, Dim time, Settings settings) {
    int kernel = 2 * settings.padding() / settings.dilation() + 1;
    r.output(
        r.ops()
            .conv1d(
                r.input(Dim.of(6), time),
                r.weight(5, 6, kernel),
                (parts & 1) == 0 ? null : r.bias(5),
                settings,
                new Addends(
                    (parts & 2) == 0 ? null : r.input(5, 1),
                    (parts & 4) == 0 ? null : r.input(Dim.of(5), time),
                    (parts & 8) == 0 ? null : r.input(Dim.of(5), time)),
                time));
  }

  private static void strided(
      CaseList list, String name, int stride, int kernel, int padding, int xTime, int yTime) {
    list.add(
        Conv1d.class, name, r -> strided(r, stride, kernel, padding, Dim.of(xTime), Dim.of(yTime)));
  }

  private static void strided(
      Recording r, int stride, int kernel, int padding, Dim xTime, Dim yTime) {
    r.output(
        r.ops()
            .conv1d(
                r.input(Dim.of(5), xTime),
                r.weight(3, 5, kernel),
                r.bias(3),
                new Settings(stride, padding, 1, 1, 1, Activation.NONE),
                Addends.NONE,
                yTime));
  }

  /** Half a residual block of the generator. */
  private static void block(CaseList list, int channels, int kernel, int dilation, int time) {
    list.real(
        Conv1d.class,
        "generator: " + channels + " channels, kernel " + kernel + ", dilation " + dilation,
        r ->
            r.output(
                r.ops()
                    .conv1d(
                        r.input(channels, time),
                        r.weight(channels, channels, kernel),
                        r.bias(channels),
                        Settings.DEFAULT.same(kernel, dilation).leaky(0.1f),
                        residual(dilation == 1 ? r.input(channels, time) : null),
                        Dim.of(time))));
  }

  private static void real(
      Recording r, int in, int out, int kernel, int time, boolean shift, Settings settings) {
    r.output(
        r.ops()
            .conv1d(
                r.input(in, time),
                r.weight(out, in, kernel),
                r.bias(out),
                settings,
                shift(shift ? r.input(out, 1) : null),
                Dim.of(time)));
  }

  private static void convTranspose1d(CaseList list) {
    convTranspose1d(list, "one element", 1, 1, 1, 1, 1, 1);
    convTranspose1d(list, "kernel as the stride", 5, 3, 2, 2, 9, 1);
    convTranspose1d(list, "kernel 16 stride 10, T 1", 5, 3, 16, 10, 1, 0.1f);
    convTranspose1d(list, "kernel 16 stride 10, T 2", 5, 3, 16, 10, 2, 0.1f);
    convTranspose1d(list, "kernel 16 stride 8", 7, 5, 16, 8, 11, 0.1f);
    convTranspose1d(list, "kernel 8 stride 2: four taps", 3, 9, 8, 2, 13, 0.1f);
    convTranspose1d(list, "kernel 8 stride 2, T 1", 3, 9, 8, 2, 1, 0.1f);
    convTranspose1d(list, "kernel 20 stride 10", 3, 2, 20, 10, 7, 0.1f);
    convTranspose1d(list, "kernel 5 stride 1", 3, 2, 5, 1, 7, 1);
    convTranspose1d(list, "kernel 9 stride 3, slope 0", 6, 2, 9, 3, 7, 0);
    convTranspose1d(list, "kernel 10 stride 5: a step more", 5, 3, 10, 5, 9, 0.1f);
    convTranspose1d(list, "kernel 6 stride 3: a step more, T 1", 5, 19, 6, 3, 1, 0.1f);
    convTranspose1d(list, "kernel 4 stride 3, T 17", 3, 9, 4, 3, 17, 1);
    convTranspose1d(list, "kernel 4 stride 1: a step more", 3, 2, 4, 1, 33, 1);
    for (int time : new int[] {1, 7, 16, 33}) {
      list.add(
          ConvTranspose1d.class,
          "a step more, dynamic, " + time + " of 33",
          r -> convTranspose1d(r, 6, 5, 7, 2, r.length(time, 33), 0.1f));
    }
    for (int time : new int[] {1, 2, 6, 13}) {
      list.add(
          ConvTranspose1d.class,
          "dynamic, " + time + " of 13",
          r -> convTranspose1d(r, 6, 5, 8, 2, r.length(time, 13), 0.1f));
    }
    int[][] stages = { // in, out, kernel, stride, time
      {512, 256, 16, 10, 25},
      {256, 128, 16, 8, 100},
      {128, 64, 8, 2, 400},
      {64, 32, 2, 2, 1000},
      {32, 16, 2, 2, 2000},
      {768, 384, 20, 10, 10},
      {512, 256, 20, 10, 25}, // of the vocoder of v4
      {256, 128, 12, 6, 100},
      {1536, 768, 8, 4, 10} // of BigVGAN
    };
    for (int[] s : stages) {
      list.real(
          ConvTranspose1d.class,
          "generator: " + s[0] + " to " + s[1] + ", kernel " + s[2] + " stride " + s[3],
          r -> convTranspose1d(r, s[0], s[1], s[2], s[3], Dim.of(s[4]), 0.1f));
    }
  }

  private static void convTranspose1d(
      CaseList list, String name, int in, int out, int kernel, int stride, int time, float slope) {
    list.add(
        ConvTranspose1d.class,
        name,
        r -> convTranspose1d(r, in, out, kernel, stride, Dim.of(time), slope));
  }

  private static void convTranspose1d(
      Recording r, int in, int out, int kernel, int stride, Dim time, float slope) {
    float gain = (float) (1 / Math.sqrt((double) in * kernel / stride));
    r.output(
        r.ops()
            .convTranspose1d(
                r.input(Dim.of(in), time),
                r.constant(0, gain, in, out, kernel),
                r.bias(out),
                stride,
                slope));
  }

  private static void couple(CaseList list) {
    list.add(Couple.class, "one element each", r -> couple(r, 1, 1, Dim.of(1)));
    list.add(Couple.class, "odd sizes", r -> couple(r, 5, 7, Dim.of(33)));
    for (int time : new int[] {1, 6, 13}) {
      list.add(
          Couple.class, "dynamic, " + time + " of 13", r -> couple(r, 3, 10, r.length(time, 13)));
    }
    list.real(Couple.class, "96 of 192 channels", r -> couple(r, 96, 192, Dim.of(200)));
  }

  private static void couple(Recording r, int n, int hidden, Dim time) {
    Tensor x = r.input(Dim.of(2 * n), time);
    r.output(r.ops().couple(x, r.input(Dim.of(hidden), time), r.weight(n, hidden, 1), r.bias(n)));
  }
}
