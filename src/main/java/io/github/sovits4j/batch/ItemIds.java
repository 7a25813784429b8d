package io.github.sovits4j.batch;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What may name a file: letters and digits of any script and some marks, so that no name leads out
 * of a folder, hides, or is another one where case does not count.
 */
final class ItemIds {

  /** Of 255 that file systems have, some for endings. */
  private static final int MOST_BYTES = 200;

  private static final String MARKS = "-_.+=@,~() ";

  private final Map<String, Integer> lines = new HashMap<>();

  /**
   * Takes an id.
   *
   * @param line where it stands
   * @throws UserException when it cannot name a file, or one like it was there before
   */
  void add(String id, int line) {
    check(id);
    Integer before = lines.putIfAbsent(folded(id), line);
    if (before != null) {
      throw new UserException(
          "the id "
              + Quote.of(id)
              + " is that of line "
              + before
              + " (case does not count, for on some disks it does not). Give each line an id of its"
              + " own.");
    }
  }

  /**
   * Looks at an id alone.
   *
   * @throws UserException when it cannot name a file
   */
  static void check(String id) {
    if (id.isEmpty()) {
      throw refused(id, "is empty");
    }
    if (id.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw refused(id, "is longer than " + MOST_BYTES + " bytes");
    }
    id.codePoints()
        .filter(c -> !isAllowed(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw refused(id, "holds " + Quote.of(Character.toString(c)));
            });
    if (id.startsWith(".") || id.startsWith(" ") || id.endsWith(".") || id.endsWith(" ")) {
      throw refused(id, "begins or ends with a point or a space");
    }
  }

  private static boolean isAllowed(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default -> Character.isLetterOrDigit(c) || MARKS.indexOf(c) >= 0;
    };
  }

  private static UserException refused(String id, String what) {
    return new UserException(
        "the id "
            + Quote.of(id)
            + " "
            + what
            + ", but it names a file: expected letters, digits and any of \""
            + MARKS.strip()
            + "\" with spaces between, such as chapter-1_03.");
  }

  private static String folded(String id) {
    return Normalizer.normalize(id, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
