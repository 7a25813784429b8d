package io.github.sovits4j.text.cantonese;

import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.SymbolTable;
import java.util.List;
import java.util.Map;

/**
 * Jyutping syllables to the phones that the models know them by: {@code Y} and an initial, {@code
 * Y} and the rest with its tone. The models learnt a syllable without an initial as its vowel and
 * what follows ({@code aai1} is {@code Yaa Yi1}), which names of the table they never saw come of;
 * such a syllable gets the initial that speakers put before it instead. A rest that the table lacks
 * is spelled out the same way.
 */
final class JyutpingSymbols {

  /** What a syllable begins with, first match: initials, and vowels with what belongs to them. */
  private static final List<String> BEGINNINGS =
      List.of(
          ("aa ai au ap at ak a p b e t d kw k gw g f h l m ng n s w c z j ong on ou oi ok o uk"
                  + " ung")
              .split(" ", -1));

  private static final String VOWELS = "aeiou";

  /** Rests that the table has neither whole nor in parts, and the nearest that it has. */
  private static final Map<String, String> NEAREST =
      Map.of("oet", "eot", "oen", "eon", "um", "am", "up", "ap", "et", "ek", "en", "eng");

  private static final List<String> UNKNOWN = List.of("UNK", "UNK");
  private static final SymbolTable TABLE = SymbolTable.of(SymbolSet.V2);

  private JyutpingSymbols() {}

  /**
   * The phones of a syllable.
   *
   * @param syllable with its tone
   * @return two phones, or three where the rest is spelled out
   */
  static List<String> phones(String syllable) {
    int end = syllable.length() - 1;
    String letters = syllable.substring(0, end);
    String tone = syllable.substring(end);
    String beginning = beginning(letters);
    String rest = letters.substring(beginning.length());
    if (beginning.isEmpty()) {
      return withRest("j", letters, tone); // ik1, which others say jik1
    }
    List<String> learnt = known(beginning, rest.isEmpty() ? last(beginning) : rest, tone);
    if (!learnt.isEmpty()) {
      return learnt;
    }
    return VOWELS.indexOf(letters.charAt(0)) >= 0
        ? withRest("ng", letters, tone)
        : withRest(beginning, rest, tone);
  }

  /** ng is an initial before a, and a whole syllable alone. */
  private static String beginning(String letters) {
    for (String beginning : BEGINNINGS) {
      if (letters.startsWith(beginning)) {
        return beginning;
      }
    }
    return "";
  }

  private static List<String> withRest(String initial, String rest, String tone) {
    List<String> whole = known(initial, rest, tone);
    if (!whole.isEmpty()) {
      return whole;
    }
    if (NEAREST.containsKey(rest)) {
      return withRest(initial, NEAREST.get(rest), tone);
    }
    // hng6 is h before the syllable ng6, deu6 the vowel e before u.
    String nucleus = rest.equals("ng") ? rest : rest.substring(0, Math.min(1, rest.length()));
    List<String> parts = List.of("Y" + initial, "Y" + nucleus, "Y" + last(rest) + tone);
    return parts.stream().allMatch(TABLE::contains) ? parts : UNKNOWN;
  }

  private static String last(String letters) {
    return letters.substring(Math.max(0, letters.length() - 1));
  }

  private static List<String> known(String initial, String rest, String tone) {
    List<String> phones = List.of("Y" + initial, "Y" + rest + tone);
    return phones.stream().allMatch(TABLE::contains) ? phones : List.of();
  }
}
