package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model ready for speech: a folder with {@code model.json}, {@code t2s.safetensors} and {@code
 * sovits.safetensors}. Everything is checked when it is opened; {@code docs/weights.md} describes
 * the format.
 *
 * <pre>{@code
 * try (ModelFolder model = ModelFolder.open(Path.of("my-voice"))) {
 *   TensorSource weights = model.sovits();
 *   SovitsConfig sizes = model.sovitsConfig();
 * }
 * }</pre>
 */
public final class ModelFolder implements AutoCloseable {

  /** File of the first stage's weights. */
  public static final String T2S_FILE = "t2s.safetensors";

  /** File of the second stage's weights. */
  public static final String SOVITS_FILE = "sovits.safetensors";

  private static final System.Logger LOG = System.getLogger(ModelFolder.class.getName());

  private final Path path;
  private final ModelDescription description;
  private final Safetensors t2s;
  private final Safetensors sovits;

  private ModelFolder(
      Path path, ModelDescription description, Safetensors t2s, Safetensors sovits) {
    this.path = path;
    this.description = description;
    this.t2s = t2s;
    this.sovits = sovits;
  }

  /**
   * Opens a folder and checks all of it: the description, that every tensor is there with its shape
   * and a weight's type, and that all weights are finite. Tensors that the networks do not know are
   * ignored with a warning in the log.
   *
   * @throws UserException when anything is missing or wrong
   */
  public static ModelFolder open(Path path) {
    ModelDescription description = describe(path);
    if (description.t2s().isEmpty()) {
      throw lacks(path, "first stage (S1)", ".ckpt");
    }
    if (description.sovits().isEmpty()) {
      throw lacks(path, "second stage (S2)", ".pth");
    }
    Safetensors t2s =
        openPart(path.resolve(T2S_FILE), description.t2s().get().config().tensorShapes());
    try {
      Safetensors sovits =
          openPart(path.resolve(SOVITS_FILE), description.sovits().get().config().tensorShapes());
      return new ModelFolder(path, description, t2s, sovits);
    } catch (RuntimeException | Error e) {
      t2s.close();
      throw e;
    }
  }

  /**
   * Reads a folder's description alone, without looking at its weights.
   *
   * @throws UserException when there is none or it is not sound
   */
  public static ModelDescription describe(Path path) {
    Path json = path.resolve(ModelJson.FILE);
    if (!Files.isRegularFile(json)) {
      throw new UserException(
          path
              + (Files.isDirectory(path) ? " holds no " + ModelJson.FILE : " is not a folder")
              + ", so it is not a model. Make one with 'sovits convert' or 'sovits"
              + " synthesize-weights'.");
    }
    return ModelJson.read(json);
  }

  /** Whether a folder holds a model's description, complete or not. */
  public static boolean isModel(Path path) {
    return Files.isRegularFile(path.resolve(ModelJson.FILE));
  }

  /** Where the folder lies. */
  public Path path() {
    return path;
  }

  /** The generation of the model. */
  public ModelVersion version() {
    return sovitsConfig().version();
  }

  /** All that {@code model.json} says; both parts are present. */
  public ModelDescription description() {
    return description;
  }

  /** Sizes of the first stage. */
  public Text2SemanticConfig text2SemanticConfig() {
    return description.t2s().orElseThrow().config();
  }

  /** Sizes of the second stage. */
  public SovitsConfig sovitsConfig() {
    return description.sovits().orElseThrow().config();
  }

  /** Weights of the first stage, under the names of {@link Text2SemanticConfig#tensorShapes}. */
  public StoredTensorSource t2s() {
    return t2s;
  }

  /** Weights of the second stage, under the names of {@link SovitsConfig#tensorShapes}. */
  public StoredTensorSource sovits() {
    return sovits;
  }

  /** Unmaps the files; no weight may be read afterwards. */
  @Override
  public void close() {
    try (t2s) {
      sovits.close();
    }
  }

  private static Safetensors openPart(Path file, Map<String, int[]> expected) {
    Safetensors tensors = Safetensors.open(file);
    try {
      List<String> unknown = TensorCheck.check(file.toString(), infos(tensors), expected);
      if (!unknown.isEmpty()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} holds {1} tensors that the network does not use, for example {2}",
            file,
            unknown.size(),
            Quote.of(unknown.getFirst()));
      }
      for (String name : expected.keySet()) {
        long index = FiniteScan.firstNonFinite(tensors.dtype(name), tensors.bytes(name));
        if (index >= 0) {
          throw new UserException(
              file
                  + ": tensor "
                  + Quote.of(name)
                  + " holds NaN or infinity at index "
                  + index
                  + ", so the model cannot speak. Its training went wrong, or the file is damaged;"
                  + " take an earlier checkpoint.");
        }
      }
      return tensors;
    } catch (RuntimeException | Error e) {
      tensors.close();
      throw e;
    }
  }

  /** The tensors of a source by name. */
  static Map<String, TensorInfo> infos(StoredTensorSource source) {
    Map<String, TensorInfo> out = new LinkedHashMap<>();
    for (String name : source.names()) {
      out.put(name, source.info(name));
    }
    return out;
  }

  private static UserException lacks(Path path, String stage, String ending) {
    return new UserException(
        path
            + " lacks the "
            + stage
            + ". Add it with 'sovits convert FILE"
            + ending
            + " --output "
            + path
            + "'.");
  }
}
