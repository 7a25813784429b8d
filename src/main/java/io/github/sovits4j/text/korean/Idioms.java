package io.github.sovits4j.text.korean;

import io.github.sovits4j.text.DataLines;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words whose sound no rule tells, as they are said; they are found where a word or a part of a
 * compound begins; 들일 is work in the field, but no form of 들이다.
 */
final class Idioms {

  /** Of 26 and 116 too, which are one word. */
  private static final String SIXTEEN = "십육";

  private static final Map<String, String> SAID = new HashMap<>();
  private static final Pattern WORDS;

  static {
    DataLines.of(
        Idioms.class,
        "idioms.txt",
        line -> {
          if (!line.isEmpty() && !line.startsWith("#")) {
            int space = line.indexOf(' ');
            SAID.put(line.substring(0, space), line.substring(space + 1));
          }
        });
    WORDS =
        Pattern.compile(
            SAID.keySet().stream()
                .sorted((a, b) -> b.length() - a.length())
                .collect(Collectors.joining("|")));
  }

  private Idioms() {}

  /** The text with these words as they are said. */
  static TaggedText said(TaggedText text) {
    return text.replaced(
        WORDS,
        m ->
            (m.beginsMorpheme() && !m.isInflected()) || m.group(0).equals(SIXTEEN)
                ? SAID.get(m.group(0))
                : null);
  }
}
