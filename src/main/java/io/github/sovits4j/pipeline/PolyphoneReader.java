package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.encoders.PolyphoneNetwork;
import io.github.sovits4j.model.encoders.Vocabulary;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.text.chinese.Polyphones;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.PolyphoneConfig;
import io.github.sovits4j.weights.PolyphoneLists;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * g2pW on a device: Chinese sentences to readings, the characters of many sentences at once.
 * Belongs to the thread that uses the backend.
 */
public final class PolyphoneReader implements AutoCloseable {

  private final Vocabulary vocabulary;
  private final List<String> labels;
  private final Map<String, Integer> numbers = new HashMap<>(); // of characters, in the tables
  private final PolyphoneNetwork network;
  private final Polyphones polyphones;

  /**
   * Uploads the network.
   *
   * @param folder holds it
   * @param precision of its matrices
   * @throws io.github.sovits4j.UserException when it is not there or not sound
   */
  public PolyphoneReader(Backend backend, EncoderFolder folder, StoragePolicy precision) {
    try (EncoderFolder.Encoder encoder = folder.open(EncoderKind.POLYPHONES)) {
      PolyphoneLists lists = encoder.lists();
      vocabulary = new Vocabulary(encoder.vocabulary());
      labels = lists.labels();
      lists.characters().keySet().forEach(c -> numbers.put(c, numbers.size()));
      network =
          new PolyphoneNetwork(
              backend,
              encoder.weights(),
              (PolyphoneConfig) encoder.config(),
              lists,
              precision,
              null);
      polyphones = new Polyphones(numbers.keySet(), lists.single(), network.mostTokens() - 2);
    }
  }

  /**
   * Reads sentences.
   *
   * @param sentences simplified ideographs and marks
   * @return for each a syllable with a tone digit for every character
   */
  public Map<String, List<String>> read(Collection<String> sentences) {
    return polyphones.readings(List.copyOf(sentences), this::syllables);
  }

  private List<String> syllables(List<Polyphones.Query> queries) {
    Map<String, int[]> tokens = new HashMap<>();
    List<PolyphoneNetwork.Query> asked = new ArrayList<>();
    for (Polyphones.Query query : queries) {
      int[] text = tokens.computeIfAbsent(query.context(), vocabulary::tokens);
      int character = numbers.get(query.character());
      asked.add(new PolyphoneNetwork.Query(text, query.at() + 1, character)); // behind [CLS]
    }
    List<String> syllables = new ArrayList<>();
    for (int label : network.read(asked)) {
      syllables.add(labels.get(label));
    }
    return syllables;
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  void forget() {
    network.forget();
  }

  @Override
  public void close() {
    network.close();
  }
}
