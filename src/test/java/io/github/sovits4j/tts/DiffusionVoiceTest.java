package io.github.sovits4j.tts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.weights.EncoderSynthesizer;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models of v3 and v4 speak with a recording and its words, and not without. */
class DiffusionVoiceTest {

  private static final String WORDS = "What I say in it.";

  @TempDir static Path folder;

  private static Path model(ModelVersion version) {
    Path path = folder.resolve(version.label());
    if (!path.toFile().exists()) {
      ModelSynthesizer.write(path, version, false, 3, false);
    }
    Path encoders = folder.resolve("encoders");
    if (!encoders.toFile().exists()) {
      EncoderSynthesizer.write(encoders, List.of(HubertConfig.tiny(64)), 5, false);
    }
    return path;
  }

  private static TextToSpeech open(ModelVersion version, String backend) {
    return TextToSpeech.builder(model(version)).backend(backend).open();
  }

  private static VoiceSource recording() {
    float[] x = new float[4 * 16000];
    for (int i = 0; i < x.length; i++) {
      double pitch = 150 + 40 * Math.sin(i / 3000.0);
      x[i] = (float) (0.3 * Math.sin(2 * Math.PI * pitch * i / 16000) * Math.sin(i / 700.0));
    }
    return VoiceSource.of(x, 16000);
  }

  private static Voice voice(TextToSpeech tts) {
    return tts.voice(List.of(recording().withTranscript(WORDS, Language.ENGLISH)));
  }

  private static SpeechRequest.Builder request(Voice voice) {
    return SpeechRequest.builder("It works.", voice).maxSeconds(0.5).sampleSteps(4).retries(0);
  }

  private static float[] speak(TextToSpeech tts, SpeechRequest.Builder request) {
    return tts.speak(request.build()).samples();
  }

  @ParameterizedTest
  @EnumSource(names = {"V3", "V4"})
  void theySpeakWithAPrompt(ModelVersion version) {
    try (TextToSpeech tts = open(version, "simd")) {
      Voice voice = voice(tts);
      float[] spoken = speak(tts, request(voice).seed(1));
      assertTrue(spoken.length > 0.4 * tts.sampleRate(), "half a second, got " + spoken.length);
      assertTrue(largest(spoken) > 0 && largest(spoken) <= 1);
      assertArrayEquals(spoken, speak(tts, request(voice).seed(1)));
      assertFalse(Arrays.equals(spoken, speak(tts, request(voice).seed(2))));
      assertFalse(Arrays.equals(spoken, speak(tts, request(voice).seed(1).sampleSteps(5))));
      assertTrue(speak(tts, request(voice).seed(1).speed(2)).length < spoken.length);

      Path kept = folder.resolve("voices").resolve(version.label());
      voice.save(kept);
      assertArrayEquals(spoken, speak(tts, request(tts.loadVoice(kept)).seed(1)));
    }
  }

  private static float largest(float[] samples) {
    float largest = 0;
    for (float sample : samples) {
      largest = Math.max(largest, Math.abs(sample));
    }
    return largest;
  }

  @ParameterizedTest
  @EnumSource(names = {"V3", "V4"})
  void theyRefuseToSpeakWithoutWords(ModelVersion version) {
    try (TextToSpeech tts = open(version, "simd")) {
      String message =
          assertThrows(RequestException.class, () -> tts.voice(List.of(recording()))).getMessage();
      assertTrue(message.contains("version " + version + " goes on from a recording"), message);
      assertTrue(message.contains("transcript"), message);
      Voice voice =
          tts.voice(List.of(recording(), recording().withTranscript(WORDS, Language.ENGLISH)));
      assertTrue(
          voice.remarks().stream().anyMatch(remark -> remark.contains("uses one recording")));
      assertThrows(RequestException.class, () -> request(voice).sampleSteps(3));
      assertThrows(RequestException.class, () -> request(voice).sampleSteps(129));
    }
  }

  /** Also where their second stages have the same weights: frames of v3 are not those of v4. */
  @Test
  void voicesAreOfOneVersion() {
    Path kept = folder.resolve("voices").resolve("of v3");
    try (TextToSpeech tts = open(ModelVersion.V3, "simd")) {
      voice(tts).save(kept);
    }
    try (TextToSpeech tts = open(ModelVersion.V4, "simd")) {
      String message = assertThrows(RequestException.class, () -> tts.loadVoice(kept)).getMessage();
      assertTrue(message.contains("of another model: a v3 model"), message);
    }
  }

  /** The backends' sound differs by rounding alone. */
  @Test
  void backendsAgree() {
    List<float[]> spoken = new ArrayList<>();
    for (String backend : List.of("reference", "simd", "opencl")) {
      try (TextToSpeech tts =
          TextToSpeech.builder(model(ModelVersion.V4))
              .backend(backend)
              .precision(Precision.F32)
              .open()) {
        spoken.add(speak(tts, request(voice(tts)).sampling(Sampling.DEFAULT.withTopK(1))));
      }
    }
    for (float[] other : spoken) {
      assertArrayEquals(spoken.getFirst(), other, 2e-3f);
    }
  }

  /** Sentences one by one, words with their times, and memory that does not grow with changes. */
  @Test
  void whatOtherModelsDoWorksToo() {
    try (TextToSpeech tts = open(ModelVersion.V3, "simd")) {
      Voice voice = voice(tts);
      List<SpeechPart> parts = new ArrayList<>();
      SpeechRequest two =
          SpeechRequest.builder("It works. So does this one.", voice)
              .cut(Cut.EVERY_MARK)
              .maxSeconds(0.5)
              .sampleSteps(4)
              .retries(0)
              .timestamps(true)
              .build();
      Speech all = tts.stream(two, parts::add, new CancellationToken());
      assertEquals(2, parts.size());
      assertEquals(2, all.sentences().size());
      assertEquals(2, all.sentences().getFirst().words().size());
      long held = 0;
      for (int i = 0; i < 6; i++) {
        speak(tts, request(voice).seed(i).sampleSteps(4 + i % 2));
        if (i == 3) {
          held = tts.memory().used();
        }
      }
      assertEquals(held, tts.memory().used());
    }
  }
}
