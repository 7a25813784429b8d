package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.fixtures.Listener;
import io.github.sovits4j.fixtures.Pitch;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.Precision;
import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.tts.VoiceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo voice can be understood, and follows its reference: a machine listens to sentences that
 * it was not trained on. {@code -Dlistening=simd:f32,simd:int8:prompt,…} lets each say all of them
 * in each voice, and prints a report.
 */
class ListeningTest {

  private static final double ENOUGH = 0.9;

  /** 92 to 96 % were measured; one prompt code that falls otherwise changes all that follows. */
  private static final double ENOUGH_AFTER_PROMPTS = 0.86;

  private static final List<String> FLITE = List.of("rms", "slt");

  @TempDir Path folder;

  private static List<String> sentences() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/listening/held-out.txt"));
  }

  private static DemoVoice demoVoice() {
    Skip.unless(DemoVoice.find().isPresent(), "the demo voice is not here");
    return DemoVoice.find().orElseThrow();
  }

  /** The sentences, spoken in turns by the voices of the references, or all by the one chosen. */
  private List<Path> speak(String backend, Precision precision, int only) throws IOException {
    return speak(backend, precision, only, false);
  }

  /** The same, perhaps going on from the words of the references. */
  private List<Path> speak(String backend, Precision precision, int only, boolean prompted)
      throws IOException {
    DemoVoice demo = demoVoice();
    List<Path> spoken = new ArrayList<>();
    try (TextToSpeech tts =
        TextToSpeech.builder(demo.model()).backend(backend).precision(precision).open()) {
      List<Voice> voices = new ArrayList<>();
      for (Path reference : demo.references()) {
        voices.add(prompted ? prompted(tts, reference) : tts.voice(reference));
      }
      for (String sentence : sentences()) {
        int i = spoken.size();
        Path wav = folder.resolve(i + ".wav");
        Voice voice = voices.get(only < 0 ? i % voices.size() : only);
        tts.speak(SpeechRequest.builder(sentence, voice).seed(i).build()).writeWav(wav);
        spoken.add(wav);
      }
    }
    return spoken;
  }

  /** The words of a recording lie beside it. */
  private static Voice prompted(TextToSpeech tts, Path reference) throws IOException {
    String name = reference.getFileName().toString().replace(".wav", ".txt");
    String words = Files.readString(reference.resolveSibling(name));
    return tts.voice(List.of(VoiceSource.of(reference).withTranscript(words, Language.ENGLISH)));
  }

  private List<Path> flite(String voice) throws IOException {
    List<Path> spoken = new ArrayList<>();
    for (String sentence : sentences()) {
      Path wav = folder.resolve("flite-" + spoken.size() + ".wav");
      Listener.flite(voice, sentence, wav);
      spoken.add(wav);
    }
    return spoken;
  }

  private double identified(List<Path> spoken) throws IOException {
    List<String> said = sentences();
    List<String> heard = new Listener(folder).choose(spoken, said);
    int right = 0;
    for (int i = 0; i < said.size(); i++) {
      right += heard.get(i).equals(Listener.words(said.get(i))) ? 1 : 0;
    }
    return (double) right / said.size();
  }

  private String report(String name, List<Path> spoken) throws IOException {
    return String.format(
        Locale.ROOT,
        "%s: %.0f %% of %d sentences identified, word error rate %.0f %%",
        name,
        100 * identified(spoken),
        spoken.size(),
        100 * Listener.wordErrors(sentences(), new Listener(folder).transcribe(spoken)));
  }

  @Test
  void nineOfTenSentencesAreUnderstood() throws IOException {
    demoVoice();
    Skip.unless(Listener.missing().isEmpty(), Listener.missing());
    double share = identified(speak(TextToSpeech.AUTO, Precision.F32, -1));
    assertTrue(share >= ENOUGH, "a machine identified only " + share + " of the sentences");
  }

  /** Prompt codes, phones and the joint of both are right, or the words would not be. */
  @Test
  void aPromptLeavesTheWordsAsTheyAre() throws IOException {
    demoVoice();
    Skip.unless(Listener.missing().isEmpty(), Listener.missing());
    double share = identified(speak(TextToSpeech.AUTO, Precision.F32, -1, true));
    System.out.printf(Locale.ROOT, "with prompts %.0f %% are identified%n", 100 * share);
    assertTrue(
        share >= ENOUGH_AFTER_PROMPTS, "a machine identified only " + share + " of the sentences");
  }

  @Test
  void theReferenceDecidesThePitch() throws IOException {
    DemoVoice demo = demoVoice();
    List<Double> ratios = new ArrayList<>();
    List<Double> pitches = new ArrayList<>();
    try (TextToSpeech tts = TextToSpeech.open(demo.model())) {
      for (Path reference : demo.references()) {
        Path wav = folder.resolve("pitch.wav");
        Voice voice = tts.voice(reference);
        tts.speak(SpeechRequest.builder(sentences().getFirst(), voice).seed(1).build())
            .writeWav(wav);
        double spoken = Pitch.median(new WavReader(60).read(wav));
        pitches.add(spoken);
        ratios.add(spoken / Pitch.median(new WavReader(60).read(reference)));
      }
    }
    assertTrue(pitches.get(1) > 1.3 * pitches.get(0), "pitches " + pitches);
    for (double ratio : ratios) {
      assertEquals(1, ratio, 0.15, "pitch of the speech over that of its reference " + ratios);
    }
  }

  @Test
  void report() throws IOException {
    String ways = System.getProperty("listening", "");
    Skip.unless(!ways.isEmpty(), "the report of listening; -Dlistening=simd:f32,… makes it");
    List<String> lines = new ArrayList<>();
    for (int v = 0; v < FLITE.size(); v++) {
      lines.add(report("flite itself, " + FLITE.get(v), flite(FLITE.get(v))));
      for (String way : ways.split(",", -1)) {
        String[] parts = way.split(":", -1);
        lines.add(
            report(
                way + ", voice of " + FLITE.get(v),
                speak(parts[0], Precision.of(parts[1]), v, way.endsWith(":prompt"))));
      }
    }
    lines.forEach(System.out::println);
    assertTrue(lines.size() >= 2 * FLITE.size(), "nothing was listened to");
  }
}
