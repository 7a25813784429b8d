package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.Word;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From codes to seconds. */
class WordTimesTest {

  private static final int RATE = 8000;

  private static final Sentence SENTENCE =
      new Sentence(
          "a bc, d",
          "a bc, d",
          List.of("A", "B", "C", ",", "D"),
          new int[] {1, 2, 3, 4, 5},
          List.of(new Word("a", 0, 1), new Word("bc", 1, 2), new Word("d", 4, 1)),
          List.of());

  private static float[] tone(int samples) {
    float[] tone = new float[samples];
    for (int i = 0; i < samples; i++) {
      tone[i] = (float) Math.sin(i * 0.7);
    }
    return tone;
  }

  private static void silence(float[] samples, double from, double to) {
    for (int i = (int) (from * RATE); i < to * RATE; i++) {
      samples[i] *= 0.01f;
    }
  }

  @Test
  void wordsLieWhereTheirPhonesDo() {
    List<SpokenWord> words =
        WordTimes.of(SENTENCE, new int[] {0, 5, 10, 15, 20, 25}, tone(RATE), RATE);
    assertEquals(
        List.of(
            new SpokenWord("a", 0, 0.2),
            new SpokenWord("bc", 0.2, 0.6),
            new SpokenWord("d", 0.8, 1)),
        words);
  }

  /** As many samples as codes of that speed have. */
  @Test
  void fasterSpeechHasShorterWords() {
    List<SpokenWord> words =
        WordTimes.of(SENTENCE, new int[] {0, 5, 10, 15, 20, 25}, tone(RATE / 2), RATE);
    assertEquals(new SpokenWord("bc", 0.1, 0.3), words.get(1));
  }

  @Test
  void silenceAtTheEdgesIsNoWords() {
    float[] samples = tone(RATE);
    silence(samples, 0, 0.15);
    silence(samples, 0.25, 0.3); // a consonant's
    silence(samples, 0.45, 0.8);
    List<SpokenWord> words =
        WordTimes.of(SENTENCE, new int[] {0, 5, 10, 15, 20, 25}, samples, RATE);
    assertEquals(
        List.of(
            new SpokenWord("a", 0.15, 0.2),
            new SpokenWord("bc", 0.2, 0.45),
            new SpokenWord("d", 0.8, 1)),
        words);
  }

  @Test
  void silentWordsAndWordsWithoutCodesHavePlaces() {
    List<SpokenWord> words =
        WordTimes.of(SENTENCE, new int[] {0, 5, 5, 5, 25, 25}, new float[RATE], RATE);
    assertEquals(new SpokenWord("bc", 0.2, 0.2), words.get(1));
    assertEquals(new SpokenWord("d", 1, 1), words.get(2));
  }
}
