package io.github.sovits4j.text.japanese.njd;

import io.github.sovits4j.text.DataLines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Words for numbers, as lines of features. */
final class NumeralWords {

  /** Above this no power of 10,000 has a name: digits are read one by one. */
  static final int MOST_POWERS = 17;

  private static final List<String> PLACES = new ArrayList<>();
  private static final List<String> POWERS = new ArrayList<>();
  private static final Map<String, String> WORDS = new HashMap<>();

  static {
    List<String> section = new ArrayList<>();
    DataLines.of(
        NumeralWords.class,
        "numerals.txt",
        line -> {
          if (line.startsWith("[")) {
            section.add(line);
          } else if (!line.startsWith("#")) {
            switch (section.getLast()) {
              case "[places]" -> PLACES.add(line);
              case "[powers]" -> POWERS.add(line);
              default -> {
                int space = line.indexOf(' ');
                WORDS.put(line.substring(0, space), line.substring(space + 1));
              }
            }
          }
        });
  }

  private NumeralWords() {}

  /** 十, 百 or 千 for 1, 2 or 3. */
  static String place(int zeros) {
    return PLACES.get(zeros - 1);
  }

  /** 万, 億, … for 1 to {@value #MOST_POWERS}. */
  static String power(int number) {
    return POWERS.get(number - 1);
  }

  /** The word that stands for a number and its counter; null where there is none. */
  static String word(String key) {
    return WORDS.get(key);
  }
}
