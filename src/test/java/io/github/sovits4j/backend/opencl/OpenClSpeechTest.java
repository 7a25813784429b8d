package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.bench.Soak;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.ReferenceAudio;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.verify.Parity;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        .samples();
  }

  private static Pipeline open(OpenClOptions options) {
    return Pipeline.open(model, () -> OpenClDevices.open(options), StoragePolicy.F32);
  }

  private static VoiceData voice(Pipeline pipeline) {
    return pipeline.voice(List.of(ReferenceAudio.of(new WavReader(60).read(reference))));
  }

  private static float[] speak(Pipeline pipeline, String text, double seconds) {
    return pipeline
        .speak(Utterance.of(text, voice(pipeline)).maxSeconds(seconds).seed(5))
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

  /** S1 goes on in one queue while S2 is at work in the other; on a CPU only where asked for. */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void withTwoQueuesTheSoundIsTheSame(String deviceClass) {
    String text = "One. Two sheep and a dog. What is it? Three men in a boat. Go! The end of it.";
    float[][] samples = new float[2][];
    for (int queues = 1; queues <= 2; queues++) {
      try (Pipeline pipeline =
          open(new OpenClOptions(deviceClass, null, Long.MAX_VALUE, TuningTarget.OFF, queues))) {
        Utterance utterance =
            Utterance.of(text, voice(pipeline)).cut(CutMethod.CUT5).maxSeconds(1).seed(5);
        samples[queues - 1] = pipeline.speak(utterance).audio().channel(0);
        assertArrayEquals(samples[0], pipeline.speak(utterance).audio().channel(0));
      }
    }
    assertArrayEquals(samples[0], samples[1]);
  }

  @Tag("slow")
  @Test
  void twoHundredUtterancesOfRandomLengthsLeaveMemoryFlat() {
    try (Pipeline pipeline =
        Pipeline.open(model, () -> Backends.open(OpenClBackend.NAME), StoragePolicy.F32)) {
      List<Soak.Sample> samples =
          new Soak(200, 10, 2, 32, 3).run(pipeline, voice(pipeline), System.out::println);
      assertEquals(List.of(), Soak.grown(samples, 0.05));
    }
  }

  /** Room for the model and the voice, but for hardly any sentence. */
  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsAllocated() {
    OpenClBackend[] opened = new OpenClBackend[1];
    long weights;
    try (TextToSpeech tts = TextToSpeech.builder(model).backend(OpenClBackend.NAME).open()) {
      tts.voice(reference);
      weights = tts.memory().used();
    }
    OpenClOptions narrow = new OpenClOptions(null, null, weights + 100_000, TuningTarget.OFF, 1);
    try (Pipeline pipeline =
        Pipeline.open(model, () -> opened[0] = OpenClDevices.open(narrow), StoragePolicy.F32)) {
      Utterance longest = Utterance.of("Hello there.", voice(pipeline)).maxSeconds(50);
      long allocations = opened[0].counts().allocations;
      DeviceMemoryException refused =
          assertThrows(DeviceMemoryException.class, () -> pipeline.speak(longest));
      assertTrue(refused.getMessage().contains("shorter sentences"), refused.getMessage());
      assertEquals(allocations, opened[0].counts().allocations, "allocations");
    }
  }

  /** Graphs of other shapes are given back for one that would not fit beside them. */
  @Test
  void roomIsMadeBeforeASentenceIsRefused() {
    long alone;
    try (TextToSpeech tts = TextToSpeech.builder(model).backend(OpenClBackend.NAME).open()) {
      speak(tts, "Hello.", 3);
      alone = tts.memory().used();
    }
    OpenClOptions narrow = new OpenClOptions(null, null, alone + alone / 5, TuningTarget.OFF, 1);
    try (Pipeline pipeline = open(narrow)) {
      float[] first = speak(pipeline, "Hello.", 3);
      for (double seconds : new double[] {0.4, 1.1, 1.9, 2.6}) {
        speak(pipeline, "Hello there, and welcome.", seconds);
      }
      assertArrayEquals(first, speak(pipeline, "Hello.", 3));
      assertTrue(pipeline.memory().peak() <= narrow.memory());
    }
  }
}
