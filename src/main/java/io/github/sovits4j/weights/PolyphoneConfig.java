package io.github.sovits4j.weights;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sizes of g2pW, the network that tells which of its readings a Chinese character has: a BERT, of
 * whose last state at the character one matrix makes scores of all readings and another scores of
 * parts of speech ("tags"); tables of weights for characters, alone and with a tag, decide how much
 * each reading's score counts.
 *
 * @param bert the encoder, all of its layers
 * @param labels readings of all characters together
 * @param characters that have several readings
 */
public record PolyphoneConfig(BertConfig bert, int labels, int characters)
    implements EncoderConfig {

  /** Parts of speech that it tells apart. */
  public static final int TAGS = 11;

  /** Matrix of the readings' scores {@code [labels, hidden]}, as a layer. */
  public static final String READINGS = "classifier";

  /** Matrix of the tags' scores {@code [tags, hidden]}, as a layer. */
  public static final String TAGGING = "pos_classifier";

  /** Weights of the readings {@code [1, labels]}. */
  public static final String BIAS = "descriptor_bias.weight";

  /** Weights of the readings for a character {@code [characters, labels]}. */
  public static final String BY_CHARACTER = "char_descriptor.weight";

  /** Weights of the readings for a character with a tag {@code [characters · tags, labels]}. */
  public static final String BY_CHARACTER_AND_TAG = "second_order_descriptor.weight";

  private static final String NETWORK = "g2pW";

  /**
   * Checks that the sizes make sense.
   *
   * @throws io.github.sovits4j.UserException when they do not
   */
  public PolyphoneConfig {
    Require.between(NETWORK, "labels", labels, 1, 1 << 16);
    Require.between(NETWORK, "characters", characters, 1, 1 << 16);
  }

  /** The sizes of the network that upstream publishes. */
  public static PolyphoneConfig full() {
    return new PolyphoneConfig(new BertConfig(21128, 768, 12, 12, 3072, 512), 1305, 3582);
  }

  /**
   * Reads the sizes off the tensors.
   *
   * @param heads of the attention
   * @param shapes name and shape of every tensor
   * @throws io.github.sovits4j.UserException when a tensor is missing or of the wrong kind
   */
  public static PolyphoneConfig of(int heads, Map<String, int[]> shapes) {
    ShapeReader tensors = new ShapeReader(NETWORK, shapes);
    return new PolyphoneConfig(
        BertConfig.whole(NETWORK, heads, shapes),
        tensors.extent(READINGS + ".weight", 2, 0),
        tensors.extent(BY_CHARACTER, 2, 0));
  }

  @Override
  public Map<String, int[]> tensorShapes() {
    Map<String, int[]> out = new LinkedHashMap<>(bert.tensorShapes());
    out.put(READINGS + ".weight", new int[] {labels, bert.hidden()});
    out.put(READINGS + ".bias", new int[] {labels});
    out.put(TAGGING + ".weight", new int[] {TAGS, bert.hidden()});
    out.put(TAGGING + ".bias", new int[] {TAGS});
    out.put(BIAS, new int[] {1, labels});
    out.put(BY_CHARACTER, new int[] {characters, labels});
    out.put(BY_CHARACTER_AND_TAG, new int[] {Math.multiplyExact(characters, TAGS), labels});
    return out;
  }
}
