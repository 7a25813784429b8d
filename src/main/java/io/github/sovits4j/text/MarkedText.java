package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A text whose readings and silences were found: those that stand in it ({@link Markup}) and those
 * of a dictionary ({@link UserLexicon}). Words with phones of their own are made-up ones ({@link
 * GivenWords}), ideographs with readings are followed by marks of a {@link Syllabary}.
 *
 * @param parts what stands between silences, in order; at least one
 * @param words the made-up words
 * @param tags those that stood in the text and say nothing of speech
 * @param lost characters of the text that are used as marks here, and mean nothing in a text
 */
record MarkedText(List<Part> parts, GivenWords words, List<String> tags, String lost) {

  /**
   * What is spoken between two silences.
   *
   * @param text may have nothing to say
   * @param silence after it, in seconds; empty: as between any sentences
   */
  record Part(String text, OptionalDouble silence) {}

  /**
   * Finds readings and silences.
   *
   * @throws UserException for one that stands in the text and is wrong
   */
  static MarkedText of(String text, TextLanguage language, UserLexicon lexicon) {
    String lost =
        text.codePoints()
            .filter(Syllabary::isMark)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    String clean = lost.isEmpty() ? text : unmarked(text);
    GivenWords words = GivenWords.in(clean);
    List<String> tags = new ArrayList<>();
    List<Part> found = Markup.parts(clean, language, words, tags);
    List<Part> parts = new ArrayList<>();
    for (Part part : found) {
      String read = lexicon.applied(part.text(), words, language);
      boolean alone = found.size() == 1;
      if (!alone && read.codePoints().noneMatch(Characters::isWord)) {
        read = "";
      } else if (parts.size() < found.size() - 1) {
        read = TextCutter.withComma(read.stripTrailing(), language.code());
      }
      parts.add(new Part(read, part.silence()));
    }
    return new MarkedText(parts, words, tags, lost);
  }

  /** The text as its characters are spoken, for finding those that are not. */
  String withoutMarks() {
    return parts.stream().map(part -> unmarked(part.text())).collect(Collectors.joining(" "))
        + lost;
  }

  /** A text without marks of readings. */
  static String unmarked(String text) {
    return text.codePoints().anyMatch(Syllabary::isMark)
        ? text.codePoints()
            .filter(c -> !Syllabary.isMark(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
        : text;
  }
}
