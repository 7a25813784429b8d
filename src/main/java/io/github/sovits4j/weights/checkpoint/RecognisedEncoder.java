package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.EncoderConfig;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.TensorCheck;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.WeightValues;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an encoder's file was found to be.
 *
 * @param file the open file
 * @param config its sizes
 * @param stored the name in the file of every tensor to keep, by the network's name, in the order
 *     of the network's description
 * @param left how many tensors are not used
 */
record RecognisedEncoder(
    TensorFile file, EncoderConfig config, Map<String, String> stored, int left) {

  private static final String NEW_G = ".parametrizations.weight.original0";
  private static final String NEW_V = ".parametrizations.weight.original1";

  /**
   * Recognises an encoder and checks all its tensors.
   *
   * @return empty when it is none
   * @throws UserException when it is not complete, or a number is not finite
   */
  static Optional<RecognisedEncoder> of(TensorFile file) {
    Network network = Network.of(file.weights().names());
    if (!network.isEncoder()) {
      return Optional.empty();
    }
    String name = Quote.path(file.path());
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    Map<String, String> stored = new LinkedHashMap<>();
    for (String given : file.weights().names()) {
      String usual = usual(network, given);
      infos.put(usual, renamed(file.weights(), given, usual));
      stored.put(usual, given);
    }
    EncoderConfig config = config(network, file.path(), name, infos);
    Map<String, int[]> expected = config.tensorShapes();
    int left = TensorCheck.check(name, infos, expected).size();
    stored.keySet().retainAll(expected.keySet());
    Map<String, String> ordered = new LinkedHashMap<>();
    expected.keySet().forEach(tensor -> ordered.put(tensor, stored.get(tensor)));
    WeightValues.check(name, file.weights(), ordered.values());
    return Optional.of(new RecognisedEncoder(file, config, ordered, left));
  }

  private static EncoderConfig config(
      Network network, Path path, String name, Map<String, TensorInfo> infos) {
    Map<String, int[]> shapes = RecognisedModel.shapes(infos);
    Map<String, ?> json = Neighbours.config(path);
    try {
      return switch (network) {
        case HUBERT -> HubertConfig.fromUpstream(json, shapes);
        case BERT -> BertConfig.fromUpstream(json, shapes);
        default -> SpeakerNetworkConfig.fromUpstream(shapes);
      };
    } catch (UserException e) {
      throw new UserException(name + ": " + e.getMessage(), e);
    }
  }

  /** The name that the networks here use. */
  private static String usual(Network network, String name) {
    return switch (network) {
      case HUBERT -> {
        String bare = name.startsWith("hubert.") ? name.substring("hubert.".length()) : name;
        yield bare.endsWith(NEW_G)
            ? bare.substring(0, bare.length() - NEW_G.length()) + ".weight_g"
            : bare.endsWith(NEW_V)
                ? bare.substring(0, bare.length() - NEW_V.length()) + ".weight_v"
                : bare;
      }
      case BERT -> {
        boolean bare = name.startsWith("embeddings.") || name.startsWith("encoder.");
        yield (bare ? "bert." + name : name)
            .replaceFirst("\\.LayerNorm\\.gamma$", ".LayerNorm.weight")
            .replaceFirst("\\.LayerNorm\\.beta$", ".LayerNorm.bias");
      }
      default -> name;
    };
  }

  private static TensorInfo renamed(StoredTensorSource source, String given, String usual) {
    TensorInfo info = source.info(given);
    return new TensorInfo(usual, info.dtype(), info.shape());
  }

  /** The tensors to keep, under the network's names. */
  List<TensorInfo> tensors() {
    return stored.entrySet().stream()
        .map(entry -> renamed(file.weights(), entry.getValue(), entry.getKey()))
        .toList();
  }

  /**
   * The tokens of BERT, from the files beside it; empty for the others.
   *
   * @throws UserException when they are missing or not as many as the network has rows
   */
  List<String> vocabulary() {
    if (!(config instanceof BertConfig bert)) {
      return List.of();
    }
    List<String> tokens = Neighbours.vocabulary(file.path());
    if (tokens.size() != bert.vocabulary()) {
      throw new UserException(
          Quote.path(file.path())
              + " knows "
              + bert.vocabulary()
              + " tokens, but the vocabulary beside it names "
              + tokens.size()
              + ". Get both from the same place.");
    }
    return tokens;
  }
}
