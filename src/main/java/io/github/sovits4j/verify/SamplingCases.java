package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.SamplePrior;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;

/** Random draws: the next code, and the start of the flow. */
final class SamplingCases {

  private SamplingCases() {}

  static void addTo(CaseList list) {
    for (float topP : new float[] {1, 0.8f, 0.05f}) {
      for (int topK : new int[] {5, 1, 1000}) {
        for (float temperature : new float[] {1, 1.7f, 1e-7f}) {
          list.add(
              SampleCode.class,
              "top-p " + topP + ", top-k " + topK + ", temperature " + temperature,
              new Draw().topP(topP).topK(topK).temperature(temperature)::record);
        }
      }
    }
    for (float penalty : new float[] {1, 1.35f, 0.7f}) {
      list.add(SampleCode.class, "penalty " + penalty, new Draw().penalty(penalty)::record);
      list.add(
          SampleCode.class,
          "penalty " + penalty + ", negative logits",
          new Draw().penalty(penalty).offset(-20)::record);
    }
    list.add(SampleCode.class, "large logits", new Draw().offset(95)::record);
    list.add(
        SampleCode.class,
        "equal logits at the top-k threshold stay",
        new Draw().coarse().topK(7)::record);
    list.add(
        SampleCode.class,
        "equal logits under top-p: the first stay",
        new Draw().coarse().topP(0.6f)::record);
    list.add(
        SampleCode.class,
        "equal logits, cold",
        new Draw().coarse().temperature(1e-7f).topK(3)::record);
    list.add(
        SampleCode.class,
        "all steps banned from ending",
        new Draw().eos(20).eosBan(9).steps(0, 3, 8).replays(1)::record);
    list.add(
        SampleCode.class,
        "first step that may end",
        new Draw().eos(20).eosBan(3).steps(2, 3, 4).replays(1)::record);
    list.add(
        SampleCode.class,
        "the likeliest is the end, another is drawn",
        new Draw().eos(3.2f).temperature(1.7f).eosBan(0).replays(1)::record);
    list.add(
        SampleCode.class,
        "colder than 1e-5 is 1e-5",
        r -> {
          float[] logits = new float[21];
          Arrays.fill(logits, -5);
          logits[3] = 0;
          logits[7] = -2e-5f; // seven times less likely at 1e-5
          new Draw().steps(0).temperature(1e-7f).replays(1).record(r, logits);
        });
    list.add(
        SampleCode.class,
        "tied with the end: the earlier wins",
        r -> {
          float[] logits = r.normal(1, 21);
          logits[3] = 30;
          logits[20] = 30;
          new Draw().steps(0).topK(1).eosBan(0).replays(1).record(r, logits);
        });
    list.add(
        SampleCode.class,
        "the penalty takes the end from second to first",
        r -> {
          float[] logits = new float[21];
          Arrays.fill(logits, 5);
          logits[20] = 4;
          new Draw().steps(0).penalty(1.35f).allSeen().eosBan(0).replays(1).record(r, logits);
        });
    list.add(
        SampleCode.class,
        "items that ended or were capped stay untouched",
        new Draw().status(SamplerState.ENDED, SamplerState.RUNNING, SamplerState.CAPPED)::record);
    list.add(
        SampleCode.class,
        "capped in the middle of a run",
        new Draw().steps(4, 0, 6).maxCodes(7).replays(5)::record);
    list.add(
        SampleCode.class,
        "runs to the end, replays past it",
        new Draw().eos(2).eosBan(2).maxCodes(30).replays(40)::record);
    list.add(
        SampleCode.class,
        "every item in its own way",
        new Draw().topK(3).topP(0.9f).maxCodes(6).eos(1).steps(0, 3, 4, 5).unlike().replays(4)
            ::record);
    list.add(SampleCode.class, "two codes", new Draw().codes(2)::record);
    list.add(
        SampleCode.class, "a single candidate", new Draw().codes(2).eosBan(99).steps(0)::record);
    list.add(SampleCode.class, "257 codes", new Draw().codes(257).topK(15)::record);
    list.add(SampleCode.class, "negative seed words", new Draw().seed(-5, -6)::record);
    list.real(
        SampleCode.class,
        "1025 codes, usual settings",
        new Draw().codes(1025).topK(15).penalty(1.35f).eosBan(11).steps(0).replays(1)::record);
    list.real(
        SampleCode.class,
        "1025 codes, 4 items, top-p",
        new Draw().codes(1025).topP(0.9f).temperature(0.8f).steps(0, 9, 20, 700).replays(1)
            ::record);

    samplePrior(list, "one element", 1, Dim.of(1), 0.5f);
    samplePrior(list, "odd sizes", 7, Dim.of(33), 0.5f);
    samplePrior(list, "no noise", 7, Dim.of(9), 0);
    for (int time : new int[] {1, 6, 13}) {
      list.add(
          SamplePrior.class,
          "dynamic, " + time + " of 13",
          r -> samplePrior(r, 5, r.length(time, 13), 1));
    }
    list.real(SamplePrior.class, "192x200", r -> samplePrior(r, 192, Dim.of(200), 0.5f));
  }

  private static void samplePrior(CaseList list, String name, int n, Dim time, float scale) {
    list.add(SamplePrior.class, name, r -> samplePrior(r, n, time, scale));
  }

  private static void samplePrior(Recording r, int n, Dim time, float scale) {
    Tensor stats = r.input(Dim.of(2 * n), time);
    r.output(r.ops().samplePrior(stats, r.input(Dim.of(n), time), scale));
  }
}
