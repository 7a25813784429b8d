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
            out.add(
                new ModelFolderWriter.Addition<>(config, origin, tensors),
                config instanceof BertConfig bert ? vocabulary(bert.vocabulary()) : List.of()));
      }
      files.forEach(
          (config, file) ->
              new SyntheticWeights(family(config), config.tensorShapes(), seed).writeTo(file));
      out.commit();
    }
  }

  private static String family(EncoderConfig config) {
    return config.kind() == EncoderKind.SPEAKER ? "sv" : config.kind().id();
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
