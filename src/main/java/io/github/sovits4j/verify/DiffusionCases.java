package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.EulerStep;
import io.github.sovits4j.ops.GatedLinear;
import io.github.sovits4j.ops.ModulatedNorm;
import io.github.sovits4j.ops.ResponseNorm;
import io.github.sovits4j.ops.RotatePairs;
import io.github.sovits4j.ops.StretchTime;
import io.github.sovits4j.ops.SumToRows;
import io.github.sovits4j.ops.Tensor;
import java.util.List;

/** What the diffusion transformer of v3 and v4 does and no other network. */
final class DiffusionCases {

  /** Of the diffusion transformer's norms. */
  private static final float EPSILON = 1e-6f;

  private DiffusionCases() {}

  static void addTo(CaseList list) {
    modulatedNorm(list);
    gatedLinear(list);
    rotatePairs(list);
    for (Activation activation : List.of(Activation.NONE, Activation.SILU)) {
      ChannelCases.shapes(
          list,
          SumToRows.class,
          activation + ", ",
          (r, dims) -> r.ops().sumToRows(r.input(dims), r.input(dims), activation));
    }
    eulerStep(list);
    responseNorm(list);
    stretch(list);
  }

  /** Rows for {@code steps} steps. */
  private static Tensor modulation(Recording r, int steps, int width) {
    return r.state(r.normal(1, steps * width), steps, width);
  }

  private static void modulatedNorm(CaseList list) {
    modulatedNorm(list, false, "two elements, one step", 1, 1, 2, 4, 1, 0, 0, 2);
    modulatedNorm(list, false, "2x5x33, step 2 of 3", 2, 5, 33, 101, 3, 2, 35, 1);
    modulatedNorm(list, false, "1x9x100, scale first", 1, 9, 100, 200, 2, 1, 0, 100);
    list.add(
        ModulatedNorm.class,
        "mean far from 0",
        r -> {
          float[] x = r.normal(1, 3 * 40);
          for (int i = 0; i < x.length; i++) {
            x[i] += 100;
          }
          r.output(
              r.ops()
                  .modulatedNorm(
                      r.input(x, 1, 3, 40), modulation(r, 2, 80), r.counters(1), 0, 40, EPSILON));
        });
    list.add(
        ModulatedNorm.class,
        "variance 0",
        r ->
            r.output(
                r.ops()
                    .modulatedNorm(
                        r.input(new float[24], 1, 1, 24),
                        modulation(r, 1, 48),
                        r.counters(0),
                        0,
                        24,
                        EPSILON)));
    for (int rows : new int[] {1, 5, 8}) {
      list.add(
          ModulatedNorm.class,
          "dynamic rows, " + rows + " of 8",
          r ->
              r.output(
                  r.ops()
                      .modulatedNorm(
                          r.input(Dim.of(1), r.length(rows, 8), Dim.of(33)),
                          modulation(r, 4, 99),
                          r.counters(3),
                          33,
                          0,
                          EPSILON)));
    }
    modulatedNorm(list, true, "150 rows of 1024, step 7 of 8", 1, 150, 1024, 6144, 8, 7, 1024, 0);
  }

  private static void modulatedNorm(
      CaseList list,
      boolean real,
      String name,
      int batch,
      int rows,
      int d,
      int width,
      int steps,
      int step,
      int scaleAt,
      int shiftAt) {
    list.add(
        real,
        ModulatedNorm.class,
        name,
        r ->
            r.output(
                r.ops()
                    .modulatedNorm(
                        r.input(batch, rows, d),
                        modulation(r, steps, width),
                        r.counters(step),
                        scaleAt,
                        shiftAt,
                        EPSILON)));
  }

  private static void gatedLinear(CaseList list) {
    for (DataType storage : new DataType[] {DataType.F32, DataType.F16, DataType.I8}) {
      gatedLinear(list, false, storage, 1, 1, 1, 1, 0);
      gatedLinear(list, false, storage, 3, 33, 65, 2, 5);
      gatedLinear(list, false, storage, 13, 130, 31, 3, 62);
      gatedLinear(list, true, storage, 150, 1024, 1024, 2, 2048);
    }
    for (int rows : new int[] {1, 4, 9}) {
      list.add(
          GatedLinear.class,
          "dynamic rows, " + rows + " of 9",
          r -> {
            Dim time = r.length(rows, 9);
            r.output(
                r.ops()
                    .gatedLinear(
                        r.input(Dim.of(1), time, Dim.of(20)),
                        r.weight(12, 20),
                        r.bias(12),
                        modulation(r, 2, 36),
                        r.counters(1),
                        24,
                        r.input(Dim.of(1), time, Dim.of(12))));
          });
    }
    gatedLinear(list, true, DataType.F32, 40, 2048, 1024, 2, 5120);
  }

  private static void gatedLinear(
      CaseList list,
      boolean real,
      DataType storage,
      int rows,
      int in,
      int out,
      int steps,
      int gateAt) {
    list.add(
        real,
        GatedLinear.class,
        rows + "x" + in + " to " + out + ", gate at " + gateAt + " " + storage,
        r ->
            r.output(
                r.ops()
                    .gatedLinear(
                        r.input(1, rows, in),
                        r.matrix(storage, out, in),
                        r.bias(out),
                        modulation(r, steps, gateAt + out + 3),
                        r.counters(steps - 1),
                        gateAt,
                        r.input(1, rows, out))));
  }

