package io.github.sovits4j.verify;

import io.github.sovits4j.text.DataLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The recorded texts that are read otherwise on purpose, because the recording reads them wrong or
 * says the same in another way, and why. The list is {@code text-differences.tsv}.
 */
final class TextDifferences {

  /**
   * One of them.
   *
   * @param recording which recording, as in {@code zh}
   * @param piece what the case's name or its difference contains
   * @param reason why ours is right
   */
  record Entry(String recording, String piece, String reason) {

    boolean covers(String of, String difference) {
      return recording.equals(of) && difference.contains(piece);
    }
  }

  private static final List<Entry> ENTRIES = read();

  private TextDifferences() {}

  private static List<Entry> read() {
    List<Entry> entries = new ArrayList<>();
    DataLines.of(
        TextDifferences.class,
        "text-differences.tsv",
        line -> {
          if (!line.startsWith("#")) {
            String[] fields = line.split("\t", -1);
            entries.add(new Entry(fields[0], fields[1], fields[2]));
          }
        });
    return List.copyOf(entries);
  }

  /**
   * Why a case differs, if that is on purpose.
   *
   * @param recording as in {@code zh}
   * @param difference the case's name and what differs
   */
  static Optional<String> reason(String recording, String difference) {
    return ENTRIES.stream()
        .filter(entry -> entry.covers(recording, difference))
        .map(Entry::reason)
        .findFirst();
  }

  /** All that are listed for a recording. */
  static List<Entry> of(String recording) {
    return ENTRIES.stream().filter(entry -> entry.recording().equals(recording)).toList();
  }
}
