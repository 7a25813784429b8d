package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.Tensor;
import java.util.Locale;

/** S1: the distribution that the next code is drawn from, for many settings. */
final class SamplerGolden {

  private record Ends(Tensor logits, Tensor probabilities) {}

  private SamplerGolden() {}

  static void run(GoldenCase golden, Backend backend, Findings findings) {
    for (JsonNode settings : golden.manifest().get("cases")) {
      String suffix = String.format(Locale.ROOT, "_%02d", settings.get("index").asInt());
      int[] shape = findings.shape("logits" + suffix);
      findings.compare(
          "probs" + suffix,
          probabilities(
              backend,
              settings,
              findings.floats("logits" + suffix),
              findings.ints("prev" + suffix),
              shape[0],
              shape[1]));
    }
  }

  private static float[] probabilities(
      Backend backend, JsonNode settings, float[] logits, int[] history, int batch, int codes) {
    SamplerState state = SamplerState.allocate(backend, batch, codes, 1);
    int[] seen = new int[batch * codes];
    for (int i = 0; i < history.length; i++) {
      seen[i / (history.length / batch) * codes + history[i]] = 1;
    }
    backend.write(state.seen(), seen);
    float[] each = new float[batch * SamplerState.SETTINGS];
    int[] limits = new int[batch * SamplerState.LIMITS];
    for (int b = 0; b < batch; b++) {
      int at = b * SamplerState.SETTINGS;
      each[at + SamplerState.REPETITION_PENALTY] =
          (float) settings.get("repetition_penalty").asDouble();
      each[at + SamplerState.TOP_P] = (float) settings.get("top_p").asDouble();
      each[at + SamplerState.TEMPERATURE] = (float) settings.get("temperature").asDouble();
      limits[b * SamplerState.LIMITS + SamplerState.TOP_K] = settings.get("top_k").asInt();
      limits[b * SamplerState.LIMITS + SamplerState.MAX_CODES] = 1;
      limits[b * SamplerState.LIMITS + SamplerState.SEED_LOW] = 1;
    }
    backend.write(state.settings(), each);
    backend.write(state.limits(), limits);
    try (Capture<Ends> capture =
        backend.capture(
            ops -> {
              Tensor x = ops.input("logits", DataType.F32, Dim.of(batch), Dim.of(1), Dim.of(codes));
              return new Ends(x, ops.output(ops.sampleCode(x, state)));
            })) {
      Ends e = capture.ends();
      return capture.write(e.logits, logits).replay().floats(e.probabilities);
    } finally {
      state.release(backend);
    }
  }
}
