package io.github.sovits4j.tts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.EncoderConfig;
import io.github.sovits4j.weights.EncoderSynthesizer;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Voices with prompts, made, kept and read again. */
class VoiceTest {

  private static final String WORDS = "今天天气好。";

  @TempDir static Path folder;

  private static Path model;
  private static TextToSpeech tts;
  private static VoiceSource recording;

  @BeforeAll
  static void open() {
    model = model(1);
    EncoderSynthesizer.write(folder.resolve("encoders"), encoders(64), 5, false);
    tts = open(model);
    recording = VoiceSource.of(speechLike(4), 16000);
  }

  @AfterAll
  static void close() {
    tts.close();
  }

  private static Path model(long seed) {
    Path path = folder.resolve("model" + seed);
    ModelVersion version = ModelVersion.V2PRO;
    ModelSynthesizer.write(
        path, Text2SemanticConfig.tiny(version), SovitsConfig.tiny(version), seed, false);
    return path;
  }

  private static List<EncoderConfig> encoders(int hidden) {
    return List.of(HubertConfig.tiny(hidden), BertConfig.tiny(400), SpeakerNetworkConfig.tiny());
  }

  private static TextToSpeech open(Path path) {
    return TextToSpeech.builder(path).backend("reference").open();
  }

  private static float[] speechLike(double seconds) {
    float[] x = new float[(int) (seconds * 16000)];
    for (int i = 0; i < x.length; i++) {
      double pitch = 150 + 40 * Math.sin(i / 3000.0);
      x[i] = (float) (0.3 * Math.sin(2 * Math.PI * pitch * i / 16000) * Math.sin(i / 700.0));
    }
    return x;
  }

  private static float[] speak(TextToSpeech with, Voice voice, String text) {
    SpeechRequest request =
        SpeechRequest.builder(text, voice).language(Language.CHINESE).maxSeconds(1).build();
    return with.speak(request).samples();
  }

