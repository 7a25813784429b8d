package io.github.sovits4j.pipeline;

import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When the words of a sentence are spoken: from the codes at which their phones begin, and from the
 * sound, of which silence at the edges of a word is not the word's. Pure.
 */
final class WordTimes {

  /** Windows of 10 ms tell sound from silence. */
  private static final int WINDOWS_PER_SECOND = 100;

  /** Shorter silence may be a consonant's. */
  private static final int SHORTEST = 10; // windows

  /** A window is silent that is so much weaker than the strong ones: 30 dB. */
  private static final double SILENT = 0.03;

  private static final double STRONG = 0.9; // of all windows are weaker

  private WordTimes() {}

  /**
   * Times of words.
   *
   * @param starts with which code each phone begins, and at last how many codes there are {@code
   *     [phones + 1]}
   * @param samples of the sentence, of whatever speed
   * @param rate samples per second
   * @return in the order of the sentence's words
   */
  static List<SpokenWord> of(Sentence sentence, int[] starts, float[] samples, int rate) {
    int codes = starts[starts.length - 1];
    double seconds = (double) samples.length / rate / codes; // of a code
    boolean[] silent = silent(samples, rate);
    List<SpokenWord> words = new ArrayList<>();
    double before = 0;
    for (Word word : sentence.words()) {
      double start = Math.max(before, starts[word.firstPhone()] * seconds);
      double end = Math.max(start, starts[word.firstPhone() + word.phones()] * seconds);
      words.add(trimmed(word.text(), start, end, silent));
      before = words.getLast().end();
    }
    return words;
  }

  private static SpokenWord trimmed(String text, double start, double end, boolean[] silent) {
    int from = (int) Math.round(start * WINDOWS_PER_SECOND);
    int to = Math.min(silent.length, (int) Math.round(end * WINDOWS_PER_SECOND));
    int first = from;
    while (first < to && silent[first]) {
      first++;
    }
    int last = to;
    while (last > first && silent[last - 1]) {
      last--;
    }
    if (first >= last) {
      return new SpokenWord(text, start, end); // nothing but silence
    }
    return new SpokenWord(
        text,
        first - from < SHORTEST ? start : (double) first / WINDOWS_PER_SECOND,
        to - last < SHORTEST ? end : (double) last / WINDOWS_PER_SECOND);
  }

  private static boolean[] silent(float[] samples, int rate) {
    int size = Math.max(1, rate / WINDOWS_PER_SECOND);
    double[] power = new double[samples.length / size];
    for (int i = 0; i < power.length; i++) {
      for (int j = i * size; j < (i + 1) * size; j++) {
        power[i] += (double) samples[j] * samples[j];
      }
    }
    double[] sorted = power.clone();
    Arrays.sort(sorted);
    double strong = sorted.length == 0 ? 0 : sorted[(int) (STRONG * (sorted.length - 1))];
    boolean[] silent = new boolean[power.length];
    for (int i = 0; i < power.length; i++) {
      silent[i] = power[i] < SILENT * SILENT * strong;
    }
    return silent;
  }
}
