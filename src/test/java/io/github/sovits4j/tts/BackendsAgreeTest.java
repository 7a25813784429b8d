package io.github.sovits4j.tts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.ops.BackendProvider;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.Parity;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same request on every backend that runs here: the same speech, and no memory lost. */
class BackendsAgreeTest {

  /** End to end, same noise (relative L2). */
  private static final double GATE = 1e-3;

  private static final String REFERENCE = "reference";

  @TempDir static Path folder;

  private static Path model;

  @BeforeAll
  static void synthesize() {
    model = folder.resolve("model");
    ModelSynthesizer.write(
        model,
        Text2SemanticConfig.tiny(ModelVersion.V2),
        SovitsConfig.tiny(ModelVersion.V2),
        21,
        false);
  }

  static List<String> others() {
    return Backends.providers().stream()
        .map(BackendProvider::name)
        .filter(name -> !name.equals(REFERENCE))
        .toList();
  }

  static List<String> all() {
    return Backends.providers().stream().map(BackendProvider::name).toList();
  }

  private static void requirePresent(String backend) {
    for (BackendProvider provider : Backends.providers()) {
      if (provider.name().equals(backend)) {
        Skip.unless(
            provider.missing().isEmpty(), backend + ": " + provider.missing().orElse("present"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("others")
  void sameSeedSameSpeech(String backend) {
    requirePresent(backend);
    float[] expected = speak(REFERENCE);
    float[] got = speak(backend);
    assertEquals(expected.length, got.length, "samples");
    double error = Parity.relativeL2(expected, got);
    System.out.printf(
        Locale.ROOT, "%s against reference, end to end: %.2e (gate %.0e)%n", backend, error, GATE);
    assertTrue(error <= GATE, backend + ": " + error);
  }

  private static float[] speak(String backend) {
    try (TextToSpeech tts = TextToSpeech.builder(model).backend(backend).open()) {
      Voice voice = tts.voice(List.of(tone()));
      SpeechRequest request =
          SpeechRequest.builder("The same words, twice. And again, faster!", voice)
              .seed(77)
              .maxSeconds(1)
              .speed(1.1)
              .build();
      return tts.speak(request).samples();
    }
  }

  private static VoiceSource tone() {
    float[] samples = new float[3 * 32000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.4 * Math.sin(0.05 * i) * Math.sin(0.0001 * i));
    }
    return VoiceSource.of(samples, 32000);
  }

  /** The same utterances again take the same memory of the device: nothing is left behind. */
  @Tag("slow")
  @ParameterizedTest
  @MethodSource("all")
  void fiftyUtterancesLeaveNothingBehind(String backend) {
    requirePresent(backend);
    try (TextToSpeech tts = TextToSpeech.builder(model).backend(backend).open()) {
      Voice voice = tts.voice(List.of(tone()));
      utter(tts, voice, 25);
      MemoryUse once = tts.memory();
      utter(tts, voice, 25);
      MemoryUse twice = tts.memory();
      assertEquals(once.used(), twice.used(), backend + ", bytes held");
      assertEquals(once.peak(), twice.peak(), backend + ", most bytes held");
    }
  }

  private static void utter(TextToSpeech tts, Voice voice, int times) {
    Random random = new Random(5);
    for (int i = 0; i < times; i++) {
      String words = "One more word and another one. ".repeat(1 + random.nextInt(4));
      tts.speak(
          SpeechRequest.builder(words, voice)
              .seed(i)
              .maxSeconds(0.3 + random.nextDouble())
              .build());
    }
  }
}
