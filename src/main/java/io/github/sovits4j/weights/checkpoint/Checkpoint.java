package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.FileHash;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.StoredTensorSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * A checkpoint as GPT-SoVITS saves them: {@code weight} (named tensors), {@code config} and {@code
 * info}. The file is mapped and stays on the disk; opening one executes nothing and writes nothing.
 */
public final class Checkpoint implements TensorFile {

  private static final long BEGINNING = 8192;

  private final TorchArchive archive;
  private final String file;
  private final Pickled.Dict root;
  private final CheckpointTensors weights;
  private final List<String> notes = new ArrayList<>();

  private Checkpoint(TorchArchive archive) {
    this.archive = archive;
    this.file = Quote.path(archive.path());
    StateDict state = StateDict.ofVoice(file, archive.root());
    this.root = (Pickled.Dict) archive.root();
    this.weights = new CheckpointTensors(file, archive.zip(), archive.dataFolder());
    state.tensors().forEach(weights::add);
    if (!state.wrappers().isEmpty()) {
      notes.add(
          "all names of its tensors begin with "
              + Quote.of(String.join("", state.wrappers()))
              + ", which a wrapper around the network put there; it was taken off.");
    }
    if (!archive.zip().hasChecksums()) {
      notes.add(
          "it was saved without checksums, so damage to it cannot be noticed; they are on again"
              + " after torch.serialization.set_crc32_options(True).");
    }
  }

  /**
   * Opens a checkpoint of PyTorch's zip format and checks that every tensor lies within the file.
   * Checksums are verified as tensors are read.
   *
   * @throws UserException when the file is not such a checkpoint, is damaged, or asks for anything
   *     but tensors and plain values
   */
  public static Checkpoint open(Path path) {
    return of(TorchArchive.open(path));
  }

  /** Takes an archive over; it is closed with the checkpoint, or at once when it is none. */
  static Checkpoint of(TorchArchive archive) {
    boolean done = false;
    try {
      Checkpoint checkpoint = new Checkpoint(archive);
      done = true;
      return checkpoint;
    } finally {
      if (!done) {
        archive.close();
      }
    }
  }

  @Override
  public Path path() {
    return archive.path();
  }

  @Override
  public String container() {
    return "PyTorch checkpoint";
  }

  /**
   * The tensors under their names in the file, in the file's order; only prefixes of wrappers are
   * taken off, and the names of newer weight normalisation replaced by the usual {@code weight_g}
   * and {@code weight_v}. Valid until the checkpoint is closed.
   */
  @Override
  public StoredTensorSource weights() {
    return weights;
  }

  @Override
  public List<String> notes() {
    return Collections.unmodifiableList(notes);
  }

  /**
   * The configuration as maps, lists, String, Long, BigInteger, Double, Boolean, byte[] and null;
   * not modifiable.
   *
   * @throws UserException when there is none
   */
  public Map<String, Object> config() {
    if (root.items.get("config") instanceof Pickled.Dict config) {
      return PlainConfig.of(file, config);
    }
    throw new UserException(
        file
            + " has no configuration (its entry 'config' is "
            + (root.items.containsKey("config") ? "not a dictionary" : "missing")
            + "), so the network's sizes are unknown. Export the model with GPT-SoVITS's own"
            + " trainer.");
  }

  @Override
  public Optional<String> statedVersion() {
    return root.items.containsKey("config")
            && config().get("model") instanceof Map<?, ?> model
            && model.get("version") instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The free text that the trainer left, for example the epoch. */
  public Optional<String> info() {
    return root.items.get("info") instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The names of the top entries. */
  public Set<String> entries() {
    return Collections.unmodifiableSet(new TreeSet<>(root.items.keySet()));
  }

  @Override
  public String beginning() {
    MemorySegment file = archive.zip().file();
    return FileHash.md5(file.asSlice(0, Math.min(BEGINNING, file.byteSize())));
  }

  /** The rank of a LoRA; empty for a whole model. */
  public OptionalLong rank() {
    return root.items.get("lora_rank") instanceof Number rank
        ? OptionalLong.of(rank.longValue())
        : OptionalLong.empty();
  }

  @Override
  public String mark() {
    return archive.zip().mark();
  }

  @Override
  public String sha256() {
    return FileHash.sha256(archive.zip().file());
  }

  /** Unmaps the file; no tensor may be read afterwards. */
  @Override
  public void close() {
    archive.close();
  }
}
