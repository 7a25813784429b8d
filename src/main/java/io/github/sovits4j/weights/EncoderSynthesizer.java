package io.github.sovits4j.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes folders of encoders with synthetic weights. */
public final class EncoderSynthesizer {

  /** What BERT's vocabularies begin with; the places between are unused. */
  private static final Map<Integer, String> SPECIAL =
      Map.of(0, "[PAD]", 100, "[UNK]", 101, "[CLS]", 102, "[SEP]", 103, "[MASK]");

  private static final List<String> SYLLABLES = List.of("ba", "ma", "fa", "da", "ta", "na", "la");
  private static final String MARKS = "!?….,-";
  private static final int FIRST_IDEOGRAPH = 0x4E00;
  private static final int FIRST_MARK = 104;

  private EncoderSynthesizer() {}

  /**
   * Writes a whole folder, F32, in constant memory.
   *
   * @param folder where it will lie; made when there is none
   * @param encoders sizes, each another encoder
   * @param seed any number; decides all weights
   * @param replace whether encoders that are there already may be replaced
   * @throws io.github.sovits4j.UserException when the folder holds one already or cannot be written
   */
  public static void write(Path folder, List<EncoderConfig> encoders, long seed, boolean replace) {
    try (EncoderFolderWriter out = EncoderFolderWriter.begin(folder, replace)) {
      Map<EncoderConfig, SafetensorsWriter> files = new LinkedHashMap<>();
      for (EncoderConfig config : encoders) {
        List<TensorInfo> tensors =
            config.tensorShapes().entrySet().stream()
                .map(e -> new TensorInfo(e.getKey(), DType.F32, e.getValue()))
                .toList();
        WeightOrigin origin = new WeightOrigin.Synthetic(family(config), seed);
        files.put(
            config,
            out.add(new ModelFolderWriter.Addition<>(config, origin, tensors), texts(config)));
      }
      files.forEach(
          (config, file) ->
              new SyntheticWeights(family(config), config.tensorShapes(), seed).writeTo(file));
      out.commit();
    }
  }

  private static String family(EncoderConfig config) {
    return switch (config.kind()) {
      case SPEAKER -> "sv";
      case POLYPHONES -> EncoderKind.BERT.id();
      case HUBERT, BERT -> config.kind().id();
    };
  }

  private static Map<String, String> texts(EncoderConfig config) {
    return switch (config) {
      case BertConfig bert -> tokens(bert);
      case PolyphoneConfig polyphones -> {
        Map<String, String> texts = new LinkedHashMap<>(tokens(polyphones.bert()));
        texts.putAll(lists(polyphones).texts());
        yield texts;
      }
      case HubertConfig none -> Map.of();
      case SpeakerNetworkConfig none -> Map.of();
    };
  }

  private static Map<String, String> tokens(BertConfig bert) {
    return Map.of(EncoderFolder.VOCABULARY, String.join("\n", vocabulary(bert.vocabulary())));
  }

  /** The first ideographs, each with two readings. */
  private static PolyphoneLists lists(PolyphoneConfig config) {
    List<String> labels = new ArrayList<>();
    for (int label = 0; label < config.labels(); label++) {
      labels.add(SYLLABLES.get(label % SYLLABLES.size()) + (1 + label / SYLLABLES.size() % 4));
    }
    Map<String, List<Integer>> characters = new LinkedHashMap<>();
    for (int i = 0; i < config.characters(); i++) {
      characters.put(
          Character.toString(FIRST_IDEOGRAPH + i),
          List.of(i % config.labels(), (i + 1) % config.labels()));
    }
    return new PolyphoneLists(labels, characters, Map.of());
  }

  /** Special tokens, marks and as many ideographs as there is room for. */
  private static List<String> vocabulary(int size) {
    List<String> tokens = new ArrayList<>();
    int marksEnd = FIRST_MARK + MARKS.length();
    for (int id = 0; id < size; id++) {
      if (SPECIAL.containsKey(id)) {
        tokens.add(SPECIAL.get(id));
      } else if (id < FIRST_MARK) {
        tokens.add("[unused" + id + ']');
      } else if (id < marksEnd) {
        tokens.add(MARKS.substring(id - FIRST_MARK, id - FIRST_MARK + 1));
      } else {
        tokens.add(Character.toString(FIRST_IDEOGRAPH + id - marksEnd));
      }
    }
    return tokens;
  }
}
