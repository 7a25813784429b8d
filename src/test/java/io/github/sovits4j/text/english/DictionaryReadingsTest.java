package io.github.sovits4j.text.english;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every word of the dictionary, read as a text of its own: it sounds as its entry says, but for the
 * kinds that are meant to differ. The table is that of {@code docs/text.md}.
 */
class DictionaryReadingsTest {

  private static final Pattern NUMBER =
      Pattern.compile("(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-.*");

  private final PronouncingDictionary dictionary = PronouncingDictionary.shared();
  private final EnglishReader reader = EnglishReader.shared();

  @Test
  void everyWordSoundsAsItsEntrySaysButByIntent() {
    Map<String, Integer> counts = new TreeMap<>();
    List<String> unmeant = new ArrayList<>();
    int words = 0;
    for (String word : dictionary.words()) {
      words++;
      String entry = String.join(" ", dictionary.phones(word).orElseThrow());
      String read = phones(word);
      if (read.equals(entry)) {
        continue;
      }
      String reason = reason(word, entry, read);
      counts.merge(reason, 1, Integer::sum);
      if (reason.equals("none")) {
        unmeant.add(word + ": " + entry + " -> " + read);
      }
    }
    System.out.println(words + " words, of which differ: " + counts);
    assertEquals(List.of(), unmeant);
    assertEquals(
        Map.of(
            "apostrophe at an end", 157,
            "full stop in the word", 113,
            "hyphenated number", 9,
            "initialism", 108,
            "letter's name", 1,
            "misspelled initialism", 10,
            "several sounds", 144,
            "shorthand", 1,
            "t-shirt and wi-fi", 3),
        counts);
  }

  private String phones(String word) {
    List<String> phones = new ArrayList<>(reader.read(word).phones());
    phones.removeIf(phone -> phone.equals(","));
    return String.join(" ", phones);
  }

  private static String reason(String word, String entry, String read) {
    if (Homographs.shared().find(word).isPresent()
        || Senses.shared().contains(word)
        || word.equals("used")) {
      return "several sounds";
    }
    if (NUMBER.matcher(word).matches()) {
      return "hyphenated number";
    }
    if (word.startsWith("t-shirt") || word.equals("wi-fi")) {
      return "t-shirt and wi-fi";
    }
    if (word.indexOf('.') >= 0) {
      return "full stop in the word";
    }
    if (word.startsWith("'") || word.endsWith("'")) {
      return "apostrophe at an end";
    }
    boolean stressOnly = read.replaceAll("[0-2]", "").equals(entry.replaceAll("[0-2]", ""));
    if (stressOnly && word.length() <= 5) {
      return "initialism";
    }
    if (Set.of("acc", "cgi", "gdp", "gps", "kpmg", "lcb", "lti", "mgm", "sos", "svp")
        .contains(word)) {
      return "misspelled initialism";
    }
    if (word.replace("'", "").length() <= 2) {
      return "letter's name";
    }
    return List.of("aka", "mph", "vs", "etc", "rpm").contains(word) ? "shorthand" : "none";
  }
}
