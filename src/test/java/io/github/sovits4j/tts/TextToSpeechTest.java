package io.github.sovits4j.tts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.text.japanese.JapaneseDictionary;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
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
    return tts.speak(request).samples();
  }

  private static VoiceSource source(Waveform sound) {
    return VoiceSource.of(sound.channel(0), sound.sampleRate());
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

  /** What a backend holds tells how it stores the transformer. */
  @Test
  void whereNoPrecisionIsNamedTheBackendChooses() {
    assertEquals(bytesHeld("simd", Precision.F16), bytesHeld("simd", null));
    assertTrue(bytesHeld("simd", null) < bytesHeld("simd", Precision.F32));
    assertEquals(bytesHeld("reference", Precision.F32), bytesHeld("reference", null));
  }

  private static long bytesHeld(String backend, Precision precision) {
    TextToSpeech.Builder builder = TextToSpeech.builder(model).backend(backend);
    try (TextToSpeech opened =
        (precision == null ? builder : builder.precision(precision)).open()) {
      return opened.memory().used();
    }
  }

  @Test
  void aStreamIsTheSpeechInParts() {
    SpeechRequest request =
        request("One sentence, [pause 300ms] and another one. And then a third one!").build();
    List<float[]> parts = new ArrayList<>();
    List<SentenceReport> reports = new ArrayList<>();
    Thread caller = Thread.currentThread();
    Speech speech =
        tts.stream(
            request,
            part -> {
              assertEquals(caller, Thread.currentThread());
              assertEquals(tts.sampleRate(), part.sampleRate());
              parts.add(part.samples());
              reports.add(part.sentence().orElseThrow());
            },
            new CancellationToken());
    float[] whole = samples(request);
    assertArrayEquals(whole, speech.samples());
    int at = 0;
    for (float[] part : parts) {
      assertArrayEquals(Arrays.copyOfRange(whole, at, at + part.length), part);
      at += part.length;
    }
    assertEquals(whole.length, at);
    assertTrue(parts.size() > 1);
    for (int i = 0; i < parts.size(); i++) {
      SentenceReport report = speech.sentences().get(i);
      assertEquals(report.text(), reports.get(i).text());
      assertEquals(report.start(), reports.get(i).start());
      assertEquals(report.end(), reports.get(i).end());
    }
  }

  @Test
  void whatTakesAStreamMayEndIt() {
    SpeechRequest request = request("A sentence. ".repeat(30)).cut(Cut.ENGLISH_STOPS).build();
    CancellationToken token = new CancellationToken();
    List<SpeechPart> parts = new ArrayList<>();
    assertThrows(
        CancellationException.class,
        () ->
            tts.stream(
                request,
                part -> {
                  parts.add(part);
                  token.cancel();
                },
                token));
    assertEquals(1, parts.size());
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                tts.stream(
                    request,
                    part -> {
                      throw new IllegalStateException("no room to play it");
                    },
                    new CancellationToken()));
    assertEquals("no room to play it", thrown.getMessage());
    assertSound(samples(request("It goes on.").build()));
  }

  @Test
  void japaneseIsSpoken() {
    JapaneseDictionary.require();
    Speech speech = tts.speak(request("今日[きょう]は15,000円です。").language(Language.JAPANESE).build());
    assertSound(speech.samples());
    assertTrue(speech.unspoken().isEmpty(), speech.unspoken().toString());
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
    Voice other = tts.voice(List.of(source(tone(4, 500))));
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
    SpeechRequest.Builder greedy = request("How long is this?").sampling(Sampling.DEFAULT);
    double normal = tts.speak(greedy.pauseSeconds(0).build()).seconds();
    double fast = tts.speak(greedy.speed(2).build()).seconds();
    double paused = tts.speak(greedy.speed(1).pauseSeconds(1.5).build()).seconds();
    assertEquals(normal / 2, fast, 0.021, "one 20 ms frame more or less");
    assertEquals(normal + 1.5, paused, 1e-9);
  }

  @Test
  void silencesInTheTextAreInTheSound() {
    Speech speech =
        tts.speak(request("[pause 250ms] One here. [pause 1.5s] Two <break/> there.").build());
    List<SentenceReport> sentences = speech.sentences();
    assertEquals(3, sentences.size());
    assertEquals(0.25, sentences.get(0).start(), 1e-9);
    assertEquals(1.5, sentences.get(1).start() - sentences.get(0).end(), 1e-9);
    assertEquals(0.4, sentences.get(2).start() - sentences.get(1).end(), 1e-9);
    assertEquals(0.3, speech.seconds() - sentences.get(2).end(), 1e-9);
    float[] samples = speech.samples();
    int from = (int) Math.round(sentences.get(0).end() * speech.sampleRate());
    for (int i = 0; i < 1.5 * speech.sampleRate(); i++) {
      assertEquals(0, samples[from + i], "sound in the silence");
    }
    assertMessage("a duration such as", () -> tts.speak(request("Hi [pause 5 min]").build()));
  }

  @Test
  void aLexiconChangesHowItSounds() {
    Lexicon lexicon = Lexicon.of("gif JH IH1 F");
    assertEquals(1, lexicon.size());
    float[] hard = samples(request("A gif for you.").build());
    float[] soft = samples(request("A gif for you.").lexicon(lexicon).build());
    float[] inline = samples(request("A {JH IH1 F} for you.").build());
    assertFalse(Arrays.equals(hard, soft));
    assertArrayEquals(soft, inline);
    assertMessage("lexicon, line 2: ", () -> Lexicon.of("a EY1\nb"));
    assertMessage("no such file", () -> Lexicon.of(folder.resolve("none.txt")));
  }

  @Test
  void whatIsNotSpokenIsToldByKind() {
    Unspoken unspoken =
        tts.speak(request("Tea ☕ or 🎉? 🎉\n\n❄\nДа, “yes” — 50 % ⌘.").build()).unspoken();
    assertEquals(List.of("☕", "🎉", "🎉", "❄"), unspoken.characters().get(Unspoken.Kind.EMOJI));
    assertEquals(List.of("Д", "а"), unspoken.characters().get(Unspoken.Kind.LETTER));
    assertEquals(List.of("⌘"), unspoken.characters().get(Unspoken.Kind.SIGN));
    assertEquals(7, unspoken.count());
    assertTrue(unspoken.toString().startsWith("4 emoji (☕ 🎉 ❄), 2 letters"), unspoken.toString());
    assertTrue(tts.speak(request("All of it, “spoken”.").build()).unspoken().isEmpty());
  }

  @Test
  void severalReferencesAreAveraged() {
    VoiceSource once = VoiceSource.of(reference);
    Voice two = tts.voice(List.of(once, once));
    float[] alone = samples(request("Twice the same is the same.").build());
    SpeechRequest again =
        SpeechRequest.builder("Twice the same is the same.", two).maxSeconds(1).seed(5).build();
    float[] mean = samples(again);
    assertEquals(alone.length, mean.length);
    for (int i = 0; i < alone.length; i++) {
      assertEquals(alone[i], mean[i], 1e-4);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ModelVersion.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"V3", "V4"})
  void everyVersionSpeaks(ModelVersion version) {
    Path path = version == ModelVersion.V2 ? model : model(version, false);
    try (TextToSpeech other = TextToSpeech.builder(path).backend("reference").open()) {
      int embedding = SovitsConfig.tiny(version).speakerDim();
      VoiceSource recording = source(tone(3, 200));
      if (version.isPro()) {
        assertMessage("sv/pretrained_eres2netv2", () -> other.voice(reference));
        float[] values = new float[embedding];
        Arrays.fill(values, 0.1f);
        recording = recording.withSpeakerEmbedding(values);
      }
      Voice own = other.voice(List.of(recording));
      SpeechRequest hello = SpeechRequest.builder("Hello there.", own).maxSeconds(1).build();
      assertSound(other.speak(hello).samples());
      assertMessage("another model", () -> tts.speak(hello));
    }
  }

  @Test
  void mistakesAreExplained() throws Exception {
    assertMessage("text: expected something", () -> request("  "));
    assertMessage("speed", () -> request("a").speed(0));
    assertMessage("speed", () -> request("a").speed(Double.NaN));
    assertMessage("pause", () -> request("a").pauseSeconds(-1));
    assertMessage("longest sentence", () -> request("a").maxSeconds(0));
    assertMessage("top-k", () -> Sampling.DEFAULT.withTopK(0));
    assertMessage("\"fr\"", () -> request("Bonjour.").language(Language.of("fr")));
    assertMessage("cut9", () -> Cut.of("cut9"));
    assertMessage("f8", () -> Precision.of("f8"));
    assertMessage("nothing to speak", () -> tts.speak(request("?!").build()));
    assertMessage("missing.wav", () -> tts.voice(folder.resolve("missing.wav")));
    Path text = Files.writeString(folder.resolve("text.wav"), "this is no audio at all, sorry");
    assertMessage("text.wav", () -> tts.voice(text));
    assertMessage("at least one recording", () -> tts.voice(List.of()));
    assertMessage("needs more than 704", () -> tts.voice(List.of(source(tone(0.01, 100)))));
    assertMessage("at most 60 s", () -> tts.voice(List.of(source(tone(61, 100)))));
    assertMessage("finite", () -> VoiceSource.of(new float[] {Float.NaN}, 32000));
    assertMessage("sample rate", () -> VoiceSource.of(new float[1], 3));
    assertMessage(
        "chinese-hubert-base",
        () ->
            tts.voice(
                List.of(VoiceSource.of(reference).withTranscript("La la.", Language.ENGLISH))));
  }

  @Test
  void whatCannotBeOpenedOrWrittenSaysWhichSideIsToBlame() throws Exception {
    assertMessage(
        DeviceException.class,
        "unknown backend 'abacus'",
        () -> TextToSpeech.builder(model).backend("abacus").open());
    Path nowhere = folder.resolve("nowhere");
    assertMessage(
        ModelException.class,
        "nowhere",
        () -> TextToSpeech.builder(nowhere).backend("reference").open());
    Speech speech = tts.speak(request("Fine.").build());
    Path output = folder.resolve("no/such/folder/out.wav");
    assertMessage(OutputException.class, "out.wav", () -> speech.writeWav(output));
    assertMessage(OutputException.class, "model", () -> SyntheticModel.writeTiny(model, 1));
    assertTrue(ApiSnippet.errors(nowhere).startsWith("Choose another model. "));
  }

  @Test
  void nullIsRefusedWithItsName() {
    assertNull("modelFolder", () -> TextToSpeech.builder(null));
    assertNull("name", () -> TextToSpeech.builder(model).backend(null));
    assertNull("precision", () -> TextToSpeech.builder(model).precision(null));
    assertNull("text", () -> SpeechRequest.builder(null, voice));
    assertNull("voice", () -> SpeechRequest.builder("a", null));
    assertNull("language", () -> request("a").language(null));
    assertNull("cut", () -> request("a").cut(null));
    assertNull("sampling", () -> request("a").sampling(null));
    assertNull("request", () -> tts.speak(null));
    assertNull("progress", () -> tts.speak(request("a").build(), null));
    assertNull("token", () -> tts.speak(request("a").build(), Progress.NONE, null));
    assertNull("wav", () -> VoiceSource.of(null));
    assertNull("code", () -> Language.of(null));
  }

  private static void assertNull(String name, Executable action) {
    assertEquals(name, assertThrows(NullPointerException.class, action).getMessage());
  }

  /** The message, the caller's stack, and below it what happened on the device thread. */
  @Test
  void exceptionsBringTheCallersStack() {
    Voice own = tts.voice(reference);
    Progress failing =
        state -> {
          throw new IllegalArgumentException("the callback failed");
        };
    RuntimeException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> tts.speak(SpeechRequest.builder("Hello.", own).build(), failing));
    List<String> frames =
        Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getMethodName).toList();
    assertTrue(frames.contains("exceptionsBringTheCallersStack"), frames::toString);
    assertTrue(frames.contains("joinNext"), frames::toString);
    assertSound(samples(request("And it goes on.").build()));
  }

  @Test
  void sentencesAreReported() {
    Speech speech =
        tts.speak(
            request("One moment. Two moments.").cut(Cut.ENGLISH_STOPS).maxSeconds(0.4).build());
    List<SentenceReport> sentences = speech.sentences();
    assertEquals(
        List.of("One moment.", "Two moments."),
        sentences.stream().map(SentenceReport::text).toList());
    assertEquals(0, sentences.get(0).start());
    assertEquals(sentences.get(0).end() + 0.3, sentences.get(1).start(), 1e-3);
    assertEquals(speech.seconds(), sentences.get(1).end() + 0.3, 1e-3);
    assertEquals(speech.codes(), sentences.stream().mapToInt(SentenceReport::codes).sum());
    sentences.forEach(
        sentence -> assertEquals(sentence.codes() < 10, sentence.isComplete(), sentence::text));
  }

  @Test
  void streamAndFileHoldTheSame() throws Exception {
    Speech speech = tts.speak(request("To a stream.").build());
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    speech.writeWav(stream);
    Path file = folder.resolve("stream.wav");
    speech.writeWav(file);
    assertArrayEquals(Files.readAllBytes(file), stream.toByteArray());
    float[] samples = speech.samples();
    samples[0] = 7;
    assertTrue(speech.samples()[0] != 7, "samples are copies");
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
    List<Progress.State> heard = new ArrayList<>();
    Speech speech =
        tts.speak(request("Tell me now. How far is it?").cut(Cut.EVERY_MARK).build(), heard::add);
    assertEquals(
        List.of("COMPOSING 1", "VOICING 1", "COMPOSING 2", "VOICING 2"),
        heard.stream().map(state -> state.activity() + " " + state.sentence()).distinct().toList());
    assertTrue(heard.stream().allMatch(state -> state.sentences() == 2 && state.seconds() > 0));
    assertEquals(speech.sentences().get(1).codes() * 0.04, heard.getLast().seconds(), 1e-9);
  }

  @Tag("slow")
  @Test
  void fullSizeSpeaks() {
    try (TextToSpeech full =
        TextToSpeech.builder(model(ModelVersion.V2, true)).backend("simd").open()) {
      Speech speech =
          full.speak(
              SpeechRequest.builder("One second of speech.", full.voice(reference))
                  .maxSeconds(1)
                  .pauseSeconds(0)
                  .build());
      assertSound(speech.samples());
      assertEquals(32000, speech.sampleRate());
      System.out.printf(
          Locale.ROOT,
          "full-size v2 on simd: %.2f s of audio, real-time factor %.2f (%s)%n",
          speech.seconds(),
          speech.realTimeFactor(),
          speech.timings());
    }
  }

  private static void assertMessage(String part, Executable action) {
    assertMessage(RequestException.class, part, action);
  }

  private static void assertMessage(
      Class<? extends SovitsException> type, String part, Executable action) {
    String message = assertThrows(type, action).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void memoryIsCounted() {
    try (TextToSpeech fresh = TextToSpeech.builder(model).backend("reference").open()) {
      long weights = fresh.memory().used();
      Voice own = fresh.voice(reference);
      fresh.speak(SpeechRequest.builder("Hello.", own).maxSeconds(0.4).build());
      MemoryUse spoken = fresh.memory();
      assertTrue(weights > 100_000, "weights: " + weights);
      assertTrue(spoken.used() > weights, "caches and graphs: " + spoken);
      assertTrue(spoken.peak() >= spoken.used() && spoken.capacity() > spoken.peak(), "" + spoken);
    }
  }
}
