package io.github.sovits4j.text.japanese.label;

import io.github.sovits4j.text.DataLines;
import io.github.sovits4j.text.japanese.njd.AccentedWord;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What labels say of a word's grammar.
 *
 * @param partOfSpeech a number of two digits, or xx
 * @param type of conjugation: a digit, or xx
 * @param form of conjugation: a digit, or xx
 */
record Grammar(String partOfSpeech, String type, String form) {

  /** Of nothing. */
  static final Grammar NONE = new Grammar("xx", "xx", "xx");

  private static final Map<String, Map<String, String>> CODES = load();

  private static Map<String, Map<String, String>> load() {
    LinkedHashMap<String, Map<String, String>> codes = new LinkedHashMap<>();
    DataLines.of(
        Grammar.class,
        "grammar.txt",
        line -> {
          if (line.startsWith("[")) {
            codes.put(line, new HashMap<>());
          } else if (!line.startsWith("#")) {
            int space = line.lastIndexOf(' ');
            codes.lastEntry().getValue().put(line.substring(0, space), line.substring(space + 1));
          }
        });
    return codes;
  }

  static Grammar of(AccentedWord word) {
    return new Grammar(
        code("[part of speech]", String.join(",", word.partOfSpeech())),
        code("[type]", word.conjugation()),
        code("[form]", word.form()));
  }

  private static String code(String list, String name) {
    return CODES.get(list).getOrDefault(name, NONE.form);
  }
}
