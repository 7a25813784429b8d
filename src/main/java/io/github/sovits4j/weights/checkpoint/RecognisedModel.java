package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.SecondStageConfig;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.TensorCheck;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.Text2SemanticConfig;
import io.github.sovits4j.weights.VocoderConfig;
import io.github.sovits4j.weights.WeightOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a file was found to be, and the files behind it, which it owns.
 *
 * @param files the open files: the one that was named, and for a LoRA its base
 * @param weights the tensors
 * @param sizes of the network
 * @param tensors the tensors to keep, in the order of the network's description
 * @param dropped names that the network does not use
 * @param remarks sentences for the user, about the file that was named
 */
record RecognisedModel(
    List<TensorFile> files,
    StoredTensorSource weights,
    Sizes sizes,
    List<TensorInfo> tensors,
    List<String> dropped,
    List<String> remarks)
    implements AutoCloseable {

  /**
   * What the user says of files beyond their names.
   *
   * @param dropUnknown whether tensors that the network does not know may be left out
   * @param version whether a model is of v3 or of v4; empty: found out
   * @param base what a LoRA was trained on; empty: unknown
   */
  record Wishes(boolean dropUnknown, Optional<ModelVersion> version, Optional<Path> base) {}

  /** Sizes of one of a model's networks. */
  sealed interface Sizes {
    Map<String, int[]> tensorShapes();
  }

  /** Of a first stage. */
  record First(Text2SemanticConfig config) implements Sizes {
    @Override
    public Map<String, int[]> tensorShapes() {
      return config.tensorShapes();
    }
  }

  /** Of a second stage. */
  record Second(SecondStageConfig config) implements Sizes {
    @Override
    public Map<String, int[]> tensorShapes() {
      return config.tensorShapes();
    }
  }

  /** Of a vocoder. */
  record Vocoder(VocoderConfig config) implements Sizes {
    @Override
    public Map<String, int[]> tensorShapes() {
      return config.tensorShapes();
    }
  }

  private static final String TRAINING_ONLY = "enc_q.";

  /**
   * Opens a file and recognises it.
   *
   * @throws UserException when it is no supported model or not complete
   */
  static RecognisedModel open(Path path, Wishes wishes) {
    TensorFile file = isVocoder(path) ? TensorFile.open(path) : Checkpoint.open(path);
    try {
      return of(file, wishes);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static boolean isVocoder(Path path) {
    try (TensorFile file = TensorFile.open(path)) {
      return Network.of(file.weights().names()) == Network.VOCODER;
    } catch (UserException e) {
      return false; // what is wrong is said when it is opened as what it should be
    }
  }

  /**
   * Recognises an open file, which is then this object's, and checks all its tensors.
   *
   * @throws UserException when it is no supported model or not complete; the file stays open
   */
  static RecognisedModel of(TensorFile file, Wishes wishes) {
    String name = Quote.path(file.path());
    Map<String, int[]> shapes = shapes(infos(file.weights()));
    return switch (Network.of(shapes.keySet())) {
      case T2S -> {
        Map<String, Object> config = checkpoint(file).config();
        yield kept(
            List.of(file),
            file.weights(),
            new First(sizes(name, () -> Text2SemanticConfig.fromUpstream(config, shapes))),
            unused -> false,
            List.of(),
            wishes);
      }
      case SOVITS -> secondStage(name, checkpoint(file), shapes, wishes);
      case VOCODER ->
          kept(
              List.of(file),
              file.weights(),
              new Vocoder(sizes(name, () -> vocoder(file, shapes))),
              VocoderConfig::unused,
              List.of(),
              wishes);
      case HUBERT, BERT, SPEAKER, POLYPHONES ->
          throw new UserException(name + " is an encoder and no voice: convert it by itself.");
      case UNKNOWN ->
          throw new UserException(
              name
                  + " holds "
                  + shapes.size()
                  + " tensors, but neither those of an S1 nor of an S2 network. It is not a"
                  + " GPT-SoVITS model.");
    };
  }

  private static Checkpoint checkpoint(TensorFile file) {
    if (file instanceof Checkpoint checkpoint) {
      return checkpoint;
    }
    throw new UserException(
        Quote.path(file.path()) + ": not used, it has no configuration beside its tensors");
  }

  private static RecognisedModel secondStage(
      String name, Checkpoint file, Map<String, int[]> shapes, Wishes wishes) {
    if (isAdapter(file)) {
      return adapted(name, file, wishes);
    }
    if (DiffusionVersion.isDiffusion(shapes.keySet())) {
      DiffusionVersion version = DiffusionVersion.of(file, wishes.version);
      return diffusion(name, List.of(file), file.weights(), version, List.of(), wishes);
    }
    ModelVersion version = SovitsVersion.detect(name, shapes, file.mark(), file.statedVersion());
    if (wishes.version.isPresent() && wishes.version.get() != version) {
      throw new UserException(
          name
              + " is a model of version "
              + version
              + " by its tensors, not of "
              + wishes.version.get()
              + ". Leave the version out.");
    }
    return kept(
        List.of(file),
        file.weights(),
        new Second(sizes(name, () -> SovitsConfig.fromUpstream(version, file.config(), shapes))),
        unused -> false,
        List.of(),
        wishes);
  }

  /** Whether a file holds changes to a model and not a model. */
  static boolean isAdapter(TensorFile file) {
    return file instanceof Checkpoint checkpoint
        && (checkpoint.entries().contains("lora_rank")
            || AdaptedWeights.isAdapter(checkpoint.weights().names()));
  }

  private static RecognisedModel adapted(String name, Checkpoint adapter, Wishes wishes) {
    DiffusionVersion version = DiffusionVersion.of(adapter, wishes.version);
    String published = version.version() == ModelVersion.V4 ? "s2Gv4.pth" : "s2Gv3.pth";
    Path path =
        wishes.base.orElseThrow(
            () ->
                new UserException(
                    name
                        + " is a LoRA: it holds changes to a model of version "
                        + version.version()
                        + " and not a model. Name what it was trained on, upstream's "
                        + published
                        + ", with --base."));
    long rank =
        adapter
            .rank()
            .orElseThrow(
                () ->
                    new UserException(
                        name
                            + " holds the factors of a LoRA, but no 'lora_rank'. The file is not"
                            + " complete; get it again."));
    Checkpoint base = Checkpoint.open(path);
    try {
      String baseName = Quote.path(path);
      Map<String, int[]> shapes = shapes(infos(base.weights()));
      if (isAdapter(base) || !DiffusionVersion.isDiffusion(shapes.keySet())) {
        throw new UserException(
            baseName
                + (isAdapter(base) ? " is a LoRA itself" : " is no model of version v3 or v4")
                + ", so it cannot be the base of "
                + name
                + ". Take upstream's "
                + published
                + ".");
      }
      DiffusionVersion ofBase = DiffusionVersion.of(base, Optional.empty());
      if (version.certain() && ofBase.certain() && version.version() != ofBase.version()) {
        throw new UserException(
            name
                + " is a LoRA of a model of version "
                + version.version()
                + ", but "
                + baseName
                + " is of "
                + ofBase.version()
                + ". Take upstream's "
                + published
                + ".");
      }
      AdaptedWeights weights = new AdaptedWeights(name, base.weights(), adapter.weights(), rank);
      String remark =
          "a LoRA of rank "
              + rank
              + ", which changes "
              + weights.changed()
              + " matrices of "
              + baseName
              + "; they were added up and are stored in 32 bits.";
      return diffusion(
          name,
          List.of(adapter, base),
          weights,
          version.certain() ? version : ofBase,
          List.of(remark),
          wishes);
    } catch (RuntimeException | Error e) {
      base.close();
      throw e;
    }
  }

  private static RecognisedModel diffusion(
      String name,
      List<TensorFile> files,
      StoredTensorSource weights,
      DiffusionVersion version,
      List<String> remarks,
      Wishes wishes) {
    Map<String, int[]> shapes = shapes(infos(weights));
    List<String> said = new ArrayList<>(remarks);
    if (!version.certain()) {
      said.add(
          "nothing in it says whether it is of v3 or v4, which have the same tensors; it is taken"
              + " for v3. If it is of v4, convert it again with --model-version v4.");
    }
    return kept(
        files,
        weights,
        new Second(sizes(name, () -> DiffusionConfig.fromUpstream(version.version(), shapes))),
        DiffusionConfig::unused,
        said,
        wishes);
  }

  /** Sizes of a vocoder, whose configuration may lie beside it. */
  static VocoderConfig vocoder(TensorFile file, Map<String, int[]> shapes) {
    return VocoderConfig.fromUpstream(Neighbours.config(file.path()), shapes);
  }

  /** Complaints about sizes do not know the file that they come from. */
  private static <C> C sizes(String file, Supplier<C> reading) {
    try {
      return reading.get();
    } catch (UserException e) {
      String message = e.getMessage();
      throw message.startsWith(file) ? e : new UserException(file + ": " + message, e);
    }
  }

  static Map<String, int[]> shapes(Map<String, TensorInfo> infos) {
    Map<String, int[]> out = new LinkedHashMap<>();
    infos.forEach((name, info) -> out.put(name, info.shape()));
    return out;
  }

  static Map<String, TensorInfo> infos(StoredTensorSource source) {
    Map<String, TensorInfo> out = new LinkedHashMap<>();
    for (String name : source.names()) {
      if (!name.startsWith(TRAINING_ONLY)) {
        out.put(name, source.info(name));
      }
    }
    return out;
  }

  private static RecognisedModel kept(
      List<TensorFile> files,
      StoredTensorSource weights,
      Sizes sizes,
      Predicate<String> unused,
      List<String> remarks,
      Wishes wishes) {
    String file = Quote.path(files.getFirst().path());
    Map<String, TensorInfo> infos = infos(weights);
    Map<String, int[]> expected = sizes.tensorShapes();
    List<String> unknown = TensorCheck.check(file, infos, expected);
    unknown.removeIf(unused);
    if (!unknown.isEmpty() && !wishes.dropUnknown) {
      throw new UserException(
          file
              + " holds the tensor "
              + Quote.of(unknown.getFirst())
              + ", which the network does not know ("
              + unknown.size()
              + " such tensors). Check that the model is an unchanged GPT-SoVITS network, or leave"
              + " them out with --drop-unknown.");
    }
    List<TensorInfo> tensors = expected.keySet().stream().map(infos::get).toList();
    return new RecognisedModel(files, weights, sizes, tensors, unknown, remarks);
  }

  /** Where the file that was named lies. */
  Path path() {
    return files.getFirst().path();
  }

  /** Sizes, when it is a first stage. */
  Optional<Text2SemanticConfig> t2s() {
    return sizes instanceof First first ? Optional.of(first.config) : Optional.empty();
  }

  /** Sizes, when it is a second stage. */
  Optional<SecondStageConfig> sovits() {
    return sizes instanceof Second second ? Optional.of(second.config) : Optional.empty();
  }

  /** Sizes, when it is a vocoder. */
  Optional<VocoderConfig> vocoder() {
    return sizes instanceof Vocoder vocoder ? Optional.of(vocoder.config) : Optional.empty();
  }

  /** What it is, for people. */
  String kind() {
    return switch (sizes) {
      case First first -> "first stage (S1)";
      case Second second -> "second stage (S2) of version " + second.config.version();
      case Vocoder vocoder -> "vocoder, " + vocoder.config.kind().label();
    };
  }

  /** The files by name and hash; reads all of them. */
  WeightOrigin origin() {
    WeightOrigin.FromCheckpoint first = origin(files.getFirst());
    return files.size() == 1 ? first : new WeightOrigin.FromAdapter(first, origin(files.getLast()));
  }

  private static WeightOrigin.FromCheckpoint origin(TensorFile file) {
    return new WeightOrigin.FromCheckpoint(file.path().getFileName().toString(), file.sha256());
  }

  @Override
  public void close() {
    files.forEach(TensorFile::close);
  }
}
