package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.PolyphoneLists;
import io.github.sovits4j.weights.Quote;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lists that upstream keeps beside g2pW: which readings its scores stand for, in the order in
 * which upstream's program sorts them, and which character has which. Readings are in Bopomofo with
 * a tone digit there; a dictionary beside makes pinyin of them. Its settings are a Python program,
 * of which two lines are read as text and nothing is run.
 */
final class PolyphoneFiles {

  private static final String SEVERAL = "POLYPHONIC_CHARS.txt";
  private static final String SINGLE = "MONOPHONIC_CHARS.txt";
  private static final String PINYIN = "bopomofo_to_pinyin_wo_tune_dict.json";
  private static final String SETTINGS = "config.py";

  private static final Pattern LINE = Pattern.compile("(\\S{1,2})\\t(\\S{1,8})");
  private static final Pattern SETTING =
      Pattern.compile("(?m)^(use_mask|use_char_phoneme)\\s*=\\s*(\\w+)");
  private static final Map<String, String> KNOWN =
      Map.of("use_mask", "True", "use_char_phoneme", "False");

  /** As Python sorts: by code points, which are not always in the order of Java's characters. */
  private static final Comparator<String> BY_CODE_POINT =
      Comparator.comparingInt((String character) -> character.codePointAt(0))
          .thenComparing(Comparator.naturalOrder());

  private PolyphoneFiles() {}

  /**
   * Reads the lists.
   *
   * @param weights the network's file
   * @throws UserException when one is missing or not sound, or the network was trained otherwise
   */
  static PolyphoneLists beside(Path weights) {
    for (String name : List.of(SEVERAL, SINGLE, PINYIN)) {
      if (!Files.isRegularFile(weights.resolveSibling(name))) {
        throw new UserException(
            Quote.path(weights)
                + " is g2pW, but "
                + name
                + " does not lie beside it: which readings it tells apart is unknown. Put it there;"
                + " upstream publishes both in one archive.");
      }
    }
    checkSettings(weights.resolveSibling(SETTINGS));
    Map<String, String> pinyin = Neighbours.dictionary(weights.resolveSibling(PINYIN));
    Map<String, List<String>> several = new TreeMap<>(BY_CODE_POINT);
    for (Matcher line : lines(weights.resolveSibling(SEVERAL))) {
      several.computeIfAbsent(line.group(1), c -> new ArrayList<>()).add(line.group(2));
    }
    TreeSet<String> labels = new TreeSet<>();
    several.values().forEach(labels::addAll);
    List<String> order = List.copyOf(labels);
    Map<String, List<Integer>> characters = new LinkedHashMap<>();
    several.forEach(
        (character, readings) ->
            characters.put(character, readings.stream().map(order::indexOf).distinct().toList()));
    Map<String, String> single = new LinkedHashMap<>();
    for (Matcher line : lines(weights.resolveSibling(SINGLE))) {
      String syllable = syllable(line.group(2), pinyin);
      if (!syllable.isEmpty()) {
        single.put(line.group(1), syllable);
      }
    }
    return new PolyphoneLists(
        order.stream().map(label -> syllable(label, pinyin)).toList(), characters, single);
  }

  /** Pinyin with a tone digit; empty where the dictionary has none. */
  private static String syllable(String bopomofo, Map<String, String> pinyin) {
    int end = bopomofo.length() - 1;
    char tone = bopomofo.charAt(end);
    String plain = pinyin.getOrDefault(bopomofo.substring(0, end), "");
    return tone < '1' || tone > '5' || !plain.matches("[a-zê]+") ? "" : plain + tone;
  }

  private static List<Matcher> lines(Path file) {
    List<Matcher> lines = new ArrayList<>();
    for (String line : Neighbours.text(file).strip().lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new UserException(
            Quote.path(file)
                + ", line "
                + (lines.size() + 1)
                + ": expected a character, a tab and a reading, got "
                + Quote.of(line)
                + ". Get the file again.");
      }
      lines.add(matcher);
    }
    return lines;
  }

  private static void checkSettings(Path file) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    Matcher setting = SETTING.matcher(Neighbours.text(file));
    while (setting.find()) {
      String expected = KNOWN.get(setting.group(1));
      if (!setting.group(2).equals(expected)) {
        throw new UserException(
            Quote.path(file)
                + " says "
                + setting.group(1)
                + " = "
                + Quote.of(setting.group(2))
                + ", expected "
                + expected
                + ": networks trained otherwise are not read. Take the one that upstream"
                + " publishes.");
      }
    }
  }
}
