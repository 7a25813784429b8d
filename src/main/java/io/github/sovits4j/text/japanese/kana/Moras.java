package io.github.sovits4j.text.japanese.kana;

import io.github.sovits4j.text.DataLines;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Moras, the beats of Japanese, in katakana: one kana, or one and a small one (キャ). */
public final class Moras {

  /** The long-vowel mark: a mora whose vowel is that of the mora before. */
  public static final String LONG = "ー";

  private static final int LONGEST = 2;

  private static final Map<String, Mora> MORAS = load();

  /**
   * A mora.
   *
   * @param text in katakana
   * @param phonemes a consonant and a vowel, or one of them
   * @param rare only dictionaries have it
   */
  public record Mora(String text, List<String> phonemes, boolean rare) {}

  private Moras() {}

  private static Map<String, Mora> load() {
    Map<String, Mora> moras = new HashMap<>();
    DataLines.of(
        Moras.class,
        "moras.txt",
        line -> {
          if (!line.startsWith("#")) {
            List<String> fields = List.of(line.split(" ", -1));
            boolean rare = fields.getLast().equals("rare");
            List<String> phonemes = fields.subList(1, fields.size() - (rare ? 1 : 0));
            moras.put(fields.getFirst(), new Mora(fields.getFirst(), phonemes, rare));
          }
        });
    return moras;
  }

  /**
   * The longest mora that begins at a position; null where none does, long-vowel marks included.
   */
  public static Mora at(String katakana, int at) {
    for (int length = LONGEST; length > 0; length--) {
      if (at + length <= katakana.length()) {
        Mora mora = MORAS.get(katakana.substring(at, at + length));
        if (mora != null) {
          return mora;
        }
      }
    }
    return null;
  }
}
