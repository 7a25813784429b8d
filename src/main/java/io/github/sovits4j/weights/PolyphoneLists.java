package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What belongs to g2pW beside its weights. Syllables are pinyin with a tone digit.
 *
 * @param labels the syllable of every reading that the network knows; empty where it is none
 * @param characters those with several readings, in the order of the network's tables: for each the
 *     labels that it may have
 * @param single the syllable of characters with one reading
 */
public record PolyphoneLists(
    List<String> labels, Map<String, List<Integer>> characters, Map<String, String> single) {

  private static final String LABELS = "labels";
  private static final String CHARACTERS = "characters";
  private static final String SINGLE = "single";

  /** Keeps the order, and copies. */
  public PolyphoneLists {
    labels = List.copyOf(labels);
    characters = new LinkedHashMap<>(characters);
    single = Map.copyOf(single);
  }

  /** As texts for the header of a file. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(LABELS, String.join("\n", labels));
    List<String> lines = new ArrayList<>();
    characters.forEach(
        (character, may) ->
            lines.add(
                character + ' ' + String.join(" ", may.stream().map(String::valueOf).toList())));
    texts.put(CHARACTERS, String.join("\n", lines));
    texts.put(
        SINGLE,
        String.join(
            "\n",
            single.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + ' ' + entry.getValue())
                .toList()));
    return texts;
  }

  /**
   * Reads what {@link #texts} made.
   *
   * @param file what to call the file in complaints
   * @throws UserException when the lists do not fit the network
   */
  static PolyphoneLists of(String file, Map<String, String> texts, PolyphoneConfig config) {
    List<String> labels = List.of(texts.getOrDefault(LABELS, "").split("\n", -1));
    Map<String, List<Integer>> characters = new LinkedHashMap<>();
    Map<String, String> single = new LinkedHashMap<>();
    boolean sound = labels.size() == config.labels();
    for (String line : texts.getOrDefault(CHARACTERS, "").split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      List<Integer> may = new ArrayList<>();
      for (int i = 1; i < fields.length; i++) {
        boolean number = fields[i].matches("\\d{1,5}");
        sound &= number && Integer.parseInt(fields[i]) < config.labels();
        may.add(number ? Integer.parseInt(fields[i]) : 0);
      }
      characters.put(fields[0], may);
      sound &= !may.isEmpty();
    }
    for (String line : texts.getOrDefault(SINGLE, "").split("\n", -1)) {
      int space = line.indexOf(' ');
      if (space > 0) {
        single.put(line.substring(0, space), line.substring(space + 1));
      }
    }
    if (!sound || characters.size() != config.characters()) {
      throw new UserException(
          file
              + " names "
              + labels.size()
              + " readings and "
              + characters.size()
              + " characters that do not fit its network, which knows "
              + config.labels()
              + " and "
              + config.characters()
              + ". Convert g2pW again, with the lists that belong to it.");
    }
    return new PolyphoneLists(labels, characters, single);
  }
}
