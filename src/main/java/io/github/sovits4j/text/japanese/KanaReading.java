package io.github.sovits4j.text.japanese;

import io.github.sovits4j.text.Syllabary;
import io.github.sovits4j.text.japanese.kana.Moras;
import io.github.sovits4j.text.japanese.kana.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A reading in kana, as a text or a user's dictionary gives it: {@code きょう}, {@code は'し}. An
 * apostrophe stands behind the mora after which the pitch falls.
 *
 * <p>In a text it stands behind its word as characters for private use: how many characters the
 * word has, the kana, an end.
 *
 * @param katakana its moras
 * @param accent the mora after which the pitch falls, from 1; 0: it does not; -1: not said
 */
public record KanaReading(String katakana, int accent) {

  private static final Pattern KANA = Pattern.compile("[ぁ-ゖァ-ヶー'’]+");
  private static final char FIRST =
      0xf600; // marks of kana: this plus their place in the block; above those of syllables
  private static final char BLOCK = 0x30a0;
  private static final char ACCENT = 0xf680;
  private static final char END = 0xf681;
  private static final char WORD = 0xf700; // plus the number of characters of the word

  /** A word of more characters has no reading. */
  public static final int LONGEST_WORD = 64;

  /** What a reading is, for messages. */
  public static final String EXPECTED =
      "a reading in kana, such as きょう, with at most one apostrophe behind the accented mora";

  /** Whether a word has letters of Japanese, and may be given a reading. */
  public static boolean isJapanese(String word) {
    return word.length() <= LONGEST_WORD
        && word.codePoints()
            .anyMatch(c -> (c >= 0x3005 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff));
  }

  /** Whether something is written as a reading, be it right or wrong. */
  public static boolean isWrittenInKana(String written) {
    return KANA.matcher(written).matches();
  }

  /**
   * The reading that is written so.
   *
   * @return empty when it has sounds that are none, or an accent where none can be
   */
  public static Optional<KanaReading> of(String written) {
    String plain = written.replace("'", "").replace("’", "");
    int accents = written.length() - plain.length();
    if (!isWrittenInKana(written) || accents > 1) {
      return Optional.empty();
    }
    String katakana = Spelling.katakana(plain);
    int mark = Math.max(written.indexOf('\''), written.indexOf('’'));
    int accent = accents == 0 ? -1 : moras(katakana.substring(0, mark));
    return moras(katakana) <= 0 || katakana.startsWith(Moras.LONG) || (accents == 1 && accent <= 0)
        ? Optional.empty()
        : Optional.of(new KanaReading(katakana, accent));
  }

  /** How many moras there are; -1 where something is none. */
  private static int moras(String katakana) {
    int moras = 0;
    for (int at = 0; at < katakana.length(); moras++) {
      if (katakana.startsWith(Moras.LONG, at)) {
        at += Moras.LONG.length();
        continue;
      }
      Moras.Mora mora = Moras.at(katakana, at);
      if (mora == null) {
        return -1;
      }
      at += mora.text().length();
    }
    return moras;
  }

  /**
   * What to put behind a word in a text.
   *
   * @param length of the word, in UTF-16 units, at most {@value #LONGEST_WORD}
   */
  public String marks(int length) {
    StringBuilder marks = new StringBuilder().append((char) (WORD + length));
    int at = 0;
    for (int mora = 1; at < katakana.length(); mora++) {
      Moras.Mora next = Moras.at(katakana, at);
      int end = at + (next == null ? 1 : next.text().length());
      katakana.substring(at, end).chars().forEach(c -> marks.append((char) (c - BLOCK + FIRST)));
      if (mora == accent) {
        marks.append(ACCENT);
      }
      at = end;
    }
    return marks.append(END).toString();
  }

  /**
   * A reading in a text.
   *
   * @param start of its word in the text without marks
   * @param end of its word there
   */
  record InText(int start, int end, KanaReading reading) {}

  /** The readings whose marks stand in a text, in order. */
  static List<InText> in(String marked) {
    List<InText> found = new ArrayList<>();
    int plain = 0;
    int taken = 0;
    for (int at = 0; at < marked.length(); at++) {
      char c = marked.charAt(at);
      if (!Syllabary.isMark(c)) {
        plain++;
        continue;
      }
      int end = marked.indexOf(END, at);
      if (c > WORD && c <= WORD + LONGEST_WORD && end > at) {
        int start = plain - (c - WORD);
        Optional<KanaReading> reading = of(written(marked.substring(at + 1, end)));
        if (start >= taken && reading.isPresent()) {
          found.add(new InText(start, plain, reading.get()));
          taken = plain;
        }
      }
    }
    return found;
  }

  private static String written(String marks) {
    StringBuilder written = new StringBuilder();
    marks.chars().forEach(c -> written.append(c == ACCENT ? '\'' : (char) (c - FIRST + BLOCK)));
    return written.toString();
  }

  /** Whether a character is of the marks of a reading. */
  public static boolean isMark(int c) {
    return c >= FIRST && c <= WORD + LONGEST_WORD;
  }

  /**
   * The features of the word with this reading.
   *
   * @param entries what the dictionary has for the word, or for words that it lacks
   * @return in the place of each entry what to take; null: not this one. Entries with this very
   *     reading go before others
   */
  List<String> features(List<String> entries) {
    List<String> same =
        entries.stream().map(entry -> read(entry) ? withAccent(entry) : null).toList();
    return same.stream().anyMatch(features -> features != null)
        ? same
        : entries.stream().map(this::inPlaceOf).toList();
  }

  private boolean read(String entry) {
    String[] fields = entry.split(",", -1);
    return fields.length > 10 && fields[7].equals(katakana);
  }

  private String withAccent(String entry) {
    if (accent < 0) {
      return entry;
    }
    String[] fields = entry.split(",", -1);
    fields[9] = accent + fields[9].substring(Math.max(0, fields[9].indexOf('/')));
    return String.join(",", fields);
  }

  /** The grammar of an entry with this reading. */
  private String inPlaceOf(String entry) {
    String[] fields = Arrays.copyOf(entry.split(",", -1), 11);
    fields[6] = fields[6] == null ? "*" : fields[6];
    fields[7] = katakana;
    fields[8] = said(fields[0].equals("動詞"));
    fields[9] = Math.max(0, accent) + "/" + moras(katakana);
    fields[10] = "*";
    return String.join(",", fields);
  }

  /** トウキョウ is said トーキョー; the ウ at the end of a verb stays. */
  private String said(boolean verb) {
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < katakana.length(); i++) {
      char c = katakana.charAt(i);
      boolean last = i + 1 == katakana.length();
      char vowel = i == 0 ? ' ' : vowel(katakana.charAt(i - 1));
      boolean longO = c == 'ウ' && vowel == 'o' && !(verb && last);
      boolean longE = c == 'イ' && vowel == 'e';
      said.append(longO || longE ? Moras.LONG : c);
    }
    return said.toString();
  }

  private static char vowel(char kana) {
    Moras.Mora mora = Moras.at(Character.toString(kana), 0);
    return mora == null ? ' ' : mora.phonemes().getLast().charAt(0);
  }
}
