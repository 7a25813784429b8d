package io.github.sovits4j.text.japanese.kana;

import io.github.sovits4j.text.DataLines;
import java.util.HashMap;
import java.util.Map;

/** What kana and letters sound like, one by one. */
public final class Spelling {

  private static final int TO_KATAKANA = 'ア' - 'あ';
  private static final char FIRST_SMALL_LETTER = 'ａ';
  private static final int TO_CAPITAL = 'Ａ' - 'ａ';

  private static final Map<Character, Sound> LETTERS = letters();

  /**
   * What a few characters sound like.
   *
   * @param length how many characters
   * @param katakana the sound
   * @param moras how many moras it has
   */
  public record Sound(int length, String katakana, int moras) {}

  private Spelling() {}

  private static Map<Character, Sound> letters() {
    Map<Character, Sound> letters = new HashMap<>();
    DataLines.of(
        Spelling.class,
        "letters.txt",
        line -> {
          if (!line.startsWith("#")) {
            String[] fields = line.split(" ", -1);
            letters.put(fields[0].charAt(0), new Sound(1, fields[1], Integer.parseInt(fields[2])));
          }
        });
    return letters;
  }

  /**
   * The sound at a position of a text.
   *
   * @param text with letters full-width
   * @return null where neither kana nor a letter stands there
   */
  public static Sound at(String text, int at) {
    char c = text.charAt(at);
    if (c == 'ー') {
      return new Sound(1, Moras.LONG, 1);
    }
    if (isHiragana(c)) {
      boolean two = at + 1 < text.length() && isHiragana(text.charAt(at + 1));
      return mora(katakana(text.substring(at, at + (two ? 2 : 1))), 0);
    }
    Moras.Mora katakana = Moras.at(text, at);
    if (katakana != null) {
      return mora(text, at);
    }
    return LETTERS.get(c >= FIRST_SMALL_LETTER && c <= 'ｚ' ? (char) (c + TO_CAPITAL) : c);
  }

  private static Sound mora(String katakana, int at) {
    Moras.Mora mora = Moras.at(katakana, at);
    if (mora != null && mora.rare()) {
      mora = Moras.at(katakana.substring(0, at + 1), at); // its first kana alone
    }
    return mora == null || mora.rare() ? null : new Sound(mora.text().length(), mora.text(), 1);
  }

  private static boolean isHiragana(char c) {
    return c >= 'ぁ' && c <= 'ゖ';
  }

  /** A text with its hiragana as katakana. */
  public static String katakana(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.chars().forEach(c -> out.append((char) (isHiragana((char) c) ? c + TO_KATAKANA : c)));
    return out.toString();
  }
}
