package io.github.sovits4j.text.chinese;

import io.github.sovits4j.text.DataLines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads the text files beside this class. */
final class Resources {

  private Resources() {}

  /** Hands every line of a file to a consumer; names in .gz are unpacked. */
  static void lines(String name, Consumer<String> consumer) {
    DataLines.of(Resources.class, name, consumer);
  }

  /** All words of a file, in order. */
  static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    lines(name, line -> words.addAll(List.of(line.split(" ", -1))));
    return words;
  }

  /** The words under each heading {@code # key: what they are}. */
  static Map<String, List<String>> sections(String name) {
    LinkedHashMap<String, List<String>> sections = new LinkedHashMap<>();
    lines(
        name,
        line -> {
          if (line.startsWith("# ")) {
            sections.put(line.substring(2, line.indexOf(':')), new ArrayList<>());
          } else {
            sections.lastEntry().getValue().addAll(List.of(line.split(" ", -1)));
          }
        });
    return sections;
  }
}