  private static void rotatePairs(CaseList list) {
    rotatePairs(list, false, 1, Dim.of(1), 2, 2);
    rotatePairs(list, false, 2, Dim.of(7), 33, 8);
    rotatePairs(list, false, 1, Dim.of(5), 16, 16);
    rotatePairs(list, false, 3, Dim.of(4), 20, 2);
    for (int rows : new int[] {1, 8, 17}) {
      list.add(
          RotatePairs.class,
          "dynamic rows, " + rows + " of 17",
          r -> rotatePairs(r, 1, r.length(rows, 17), 12, 4));
    }
    rotatePairs(list, true, 1, Dim.of(150), 1024, 64);
  }

  private static void rotatePairs(
      CaseList list, boolean real, int items, Dim rows, int d, int width) {
    list.add(
        real,
        RotatePairs.class,
        items + "x" + rows + "x" + d + ", the first " + width,
        r -> rotatePairs(r, items, rows, d, width));
  }

  private static void rotatePairs(Recording r, int items, Dim rows, int d, int width) {
    Tensor table = r.constant(0, 0.6f, rows.capacity() + 3, width);
    r.output(r.ops().rotatePairs(r.input(Dim.of(items), rows, Dim.of(d)), table));
  }

  private static void eulerStep(CaseList list) {
    eulerStep(list, false, "one element, nothing held", 1, Dim.of(1), 0, 1, 1, 0);
    eulerStep(list, false, "5x33, 9 held, two steps of 4", 5, Dim.of(33), 9, 4, 2, 0);
    eulerStep(list, false, "5x33, guided", 5, Dim.of(33), 9, 4, 1, 0.7f);
    eulerStep(list, false, "guided less than nothing", 3, Dim.of(17), 1, 3, 1, -0.5f);
    eulerStep(list, false, "all held", 65, Dim.of(20), 20, 2, 1, 0);
    eulerStep(list, false, "the counter begins anew", 2, Dim.of(3), 0, 3, 4, 0);
    for (int time : new int[] {1, 8, 17}) {
      list.add(
          EulerStep.class,
          "dynamic, " + time + " of 17",
          r -> eulerStep(r, 12, r.length(time, 17), 1, 5, 3, 0));
    }
    eulerStep(list, true, "100x300, 100 held", 100, Dim.of(300), 100, 32, 1, 0);
  }

  private static void eulerStep(
      CaseList list,
      boolean real,
      String name,
      int channels,
      Dim time,
      int held,
      int steps,
      int replays,
      float guidance) {
    list.add(
        real,
        EulerStep.class,
        name,
        r -> eulerStep(r, channels, time, held, steps, replays, guidance));
  }

  private static void eulerStep(
      Recording r, int channels, Dim time, int held, int steps, int replays, float guidance) {
    Tensor x = r.input(Dim.of(channels), time);
    Tensor velocity = r.input(Dim.of(1), time, Dim.of(channels));
    Tensor unguided = guidance == 0 ? null : r.input(Dim.of(1), time, Dim.of(channels));
    Tensor step = r.counters(0);
    r.ops().eulerStep(velocity, unguided, guidance, r.ids(held), steps, step, x);
    r.compare(x);
    r.compare(step);
    r.replays(replays);
  }

  private static void responseNorm(CaseList list) {
    ChannelCases.shapes(
        list, ResponseNorm.class, "", (r, dims) -> responseNorm(r, r.input(dims), EPSILON));
    list.add(
        ResponseNorm.class, "epsilon 0.5", r -> r.output(responseNorm(r, r.input(24, 5), 0.5f)));
    list.add(
        ResponseNorm.class,
        "silence",
        r -> r.output(responseNorm(r, r.input(new float[24 * 5], 24, 5), EPSILON)));
    list.add(
        ResponseNorm.class,
        "channels of very different strength",
        r -> {
          float[] x = r.normal(1, 9 * 40);
          for (int i = 0; i < x.length; i++) {
            x[i] *= (float) Math.pow(10, i / 40 - 4);
          }
          r.output(responseNorm(r, r.input(x, 9, 40), EPSILON));
        });
    list.real(
        ResponseNorm.class,
        "1024x300",
        r -> r.output(responseNorm(r, r.input(1024, 300), EPSILON)));
  }

  private static Tensor responseNorm(Recording r, Tensor x, float epsilon) {
    Tensor gamma = r.constant(0, 0.5f, x.size(0));
    return r.ops().responseNorm(x, gamma, r.bias(x.size(0)), epsilon);
  }

  private static void stretch(CaseList list) {
    stretch(list, false, 1, 1, 1, 1);
    stretch(list, false, 5, 9, 15, 8);
    stretch(list, false, 33, 7, 2, 1);
    stretch(list, false, 3, 40, 7, 5);
    list.add(
        StretchTime.class,
        "the first of what becomes of x",
        r -> r.output(r.ops().stretch(r.input(4, 9), 2, 1, Dim.of(11))));
    for (int time : new int[] {1, 8, 17}) {
      list.add(
          StretchTime.class,
          "dynamic, " + time + " of 17",
          r ->
              r.output(
                  r.ops()
                      .stretch(
                          r.input(Dim.of(12), r.length(time, 17)),
                          15,
                          8,
                          r.length(time * 15 / 8, 31))));
    }
    stretch(list, true, 512, 200, 15, 8);
  }

  private static void stretch(
      CaseList list, boolean real, int channels, int time, int times, int divisor) {
    list.add(
        real,
        StretchTime.class,
        channels + "x" + time + " by " + times + "/" + divisor,
        r ->
            r.output(
                r.ops()
                    .stretch(
                        r.input(channels, time), times, divisor, Dim.of(time * times / divisor))));
  }
}
