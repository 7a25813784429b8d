package io.github.sovits4j.tts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way from text and a recording to samples, on synthetic models. */
class TextToSpeechTest {

  @TempDir static Path folder;

  private static Path model;
  private static Path reference;
  private static TextToSpeech tts;
  private static Voice voice;

  @BeforeAll
  static void open() {
    model = model(ModelVersion.V2, false);
    reference = folder.resolve("reference.wav");
    new WavWriter(SampleFormat.PCM_16).write(tone(4, 220), reference);
    tts = TextToSpeech.builder(model).backend("reference").open();
    voice = tts.voice(reference);
  }

  @AfterAll
  static void close() {
    tts.close();
  }

  private static Path model(ModelVersion version, boolean full) {
    Path path = folder.resolve(version + (full ? "-full" : "-tiny"));
    ModelSynthesizer.write(
        path,
        full ? Text2SemanticConfig.full(version) : Text2SemanticConfig.tiny(version),
        full ? SovitsConfig.full(version) : SovitsConfig.tiny(version),
        11,
        false);
    return path;
  }

  private static Waveform tone(double seconds, double hertz) {
    float[] samples = new float[(int) (32000 * seconds)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.4 * Math.sin(2 * Math.PI * hertz * i / 32000));
    }
    return new Waveform(32000, samples);
  }

  private static SpeechRequest.Builder request(String text) {
    return SpeechRequest.builder(text, voice).maxSeconds(1).seed(5);
  }

  private static float[] samples(SpeechRequest request) {
    return tts.speak(request).audio().channel(0);
  }

  private static void assertSound(float[] samples) {
    double peak = 0;
    for (float sample : samples) {
      assertTrue(Float.isFinite(sample), "a sample is not finite");
      peak = Math.max(peak, Math.abs(sample));
    }
    assertTrue(peak > 1e-3, "silent: peak " + peak);
  }

  @Test
  void theSnippetOfTheDocumentationSpeaks() {
    Path output = folder.resolve("snippet.wav");
    ApiSnippet.speak(model, reference, output);
    Waveform written = new WavReader(60).read(output);
    assertEquals(8000, written.sampleRate());
    assertSound(written.channel(0));
  }

  @Test
  void sameSeedGivesTheSameBytes() throws Exception {
    Path first = folder.resolve("first.wav");
    Path second = folder.resolve("second.wav");
    tts.speak(request("One sentence. And another one!").build()).writeWav(first);
    try (TextToSpeech fresh = TextToSpeech.builder(model).backend("reference").open()) {
      Voice same = fresh.voice(reference);
      fresh
          .speak(
              SpeechRequest.builder("One sentence. And another one!", same)
                  .maxSeconds(1)
                  .seed(5)
                  .build())
          .writeWav(second);
    }
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void anotherSeedAnotherVoiceAnotherTextGiveOtherAudio() {
    float[] base = samples(request("Good morning.").build());
    assertFalse(Arrays.equals(base, samples(request("Good morning.").seed(6).build())));
    assertFalse(Arrays.equals(base, samples(request("Good evening.").build())));
    Voice other = tts.voice(List.of(tone(4, 500)), List.of());
    SpeechRequest otherVoice =
        SpeechRequest.builder("Good morning.", other).maxSeconds(1).seed(5).build();
    assertFalse(Arrays.equals(base, samples(otherVoice)));
  }

  @Test
  void threadsGetWhatTheyWouldGetAlone() throws Exception {
    List<SpeechRequest> requests = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      requests.add(request("Sentence number " + i + ". It goes on.").seed(i).build());
    }
    List<float[]> alone = requests.stream().map(TextToSpeechTest::samples).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<float[]>> together =
          requests.stream().map(r -> threads.submit(() -> samples(r))).toList();
      for (int i = 0; i < requests.size(); i++) {
        assertArrayEquals(alone.get(i), together.get(i).get());
      }
    }
  }

  @Test
  void lengthFollowsSpeedAndPause() {
    SpeechRequest.Builder greedy =
        request("How long is this?").sampling(io.github.sovits4j.model.t2s.Sampling.DEFAULT);
    double normal = tts.speak(greedy.pauseSeconds(0).build()).audio().seconds();
    double fast = tts.speak(greedy.speed(2).build()).audio().seconds();
    double paused = tts.speak(greedy.speed(1).pauseSeconds(1.5).build()).audio().seconds();
    assertEquals(normal / 2, fast, 0.021, "one 20 ms frame more or less");
    assertEquals(normal + 1.5, paused, 1e-9);
  }

  @Test
  void severalReferencesAreAveraged() {
    Voice two = tts.voice(reference, reference);
    float[] once = samples(request("Twice the same is the same.").build());
    SpeechRequest again =
        SpeechRequest.builder("Twice the same is the same.", two).maxSeconds(1).seed(5).build();
    float[] mean = samples(again);
    assertEquals(once.length, mean.length);
    for (int i = 0; i < once.length; i++) {
      assertEquals(once[i], mean[i], 1e-4);
    }
  }

  @ParameterizedTest
  @EnumSource(ModelVersion.class)
  void everyVersionSpeaks(ModelVersion version) {
    Path path = version == ModelVersion.V2 ? model : model(version, false);
    try (TextToSpeech other = TextToSpeech.builder(path).backend("reference").open()) {
      int embedding = SovitsConfig.tiny(version).speakerDim();
      List<float[]> embeddings = new ArrayList<>();
      if (version.isPro()) {
        assertMessage("speaker-verification", () -> other.voice(reference));
        float[] values = new float[embedding];
        Arrays.fill(values, 0.1f);
        embeddings.add(values);
      }
      Voice own = other.voice(List.of(tone(3, 200)), embeddings);
      SpeechRequest hello = SpeechRequest.builder("Hello there.", own).maxSeconds(1).build();
      assertSound(other.speak(hello).audio().channel(0));
      assertMessage("another model", () -> tts.speak(hello));
    }
  }

  @Test
  void mistakesAreExplained() throws Exception {
    assertMessage("text", () -> request("  ").build());
    assertMessage("speed", () -> request("a").speed(0).build());
    assertMessage("speed", () -> request("a").speed(Double.NaN).build());
    assertMessage("pause", () -> request("a").pauseSeconds(-1).build());
    assertMessage("en", () -> tts.speak(request("Bonjour.").language("fr").build()));
    assertMessage("", () -> tts.speak(request("?!").build()));
    assertMessage("missing.wav", () -> tts.voice(folder.resolve("missing.wav")));
    Path text = Files.writeString(folder.resolve("text.wav"), "this is no audio at all, sorry");
    assertMessage("text.wav", () -> tts.voice(text));
    assertMessage("", () -> tts.voice(List.of(tone(0.01, 100)), List.of()));
    assertMessage("", () -> tts.voice(List.of(tone(61, 100)), List.of()));
    assertMessage("backend", () -> TextToSpeech.builder(model).backend("abacus").open());
    assertMessage(
        "nowhere",
        () -> TextToSpeech.builder(folder.resolve("nowhere")).backend("reference").open());
    Path output = folder.resolve("no/such/folder/out.wav");
    Speech speech = tts.speak(request("Fine.").build());
    assertMessage("out.wav", () -> speech.writeWav(output));
  }

  @Test
  void aClosedModelSaysSo() {
    TextToSpeech closed = TextToSpeech.builder(model).backend("reference").open();
    closed.close();
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.voice(reference));
  }

  @Test
  void progressIsTold() {
    List<String> heard = new ArrayList<>();
    tts.speak(
        request("Tell me how far you are.").build(),
        new Progress() {
          @Override
          public void update(Stage stage, int sentence, int sentences, int codes) {
            heard.add(stage + " " + sentence + "/" + sentences + " " + (codes > 0));
          }

          @Override
          public void finished(Stage stage, int sentence, long start, long end) {
            heard.add(stage + " of " + sentence + (start <= end ? "" : " backwards"));
          }
        });
    assertEquals("TEXT of 0", heard.getFirst());
    assertEquals(
        List.of("PREFILL of 1", "DECODE 1/1 true", "DECODE of 1", "PRIOR 1/1 true"),
        heard.subList(1, heard.size() - 2).stream().distinct().toList());
    assertEquals(
        List.of("PRIOR of 1", "GENERATOR of 1"), heard.subList(heard.size() - 2, heard.size()));
  }

  @Tag("slow")
  @Test
  void fullSizeSpeaksFastEnough() {
    try (TextToSpeech full =
        TextToSpeech.builder(model(ModelVersion.V2, true)).backend("reference").open()) {
      Voice own = full.voice(reference);
      SpeechRequest hello =
          SpeechRequest.builder("This takes two seconds of speech.", own)
              .maxSeconds(2)
              .pauseSeconds(0)
              .build();
      Speech speech = full.speak(hello);
      assertSound(speech.audio().channel(0));
      System.out.printf(
          Locale.ROOT,
          "full-size v2 on reference: %.2f s of audio, real-time factor %.2f (%s)%n",
          speech.audio().seconds(),
          speech.realTimeFactor(),
          speech.timings());
      assertTrue(speech.realTimeFactor() <= 20, "real-time factor " + speech.realTimeFactor());
    }
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable action) {
    String message = assertThrows(UserException.class, action).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.length() > 15, message);
  }

  @Test
  void memoryIsCounted() {
    try (TextToSpeech fresh = TextToSpeech.builder(model).backend("reference").open()) {
      long weights = fresh.memory().used();
      Voice own = fresh.voice(reference);
      fresh.speak(SpeechRequest.builder("Hello.", own).maxSeconds(0.4).build());
      DeviceMemory spoken = fresh.memory();
      assertTrue(weights > 100_000, "weights: " + weights);
      assertTrue(spoken.used() > weights, "caches and graphs: " + spoken);
      assertTrue(spoken.peak() >= spoken.used() && spoken.capacity() > spoken.peak(), "" + spoken);
    }
  }
}
