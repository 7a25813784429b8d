package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.EncoderConfig;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.PolyphoneConfig;
import io.github.sovits4j.weights.PolyphoneLists;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.TensorCheck;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.WeightValues;
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
    EncoderConfig config = config(network, file, name, infos);
    Map<String, int[]> expected = config.tensorShapes();
    int left = TensorCheck.check(name, infos, expected).size();
    stored.keySet().retainAll(expected.keySet());
    Map<String, String> ordered = new LinkedHashMap<>();
    expected.keySet().forEach(tensor -> ordered.put(tensor, stored.get(tensor)));
    WeightValues.check(name, file.weights(), ordered.values());
    return Optional.of(new RecognisedEncoder(file, config, ordered, left));
  }

  private static EncoderConfig config(
      Network network, TensorFile file, String name, Map<String, TensorInfo> infos) {
    Map<String, int[]> shapes = RecognisedModel.shapes(infos);
    Map<String, ?> json = Neighbours.config(file.path());
    try {
      return switch (network) {
        case HUBERT -> HubertConfig.fromUpstream(json, shapes);
        case BERT -> BertConfig.fromUpstream(json, shapes);
        case POLYPHONES ->
            PolyphoneConfig.of(
                file.heads()
                    .orElseThrow(
                        () ->
                            new UserException("g2pW is read from ONNX alone. Take its g2pW.onnx.")),
                shapes);
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
   * What belongs to it beside its weights, from the files beside it.
   *
   * @param ofBert the tokens of the text encoder, which g2pW shares; empty where they are not known
   * @throws UserException when something is missing or does not fit the network
   */
  Map<String, String> texts(List<String> ofBert) {
    return switch (config) {
      case HubertConfig none -> Map.of();
      case SpeakerNetworkConfig none -> Map.of();
      case BertConfig bert -> tokens(bert, vocabulary());
      case PolyphoneConfig polyphones -> {
        PolyphoneLists lists = PolyphoneFiles.beside(file.path());
        if (lists.labels().size() != polyphones.labels()
            || lists.characters().size() != polyphones.characters()) {
          throw new UserException(
              Quote.path(file.path())
                  + " knows "
                  + polyphones.labels()
                  + " readings of "
                  + polyphones.characters()
                  + " characters, but the lists beside it name "
                  + lists.labels().size()
                  + " of "
                  + lists.characters().size()
                  + ". Get all from the same place.");
        }
        Map<String, String> texts =
            new LinkedHashMap<>(
                tokens(
                    polyphones.bert(),
                    Neighbours.findVocabulary(file.path()).orElseGet(() -> known(ofBert))));
        texts.putAll(lists.texts());
        yield texts;
      }
    };
  }

  /** The tokens of BERT, from the files beside it. */
  List<String> vocabulary() {
    return Neighbours.vocabulary(file.path());
  }

  private List<String> known(List<String> ofBert) {
    if (ofBert.isEmpty()) {
      throw new UserException(
          Quote.path(file.path())
              + " has the tokens of the "
              + EncoderKind.BERT.label()
              + ", which is not there: its tokens are unknown. Convert that one too, or put its"
              + " tokenizer.json beside this file.");
    }
    return ofBert;
  }

  private Map<String, String> tokens(BertConfig bert, List<String> tokens) {
    if (tokens.size() != bert.vocabulary()) {
      throw new UserException(
          Quote.path(file.path())
              + " knows "
              + bert.vocabulary()
              + " tokens, but the vocabulary beside it names "
              + tokens.size()
              + ". Get both from the same place.");
    }
    return Map.of(EncoderFolder.VOCABULARY, String.join("\n", tokens));
  }
}
