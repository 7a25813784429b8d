package io.github.sovits4j.text.cantonese.tools;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the resources of the Cantonese reader from the npm package {@code to-jyutping}, release
 * 3.1.1: {@code readings.txt.gz} with the first reading of each key, and {@code syllables.txt}.
 *
 * <p>The package holds a trie as one string: characters lead down, pairs of ASCII characters are
 * the syllables of the key so far, one for each of its characters (a tilde joins another to the
 * same character), braces open and close what branches off.
 *
 * <p>Arguments: dist/index.mjs of the package, the folder to write.
 */
public final class CantoneseDataBuilder {

  private static final List<String> ONSETS =
      List.of(" b p m f d t n l g k ng gw kw w h z c s j".split(" ", -1));
  private static final List<String> NUCLEI = List.of("aa a e i o u".split(" ", -1));
  private static final List<String> CODAS = List.of(" i u m n ng p t k".split(" ", -1));
  private static final List<String> RHYMES =
      List.of("oe oen oeng oet oek eoi eon eot yu yun yut m ng".split(" ", -1));
  private static final int TONES = 6;

  private final int[] trie;
  private final SortedSet<String> syllables = new TreeSet<>();
  private int at = 1;

  private CantoneseDataBuilder(String trie) {
    this.trie = trie.codePoints().toArray();
  }

  /** Runs the tool. */
  public static void main(String[] args) throws IOException {
    CantoneseDataBuilder builder = new CantoneseDataBuilder(trie(Path.of(args[0])));
    List<String> lines = new ArrayList<>();
    builder.readings().forEach((key, reading) -> lines.add(key + ' ' + reading));
    Path out = Path.of(args[1]);
    Files.writeString(out.resolve("syllables.txt"), String.join("\n", builder.syllables) + "\n");
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try (OutputStream packed =
        new GZIPOutputStream(Files.newOutputStream(out.resolve("readings.txt.gz"))) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      packed.write(bytes);
    }
    System.out.println(lines.size() + " readings, " + builder.syllables.size() + " syllables");
  }

  /** The longest string in the program. */
  private static String trie(Path program) throws IOException {
    Matcher strings =
        Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*+)\"").matcher(Files.readString(program));
    String longest = "";
    while (strings.find()) {
      longest = strings.group(1).length() > longest.length() ? strings.group(1) : longest;
    }
    return longest.replaceAll("\\\\(.)", "$1");
  }

  private Map<String, String> readings() {
    Map<String, String> readings = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(""));
    while (!open.isEmpty()) {
      StringBuilder key = new StringBuilder(open.peek());
      while (trie[at] >= 0x100) {
        key.appendCodePoint(trie[at++]);
      }
      while (trie[at] < '{') {
        readings.putIfAbsent(key.toString(), reading(key.codePoints().count()));
      }
      if (trie[at] == '{') {
        at++;
        open.push(key.toString());
      } else if (trie[at] == '}') {
        at++;
        open.pop();
      }
    }
    return readings;
  }

  private String reading(long characters) {
    StringBuilder reading = new StringBuilder();
    for (long left = characters; left > 0; ) {
      reading.append(syllable((trie[at] - '!') * 90 + trie[at + 1] - '!'));
      at += 2;
      if (trie[at] == '~') {
        at++;
        reading.append('~');
      } else {
        left--;
        reading.append(left == 0 ? "" : " ");
      }
    }
    return reading.toString();
  }

  private String syllable(int number) {
    int finals = NUCLEI.size() * CODAS.size();
    int perOnset = (finals + RHYMES.size()) * TONES;
    int rhyme = number % perOnset / TONES;
    String letters =
        ONSETS.get(number / perOnset)
            + (rhyme >= finals
                ? RHYMES.get(rhyme - finals)
                : NUCLEI.get(rhyme / CODAS.size()) + CODAS.get(rhyme % CODAS.size()));
    syllables.add(letters);
    return letters + (number % TONES + 1);
  }
}
