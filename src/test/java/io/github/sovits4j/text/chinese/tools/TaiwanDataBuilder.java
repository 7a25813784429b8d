package io.github.sovits4j.text.chinese.tools;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Makes {@code taiwan.txt.gz} of OpenCC's dictionaries (Debian's libopencc-data 1.1.6), with the
 * variants of Taiwan applied: a line {@code simplified traditional} for each character that
 * changes, and for each phrase; a phrase whose characters change as they do alone stands alone.
 *
 * <p>Arguments: a folder with {@code STCharacters.txt}, {@code STPhrases.txt} and {@code
 * TWVariants.txt}, as {@code opencc_dict -f ocd2 -t text} writes them, and the file to write.
 */
public final class TaiwanDataBuilder {

  private TaiwanDataBuilder() {}

  /** Runs the tool. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Map<String, String> variants = read(folder.resolve("TWVariants.txt"));
    Map<String, String> characters = new TreeMap<>(variants);
    read(folder.resolve("STCharacters.txt"))
        .forEach((from, to) -> characters.put(from, variants.getOrDefault(to, to)));
    characters
        .entrySet()
        .removeIf(e -> !isText(e.getKey()) || e.getKey().equals(e.getValue()) || isLong(e));
    StringBuilder out = new StringBuilder();
    characters.forEach((from, to) -> out.append(from).append(' ').append(to).append('\n'));
    new TreeMap<>(read(folder.resolve("STPhrases.txt")))
        .forEach(
            (from, to) -> {
              String turned = each(to, variants);
              if (isText(from) && from.length() == turned.length()) {
                boolean plain = each(from, characters).equals(turned);
                out.append(from).append(plain ? "" : ' ' + turned).append('\n');
              }
            });
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(Path.of(args[1])))) {
      gzip.write(out.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Entries with the first of their values, as OpenCC takes them. */
  private static Map<String, String> read(Path file) throws IOException {
    Map<String, String> entries = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split("\t", -1);
      entries.put(fields[0], List.of(fields[1].split(" ", -1)).getFirst());
    }
    return entries;
  }

  /** Two rare characters become ones of another plane, which no network here has a token for. */
  private static boolean isLong(Map.Entry<String, String> entry) {
    return entry.getValue().length() > 1;
  }

  /** Only normalised texts are asked for. */
  private static boolean isText(String word) {
    return word.chars().allMatch(c -> c >= 0x4e00 && c <= 0x9fa5);
  }

  private static String each(String word, Map<String, String> characters) {
    StringBuilder out = new StringBuilder();
    word.codePoints()
        .mapToObj(Character::toString)
        .forEach(c -> out.append(characters.getOrDefault(c, c)));
    return out.toString();
  }
}
