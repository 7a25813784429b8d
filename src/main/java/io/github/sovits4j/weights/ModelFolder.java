package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A model ready for speech: a folder with {@code model.json} and the two files of weights that it
 * names. Everything is checked when it is opened; {@code docs/weights.md} describes the format.
 *
 * <pre>{@code
 * try (ModelFolder model = ModelFolder.open(Path.of("my-voice"))) {
 *   TensorSource weights = model.sovits();
 *   SovitsConfig sizes = model.sovitsConfig();
 * }
 * }</pre>
 */
public final class ModelFolder implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ModelFolder.class.getName());

  private final Path path;
  private final ModelDescription description;
  private final Safetensors t2s;
  private final Safetensors sovits;
  private final Safetensors vocoder; // null: the version has none

  private ModelFolder(
      Path path, ModelDescription description, Map<ModelPart<?>, Safetensors> files) {
    this.path = path;
    this.description = description;
    this.t2s = files.get(description.t2s().orElseThrow());
    this.sovits = files.get(description.sovits().orElseThrow());
    this.vocoder = description.vocoder().map(files::get).orElse(null);
  }

  /**
   * Opens a folder and checks all of it: the description, size and hash of the files that it names,
   * that every tensor is there with its shape and a weight's type, and that all weights are finite.
   * Tensors that the networks do not know are ignored with a warning in the log.
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
    if (description.lacksVocoder()) {
      throw lacksVocoder(path, description.version().orElseThrow());
    }
    Map<ModelPart<?>, Safetensors> files = new LinkedHashMap<>();
    try {
      for (ModelPart<?> part : description.parts()) {
        files.put(part, openFile(path, ModelJson.FILE, part.data()));
      }
      ModelFolder model = new ModelFolder(path, description, files);
      model.checkWeights();
      return model;
    } catch (RuntimeException | Error e) {
      files.values().forEach(Safetensors::close);
      throw e;
    }
  }

  /** Reads all files wholly, at once: half the time where there are two cores. */
  private void checkWeights() {
    ModelPart<Text2SemanticConfig> first = description.t2s().orElseThrow();
    ModelPart<SecondStageConfig> second = description.sovits().orElseThrow();
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> check(sovits, ModelJson.FILE, second.data(), second.config().tensorShapes()));
    try {
      check(t2s, ModelJson.FILE, first.data(), first.config().tensorShapes());
      description
          .vocoder()
          .ifPresent(
              part -> check(vocoder, ModelJson.FILE, part.data(), part.config().tensorShapes()));
      other.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UserException mistake ? mistake : e;
    } finally {
      other.handle((nothing, failure) -> null).join(); // nobody reads what is closed
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
          Quote.path(path)
              + (Files.isDirectory(path) ? " holds no " + ModelJson.FILE : " is not a folder")
              + ", so it is not a model. Make one with 'sovits convert' or 'sovits"
              + " synthesize-weights'.");
    }
    return ModelJson.read(json);
  }

  /**
   * Reads a folder's description and checks the files that it names, as far as that goes without
   * knowing a network: that they are there, with their size and hash. A part may be missing.
   *
   * @return the files, in the description's order
   * @throws UserException when there is no description, or a file is not the one it describes
   */
  public static List<Path> checkedFiles(Path path) {
    ModelDescription description = describe(path);
    return checked(
        path, ModelJson.FILE, description.parts().stream().map(ModelPart::data).toList());
  }

  /** The files that a description names, each with its size and hash. */
  static List<Path> checked(Path path, String json, List<DataFile> files) {
    for (DataFile data : files) {
      try (Safetensors file = openFile(path, json, data)) {
        checkHash(file, json, data);
      }
    }
    return files.stream().map(data -> path.resolve(data.name())).toList();
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
    return secondStageConfig().version();
  }

  /** All that {@code model.json} says; all parts that the version has are present. */
  public ModelDescription description() {
    return description;
  }

  /** Sizes of the first stage. */
  public Text2SemanticConfig text2SemanticConfig() {
    return description.t2s().orElseThrow().config();
  }

  /** Sizes of the second stage. */
  public SecondStageConfig secondStageConfig() {
    return description.sovits().orElseThrow().config();
  }

  /**
   * Sizes of the second stage of v1, v2 or v2Pro.
   *
   * @throws IllegalStateException when the model is of another version
   */
  public SovitsConfig sovitsConfig() {
    return second(SovitsConfig.class);
  }

  /**
   * Sizes of the second stage of v3 or v4.
   *
   * @throws IllegalStateException when the model is of another version
   */
  public DiffusionConfig diffusionConfig() {
    return second(DiffusionConfig.class);
  }

  private <C extends SecondStageConfig> C second(Class<C> kind) {
    SecondStageConfig config = secondStageConfig();
    if (!kind.isInstance(config)) {
      throw new IllegalStateException("a second stage of version " + config.version());
    }
    return kind.cast(config);
  }

  /**
   * Sizes of the vocoder.
   *
   * @throws java.util.NoSuchElementException when the version has none
   */
  public VocoderConfig vocoderConfig() {
    return description.vocoder().orElseThrow().config();
  }

  /** Samples per second of the speech. */
  public int sampleRate() {
    return switch (secondStageConfig()) {
      case SovitsConfig config -> config.sampleRate();
      case DiffusionConfig config -> config.sampleRate(vocoderConfig());
    };
  }

  /** Weights of the first stage, under the names of {@link Text2SemanticConfig#tensorShapes}. */
  public StoredTensorSource t2s() {
    return t2s;
  }

  /** Weights of the second stage, under the names of {@link SecondStageConfig#tensorShapes}. */
  public StoredTensorSource sovits() {
    return sovits;
  }

  /**
   * Weights of the vocoder, under the names of {@link VocoderConfig#tensorShapes}.
   *
   * @throws IllegalStateException when the version has none
   */
  public StoredTensorSource vocoder() {
    if (vocoder == null) {
      throw new IllegalStateException("a model of version " + version() + " has no vocoder");
    }
    return vocoder;
  }

  /** Unmaps the files; no weight may be read afterwards. */
  @Override
  public void close() {
    try (t2s;
        sovits;
        vocoder) {
      // each is closed, also after one that cannot be
    }
  }

  /** Opens a file that a description names, if it has the size that it is said to have. */
  static Safetensors openFile(Path folder, String description, DataFile data) {
    Path path = folder.resolve(data.name());
    Safetensors file = Safetensors.open(path);
    if (file.file().byteSize() != data.bytes()) {
      file.close();
      throw notTheFile(
          path,
          description,
          "has " + file.file().byteSize() + " bytes",
          Long.toString(data.bytes()));
    }
    return file;
  }

  /** Checks tensors, hash and numbers of a file that a description names. */
  static void check(
      Safetensors file, String description, DataFile data, Map<String, int[]> expected) {
    String name = Quote.path(file.path());
    List<String> unknown = TensorCheck.check(name, infos(file), expected);
    checkHash(file, description, data);
    WeightValues.check(name, file, expected.keySet());
    if (!unknown.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} holds {1} tensors that the network does not use, for example {2}",
          name,
          unknown.size(),
          Quote.of(unknown.getFirst()));
    }
  }

  /** Checks the hash of a file that a description names. */
  static void checkHash(Safetensors file, String description, DataFile data) {
    String hash = FileHash.sha256(file.file());
    if (!hash.equals(data.sha256())) {
      throw notTheFile(file.path(), description, "has the SHA-256 " + hash, data.sha256());
    }
  }

  private static UserException notTheFile(
      Path path, String description, String got, String expected) {
    return new UserException(
        Quote.path(path)
            + " is not the file that "
            + description
            + " describes: it "
            + got
            + ", expected "
            + expected
            + ". It was changed or damaged after it was written; make the folder again.");
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
        Quote.path(path)
            + " lacks the "
            + stage
            + ". Add it with 'sovits convert FILE"
            + ending
            + " --output "
            + Quote.path(path)
            + "'.");
  }

  private static UserException lacksVocoder(Path path, ModelVersion version) {
    return new UserException(
        Quote.path(path)
            + " lacks the vocoder that a model of version "
            + version
            + " speaks with. Add it with 'sovits convert "
            + VocoderConfig.Kind.of(version).published()
            + " --output "
            + Quote.path(path)
            + "'.");
  }
}
