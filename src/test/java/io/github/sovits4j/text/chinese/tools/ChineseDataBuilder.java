package io.github.sovits4j.text.chinese.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the resources of the Chinese reader from three packages.
 *
 * <p>Segmentation data comes from jieba 0.42.1 (Debian's python3-jieba): its dictionary, the joint
 * segmentation and tagging model, and the plain segmentation model. Pinyin comes from Maven's
 * {@code com.github.houbb:pinyin:0.4.0}, whose two text files are pypinyin's character and phrase
 * data; words that those would read wrongly come from the npm package {@code @pinyin-pro/data},
 * release 1.3.1.
 *
 * <p>Arguments: the package folder of jieba, the folder with the unpacked jar, json/complete.json
 * of the npm package, the folder to write.
 */
public final class ChineseDataBuilder {

  private static final Pattern PAIR = Pattern.compile("\\('([BMES])', '(\\w+)'\\)");
  private static final Pattern NUMBER = Pattern.compile("(-?\\d[\\d.e+-]*)");
  private static final Pattern EMISSION = Pattern.compile("'(\\\\u[0-9a-f]{4}|.)': (-?[\\d.e+-]+)");
  private static final double NEVER = -1e10;

  private ChineseDataBuilder() {}

  /** Runs the tool. */
  public static void main(String[] args) throws IOException {
    Path jieba = Path.of(args[0]);
    Path pinyin = Path.of(args[1]);
    Path complete = Path.of(args[2]);
    Path out = Path.of(args[3]);
    write(out.resolve("words.txt.gz"), words(jieba.resolve("dict.txt")));
    write(out.resolve("tagging.txt.gz"), tagging(jieba.resolve("posseg")));
    write(out.resolve("cutting.txt.gz"), cutting(jieba.resolve("finalseg/prob_emit.py")));
    List<String> phrases = phrases(pinyin.resolve("pinyin_dict_phrase.txt"));
    List<String> characters = characters(pinyin.resolve("pinyin_dict_char.txt"));
    write(out.resolve("phrases.txt.gz"), phrases);
    write(out.resolve("characters.txt.gz"), characters);
    write(out.resolve("more-phrases.txt.gz"), morePhrases(complete, phrases, characters));
  }

  /**
   * Word, frequency, tag; sorted by UTF-16 code unit. Only words of ideographs can be asked for.
   */
  private static List<String> words(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.split(" ", -1)[0].chars().allMatch(c -> c >= 0x4e00 && c <= 0x9fa5))
        .sorted((a, b) -> a.split(" ", -1)[0].compareTo(b.split(" ", -1)[0]))
        .toList();
  }

  /**
   * Lines {@code S state p}, {@code T state state p} and {@code E character state p}, a state
   * written as position and tag.
   */
  private static List<String> tagging(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("prob_start.py"))) {
      Matcher state = PAIR.matcher(line);
      if (state.find()) {
        double p = number(line.substring(state.end() + 1));
        if (p > NEVER) {
          lines.add("S " + state.group(1) + state.group(2) + ' ' + shortened(p));
        }
      }
    }
    String from = null;
    for (String line : Files.readAllLines(folder.resolve("prob_trans.py"))) {
      Matcher states = PAIR.matcher(line);
      while (states.find()) {
        String state = states.group(1) + states.group(2);
        String rest = line.substring(states.end() + 1).strip();
        if (rest.startsWith("{")) {
          from = state;
        } else {
          lines.add("T " + from + ' ' + state + ' ' + shortened(number(rest)));
        }
      }
    }
    String emitting = null;
    for (String line : Files.readAllLines(folder.resolve("prob_emit.py"))) {
      Matcher state = PAIR.matcher(line);
      if (state.find()) {
        emitting = state.group(1) + state.group(2);
      }
      Matcher emission = EMISSION.matcher(line.substring(line.indexOf('{') + 1));
      while (emission.find()) {
        lines.add(
            "E "
                + character(emission.group(1))
                + ' '
                + emitting
                + ' '
                + shortened(Double.parseDouble(emission.group(2))));
      }
    }
    return lines;
  }

  /** Lines {@code character position p}. */
  private static List<String> cutting(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    Pattern position = Pattern.compile("'([BMES])': \\{");
    String at = null;
    for (String line : Files.readAllLines(file)) {
      Matcher opens = position.matcher(line);
      String rest = line;
      if (opens.find()) {
        at = opens.group(1);
        rest = line.substring(opens.end());
      }
      Matcher emission = EMISSION.matcher(rest);
      while (emission.find()) {
        lines.add(
            ""
                + character(emission.group(1))
                + ' '
                + at
                + ' '
                + shortened(Double.parseDouble(emission.group(2))));
      }
    }
    return lines;
  }

  private static List<String> phrases(Path file) throws IOException {
    Map<String, String> phrases = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split(":", 2);
      String[] syllables = fields[1].strip().split("\\s+", -1);
      if (fields[0].length() == syllables.length
          && fields[0].chars().allMatch(c -> c >= 0x4e00 && c <= 0x9fa5)) {
        phrases.put(
            fields[0],
            Arrays.stream(syllables)
                .map(ChineseDataBuilder::numbered)
                .collect(Collectors.joining(" ")));
      }
    }
    return phrases.entrySet().stream().map(e -> e.getKey() + ' ' + e.getValue()).toList();
  }

  /**
   * Words without a phrase of their own that the phrases and characters in them would misread. That
   * a syllable loses its tone is no reason: tone sandhi sees to it.
   */
  private static List<String> morePhrases(
      Path complete, List<String> phrases, List<String> characters) throws IOException {
    Map<String, String[]> known = new TreeMap<>();
    Stream.concat(phrases.stream(), characters.stream())
        .map(line -> line.split(" ", 2))
        .forEach(fields -> known.put(fields[0], fields[1].split(" ", -1)));
    List<String> more = new ArrayList<>();
    JsonNode words = new ObjectMapper().readTree(Files.readAllBytes(complete));
    for (Map.Entry<String, JsonNode> entry : words.properties()) {
      String word = entry.getKey();
      String[] syllables = entry.getValue().get(0).asText().split(" ", -1);
      if (word.length() < 2
          || word.length() != syllables.length
          || known.containsKey(word)
          || !word.chars().allMatch(c -> c >= 0x4e00 && c <= 0x9fa5)) {
        continue;
      }
      List<String> plain = plain(word, known);
      boolean misread = false;
      for (int i = 0; i < syllables.length; i++) {
        String given = plain.get(i);
        // The package writes 一 and 不 with the tones they have before others.
        syllables[i] = "一不".indexOf(word.charAt(i)) >= 0 ? given : numbered(syllables[i]);
        boolean onlyNeutral =
            syllables[i].endsWith("5")
                && given.regionMatches(0, syllables[i], 0, syllables[i].length() - 1);
        misread |= !onlyNeutral && !syllables[i].equals(given);
        syllables[i] = onlyNeutral ? given : syllables[i];
      }
      if (misread) {
        more.add(word + ' ' + String.join(" ", syllables));
      }
    }
    more.sort(null);
    return more;
  }

  private static List<String> plain(String word, Map<String, String[]> known) {
    List<String> syllables = new ArrayList<>();
    int at = 0;
    while (at < word.length()) {
      int end = word.length();
      while (end > at + 1 && !known.containsKey(word.substring(at, end))) {
        end--;
      }
      syllables.addAll(List.of(known.getOrDefault(word.substring(at, end), new String[] {"?"})));
      at = end;
    }
    return syllables;
  }

  /** The first reading of every character that texts keep. */
  private static List<String> characters(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.charAt(0) >= 0x4e00 && line.charAt(0) <= 0x9fa5)
        .map(line -> line.charAt(0) + " " + numbered(line.substring(2).split(",", -1)[0].strip()))
        .sorted()
        .toList();
  }

  /** {@code lǜ} to {@code lv4}; a syllable without a mark has tone 5. */
  private static String numbered(String syllable) {
    int tone = 5;
    StringBuilder letters = new StringBuilder();
    for (char c : Normalizer.normalize(syllable, Normalizer.Form.NFD).toCharArray()) {
      int mark = "\u0304\u0301\u030c\u0300".indexOf(c);
      if (mark >= 0) {
        tone = mark + 1;
      } else if (c == '\u0308') {
        letters.setCharAt(letters.length() - 1, 'v');
      } else if (c != '\u0302') {
        letters.append(c == 'ɡ' ? 'g' : c);
      }
    }
    return letters.toString() + tone;
  }

  private static char character(String literal) {
    return literal.startsWith("\\u")
        ? (char) Integer.parseInt(literal.substring(2), 16)
        : literal.charAt(0);
  }

  private static double number(String text) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(text);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static String shortened(double p) {
    return String.valueOf((float) p);
  }

  private static void write(Path file, List<String> lines) throws IOException {
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(file)) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      out.write(bytes);
    }
    System.out.println(file.getFileName() + ": " + lines.size() + " lines");
  }
}
