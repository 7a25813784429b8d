package io.github.sovits4j.text.japanese.label;

import io.github.sovits4j.text.japanese.label.SpokenTree.Phoneme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Phonemes with marks of their pitch: {@code [} where it rises, {@code ]} where it falls, {@code #}
 * between accent phrases, {@code _} for a pause. After Kurihara, Seiyama and Kumano, "Prosodic
 * features control by symbols as input of sequence-to-sequence acoustic modeling for neural TTS"
 * (2021), read off full-context labels as ESPnet does.
 */
public final class ProsodyMarks {

  private static final int NOWHERE = -50;
  private static final int MOST = 49; // labels count no further

  /**
   * A phone.
   *
   * @param symbol a phoneme in small letters, or a mark
   * @param source index of its word among those that the utterance was made of; -1 for a pause
   */
  public record Phone(String symbol, int source) {}

  private ProsodyMarks() {}

  /** The phones of an utterance, marks behind the phonemes they belong to. */
  public static List<Phone> of(SpokenTree tree) {
    List<Phone> phones = new ArrayList<>();
    List<Phoneme> phonemes = tree.phonemes;
    for (int i = 0; i < phonemes.size(); i++) {
      Phoneme phoneme = phonemes.get(i);
      if (phoneme.isPause()) {
        phones.add(new Phone("_", -1));
        continue;
      }
      String name = phoneme.name();
      phones.add(
          new Phone(isSilentVowel(name) ? name.toLowerCase(Locale.ROOT) : name, phoneme.source()));
      Phoneme next = i + 1 < phonemes.size() ? phonemes.get(i + 1) : null;
      String mark = mark(phoneme, next == null || next.isPause() ? NOWHERE : mora(next));
      if (mark != null) {
        phones.add(new Phone(mark, phoneme.source()));
      }
    }
    return phones;
  }

  /**
   * The phones of an utterance without marks; a pause is {@code pau}, silent vowels are capital.
   */
  public static List<Phone> plain(SpokenTree tree) {
    return tree.phonemes.stream()
        .map(phoneme -> new Phone(phoneme.name(), phoneme.source()))
        .toList();
  }

  private static String mark(Phoneme phoneme, int next) {
    int mora = mora(phoneme);
    SpokenTree.Phrase phrase = phoneme.unit().phrase;
    if (phoneme.morasLeft() == 1 && next == 1 && endsMora(phoneme.name())) {
      return "#";
    }
    if (phoneme.moraInPhrase() == phrase.fall()
        && next == mora + 1
        && mora != Math.clamp(phrase.moras, 1, MOST)) {
      return "]";
    }
    return mora == 1 && next == 2 ? "[" : null;
  }

  private static int mora(Phoneme phoneme) {
    return Math.min(phoneme.moraInPhrase(), MOST);
  }

  private static boolean isSilentVowel(String name) {
    return name.length() == 1 && "AEIOU".contains(name);
  }

  private static boolean endsMora(String name) {
    return "aeiouAEIOUNcl".contains(name);
  }
}