  private static void refused(String part, Runnable work) {
    String message = assertThrows(SovitsException.class, work::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  /** A prompt in the language, and speech in it; only Chinese has features of text. */
  @ParameterizedTest
  @CsvSource({
    "ko, 안녕하세요. 반갑습니다.",
    "all_yue, 你好呀，好耐冇見。",
    "auto, 你好，Hello，안녕하세요。",
    "auto_yue, 今日幾好，OK？"
  })
  void speaksWithAPromptInManyLanguages(String code, String text) {
    Language language = Language.of(code);
    Voice prompted = tts.voice(List.of(recording.withTranscript(text, language)));
    SpeechRequest.Builder request = SpeechRequest.builder(text, prompted).language(language);
    float[] spoken = tts.speak(request.maxSeconds(1).build()).samples();
    assertTrue(spoken.length > 3200, "at least a tenth of a second");
    float[] other =
        tts.speak(
                SpeechRequest.builder(text, tts.voice(List.of(recording)))
                    .language(language)
                    .maxSeconds(1)
                    .build())
            .samples();
    assertFalse(Arrays.equals(spoken, other), "the prompt must be heard");
  }

  @Test
  void aPromptChangesTheSpeechAndAStoredVoiceDoesNot() throws IOException {
    Voice timbre = tts.voice(List.of(recording));
    Voice prompted = tts.voice(List.of(recording.withTranscript(WORDS, Language.CHINESE)));
    assertEquals(Optional.empty(), timbre.transcript());
    assertEquals(Optional.of(WORDS), prompted.transcript());
    assertEquals(Optional.of(Language.CHINESE), prompted.language());
    float[] alone = speak(tts, timbre, "我说好。");
    float[] after = speak(tts, prompted, "我说好。");
    assertFalse(Arrays.equals(alone, after), "the prompt must be heard");

    Path kept = folder.resolve("voices/kept");
    prompted.save(kept);
    Voice read = tts.loadVoice(kept);
    assertArrayEquals(after, speak(tts, read, "我说好。"));
    assertEquals(Optional.of(WORDS), read.transcript());
    refused("already holds a voice", () -> prompted.save(kept));
    timbre.save(kept, true);
    assertArrayEquals(alone, speak(tts, tts.loadVoice(kept), "我说好。"));
    try (Stream<Path> files = Files.list(kept)) {
      assertEquals(2, files.count(), "the replaced voice's file is gone");
    }
  }

  @Test
  void onlyTheModelThatMadeItSpeaksWithAStoredVoice() {
    Path kept = folder.resolve("voices/mine");
    tts.voice(List.of(recording)).save(kept);
    try (TextToSpeech other = open(model(2))) {
      refused("is a voice of another model", () -> other.loadVoice(kept));
    }
  }

  @Test
  void aDamagedVoiceIsRefused() throws IOException {
    Path kept = folder.resolve("voices/damaged");
    tts.voice(List.of(recording)).save(kept);
    Path file;
    try (Stream<Path> files = Files.list(kept)) {
      file = files.filter(f -> f.toString().endsWith("tensors")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    refused("it has the SHA-256", () -> tts.loadVoice(kept));
    refused("is not a folder", () -> tts.loadVoice(folder.resolve("nowhere")));
    refused("holds no voice.json", () -> tts.loadVoice(model));
  }

  /** Whichever byte changes, in whichever of its files. */
  @Test
  void noChangeOfADescriptionGoesUnnoticed() throws IOException {
    Path kept = folder.resolve("voices/changed");
    tts.voice(List.of(recording.withTranscript(WORDS, Language.CHINESE))).save(kept);
    Path json = kept.resolve("voice.json");
    byte[] sound = Files.readAllBytes(json);
    for (int i = 0; i < sound.length; i++) {
      byte[] bytes = sound.clone();
      bytes[i] ^= 1;
      Files.write(json, bytes);
      assertThrows(SovitsException.class, () -> tts.loadVoice(kept), "byte " + i);
    }
    String other = new String(sound, UTF_8).replace(WORDS, WORDS + "了");
    Files.writeString(json, other);
    refused("says another model or other words", () -> tts.loadVoice(kept));
  }

  @Test
  void mistakesAreExplained() {
    VoiceSource brief = VoiceSource.of(speechLike(2), 16000);
    assertTrue(tts.voice(List.of(brief)).remarks().getFirst().contains("2.00 s long"));
    VoiceSource briefSpoken = brief.withTranscript(WORDS, Language.CHINESE);
    refused("2.00 s long", () -> tts.voice(List.of(briefSpoken)));
    refused(
        "transcript of the reference is empty",
        () -> tts.voice(List.of(recording.withTranscript(" ", Language.CHINESE))));
    refused(
        "nothing that can be read as language \"en\"",
        () -> tts.voice(List.of(recording.withTranscript(WORDS, Language.ENGLISH))));
    VoiceSource partly = recording.withTranscript("I say 好.", Language.ENGLISH);
    assertTrue(
        tts.voice(List.of(partly)).remarks().getFirst().contains("without 1 letter of another"));
    refused("silent", () -> tts.voice(List.of(VoiceSource.of(new float[5 * 16000], 16000))));
    Path wide = folder.resolve("wide");
    EncoderSynthesizer.write(wide, List.of(HubertConfig.tiny(80)), 5, false);
    refused(
        "gives 80 values where this model takes 64",
        () -> TextToSpeech.builder(model).backend("reference").encoders(wide).open().close());
    refused(
        "holds no encoders",
        () -> TextToSpeech.builder(model).backend("reference").encoders(folder).open().close());
  }

  /** The first with words is the prompt; all of them are the timbre. */
  @Test
  void severalRecordingsAreAveraged() {
    VoiceSource second = VoiceSource.of(speechLike(5), 16000);
    Voice both = tts.voice(List.of(second, recording.withTranscript(WORDS, Language.CHINESE)));
    assertEquals(Optional.of(WORDS), both.transcript());
    Voice one = tts.voice(List.of(recording.withTranscript(WORDS, Language.CHINESE)));
    assertFalse(Arrays.equals(speak(tts, both, "好。"), speak(tts, one, "好。")));
  }
}
