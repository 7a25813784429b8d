package io.github.sovits4j.text.chinese;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads the text files beside this class. */
final class Resources {

  private Resources() {}

  /** Hands every line of a file to a consumer; names in .gz are unpacked. */
  static void lines(String name, Consumer<String> consumer) {
    try (InputStream raw = Resources.class.getResourceAsStream(name);
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        consumer.accept(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
