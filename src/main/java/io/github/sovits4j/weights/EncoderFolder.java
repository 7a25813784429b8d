package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A base folder: the encoders that all voices share, in a folder with {@code encoders.json} and a
 * file of weights for each. Encoders may be missing; each is opened, and checked, by itself when it
 * is wanted.
 */
public final class EncoderFolder {

  /** Where the tokens of BERT stand in the header of its weights, one a line. */
  public static final String VOCABULARY = "vocabulary";

  private final Path path;
  private final Map<EncoderKind, ModelPart<EncoderConfig>> parts;

  private EncoderFolder(Path path, Map<EncoderKind, ModelPart<EncoderConfig>> parts) {
    this.path = path;
    this.parts = parts;
  }

  /**
   * Reads a folder's description, without looking at its weights.
   *
   * @throws UserException when there is none or it is not sound
   */
  public static EncoderFolder of(Path path) {
    if (!isEncoders(path)) {
      throw new UserException(
          Quote.path(path)
              + (Files.isDirectory(path) ? " holds no " + EncoderJson.FILE : " is not a folder")
              + ", so it holds no encoders. Make one with 'sovits convert' or 'sovits"
              + " synthesize-weights --encoders'.");
    }
    return new EncoderFolder(path, EncoderJson.read(path.resolve(EncoderJson.FILE)));
  }

  /** Whether a folder holds a description of encoders. */
  public static boolean isEncoders(Path path) {
    return Files.isRegularFile(path.resolve(EncoderJson.FILE));
  }

  /** The encoders beside a model: in its folder {@code encoders}, or else in its neighbour's. */
  public static Optional<EncoderFolder> beside(Path model) {
    Path parent = model.toAbsolutePath().normalize().getParent();
    List<Path> places =
        parent == null
            ? List.of(model.resolve("encoders"))
            : List.of(model.resolve("encoders"), parent.resolve("encoders"));
    return places.stream().filter(EncoderFolder::isEncoders).findFirst().map(EncoderFolder::of);
  }

  /**
   * Checks size and hash of all files, as far as that goes without knowing a network.
   *
   * @return the files, in the description's order
   * @throws UserException when one is missing or not the one that is described
   */
  public List<Path> checkedFiles() {
    return ModelFolder.checked(
        path, EncoderJson.FILE, parts.values().stream().map(ModelPart::data).toList());
  }

  /** Where the folder lies. */
  public Path path() {
    return path;
  }

  /** What is there; not modifiable. */
  public Map<EncoderKind, ModelPart<EncoderConfig>> parts() {
    return Collections.unmodifiableMap(parts);
  }

  /** Whether an encoder is there. */
  public boolean has(EncoderKind kind) {
    return parts.containsKey(kind);
  }

  /**
   * Opens an encoder and checks all of it: size and hash of its file, that every tensor is there
   * with its shape and a weight's type, and that all weights are finite.
   *
   * @throws UserException when anything is missing or wrong
   */
  public Encoder open(EncoderKind kind) {
    ModelPart<EncoderConfig> part = parts.get(kind);
    if (part == null) {
      throw lacks(kind, path);
    }
    Safetensors file = ModelFolder.openFile(path, EncoderJson.FILE, part.data());
    try {
      ModelFolder.check(file, EncoderJson.FILE, part.data(), part.config().tensorShapes());
      return new Encoder(part.config(), file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /**
   * The tokens of the text encoder, by their ids, without a look at its weights; empty where it is
   * not there.
   *
   * @throws UserException when its file is not sound
   */
  public List<String> vocabulary() {
    ModelPart<EncoderConfig> part = parts.get(EncoderKind.BERT);
    if (part == null) {
      return List.of();
    }
    try (Safetensors file = Safetensors.open(path.resolve(part.data().name()))) {
      return tokens(file);
    }
  }

  private static List<String> tokens(Safetensors file) {
    return List.of(file.metadata().getOrDefault(VOCABULARY, "").split("\n", -1));
  }

  /**
   * What to say where an encoder is missing.
   *
   * @param where it is looked for; null: nowhere
   */
  public static UserException lacks(EncoderKind kind, Path where) {
    return new UserException(
        "The "
            + kind.label()
            + " is needed for "
            + kind.needed()
            + " and is not there: "
            + (where == null
                ? "there is no folder of encoders in or beside the model's folder"
                : Quote.path(where) + " has none")
            + ". Upstream publishes it as "
            + kind.published()
            + "; convert it with 'sovits convert FILE --output MODEL', MODEL being the folder of"
            + " models or encoders.");
  }

  /**
   * An open encoder.
   *
   * @param config its sizes
   * @param file its weights
   */
  public record Encoder(EncoderConfig config, Safetensors file) implements AutoCloseable {

    /** How large its file is. */
    public long bytes() {
      return file.file().byteSize();
    }

    /** Weights, under the names of {@link EncoderConfig#tensorShapes}. */
    public StoredTensorSource weights() {
      return file;
    }

    /**
     * The tokens of a BERT, by their ids.
     *
     * @throws UserException when there are not as many as the network has rows
     */
    public List<String> vocabulary() {
      List<String> tokens = tokens(file);
      int expected =
          switch (config) {
            case BertConfig bert -> bert.vocabulary();
            case PolyphoneConfig polyphones -> polyphones.bert().vocabulary();
            case HubertConfig none -> 0;
            case SpeakerNetworkConfig none -> 0;
          };
      if (tokens.size() != expected) {
        throw new UserException(
            Quote.path(file.path())
                + " names "
                + tokens.size()
                + " tokens, but its network has "
                + expected
                + ". Convert the text encoder again, with tokenizer.json or vocab.txt beside it.");
      }
      return tokens;
    }

    /**
     * The lists of g2pW.
     *
     * @throws UserException when they do not fit the network
     */
    public PolyphoneLists lists() {
      return PolyphoneLists.of(Quote.path(file.path()), file.metadata(), (PolyphoneConfig) config);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
