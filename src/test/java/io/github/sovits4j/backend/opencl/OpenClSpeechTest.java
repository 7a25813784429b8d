package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.Sampling;
import io.github.sovits4j.model.t2s.SemanticGenerator;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.verify.Parity;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From text to samples on this backend. */
class OpenClSpeechTest {

  @TempDir static Path folder;

  private static Path model;
  private static Path reference;

  @BeforeAll
  static void model() {
    OpenClDevices.require();
    model = folder.resolve("model");
    ModelSynthesizer.write(
        model,
        Text2SemanticConfig.tiny(ModelVersion.V2),
        SovitsConfig.tiny(ModelVersion.V2),
        11,
        false);
    float[] samples = new float[32000 * 4];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.4 * Math.sin(2 * Math.PI * 220 * i / 32000));
    }
    reference = folder.resolve("reference.wav");
    new WavWriter(SampleFormat.PCM_16).write(new Waveform(32000, samples), reference);
  }

  private static float[] speak(TextToSpeech tts, String text, double seconds) {
    return tts.speak(
            SpeechRequest.builder(text, tts.voice(reference)).maxSeconds(seconds).seed(5).build())
        .audio()
        .channel(0);
  }

  @Test
  void theSameSeedGivesTheReferencesAudio() {
    String text = "One sentence. And here comes another one.";
    try (TextToSpeech expected = TextToSpeech.builder(model).backend("reference").open();
        TextToSpeech actual = TextToSpeech.builder(model).backend(OpenClBackend.NAME).open()) {
      float[] wanted = speak(expected, text, 1);
      float[] got = speak(actual, text, 1);
      double error = Parity.relativeL2(wanted, got);
      System.out.println("end to end against the reference: relative L2 " + error);
      assertTrue(error <= 1e-3, "relative L2 " + error);
      assertArrayEquals(got, speak(actual, text, 1), "the same request, the same samples");
    }
  }

  @Tag("slow")
  @Test
  void fiftyUtterancesOfRandomLengthsKeepDeviceMemoryFlat() {
    Random random = new Random(3);
    Text2SemanticConfig config = Text2SemanticConfig.tiny(ModelVersion.V2);
    try (OpenClBackend backend = OpenClDevices.open((String) null);
        ModelFolder opened = ModelFolder.open(model);
        Text2Semantic network = new Text2Semantic(backend, opened.t2s(), config)) {
      long most = 0;
      long objects = 0;
      try (SemanticGenerator generator = new SemanticGenerator(network)) {
        for (int i = 0; i < 50; i++) {
          int rows = 1 + random.nextInt(60);
          generator.generate(
              List.of(new Prompt(random.ints(rows, 1, 20).toArray(), null, new int[0], i)),
              Sampling.DEFAULT,
              i,
              1 + random.nextInt(30),
              steps -> {});
          if (i < 10) {
            most = Math.max(most, backend.counts().bytes);
            objects = Math.max(objects, backend.counts().objects);
          }
        }
        assertTrue(backend.counts().bytes <= most * 2, backend.counts().bytes + " bytes");
        assertTrue(backend.counts().objects <= objects * 1.2, backend.counts().objects + "");
      }
    }
    try (TextToSpeech tts = TextToSpeech.builder(model).backend(OpenClBackend.NAME).open()) {
      int length = speak(tts, "Hello.", 0.5).length;
      for (int i = 0; i < 20; i++) {
        speak(tts, "Hello" + " there".repeat(random.nextInt(12)) + ".", 0.5);
      }
      assertEquals(length, speak(tts, "Hello.", 0.5).length);
    }
  }
}
