package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.MappedFile;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.StoredTensorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A checkpoint as GPT-SoVITS saves them: {@code weight} (named tensors), {@code config} and {@code
 * info}. The file is mapped and stays on the disk; opening one executes nothing and writes nothing.
 */
public final class Checkpoint implements AutoCloseable {

  private static final String PICKLE = "data.pkl";
  private static final int LARGEST_PICKLE = 1 << 24;
  private static final String NEW_G = ".parametrizations.weight.original0";
  private static final String NEW_V = ".parametrizations.weight.original1";

  private final Path path;
  private final Arena arena;
  private final ZipView zip;
  private final Pickled.Dict root;
  private final CheckpointTensors weights;

  private Checkpoint(
      Path path, Arena arena, ZipView zip, Pickled.Dict root, CheckpointTensors weights) {
    this.path = path;
    this.arena = arena;
    this.zip = zip;
    this.root = root;
    this.weights = weights;
  }

  /**
   * Opens a checkpoint of PyTorch's zip format and checks that every tensor lies within the file.
   * Checksums are verified as tensors are read.
   *
   * @throws UserException when the file is not such a checkpoint, is damaged, or asks for anything
   *     but tensors and plain values
   */
  public static Checkpoint open(Path path) {
    Arena arena = Arena.ofShared();
    boolean done = false;
    try {
      MemorySegment file = MappedFile.map(path, arena);
      ZipView zip = ZipView.open(path, file);
      String prefix = prefix(path, zip);
      checkByteOrder(path, zip, prefix);
      Pickled.Dict root = root(path, zip, prefix);
      CheckpointTensors weights = new CheckpointTensors(path.toString(), zip, prefix + "data/");
      addWeights(path, root, weights);
      Checkpoint result = new Checkpoint(path, arena, zip, root, weights);
      done = true;
      return result;
    } finally {
      if (!done) {
        arena.close();
      }
    }
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  /**
   * The tensors under their names in the file, in the file's order; only the names of newer weight
   * normalisation are replaced by the usual {@code weight_g} and {@code weight_v}. Valid until the
   * checkpoint is closed.
   */
  public StoredTensorSource weights() {
    return weights;
  }

  /**
   * The configuration as maps, lists, String, Long, BigInteger, Double, Boolean, byte[] and null;
   * not modifiable.
   *
   * @throws UserException when there is none
   */
  public Map<String, Object> config() {
    if (root.items.get("config") instanceof Pickled.Dict config) {
      return PlainConfig.of(path.toString(), config);
    }
    throw new UserException(
        path
            + " has no configuration (its entry 'config' is "
            + (root.items.containsKey("config") ? "not a dictionary" : "missing")
            + "), so the network's sizes are unknown. Export the model with GPT-SoVITS's own"
            + " trainer.");
  }

  /** The free text that the trainer left, for example the epoch. */
  public Optional<String> info() {
    return root.items.get("info") instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The names of the top entries. */
  public Set<String> entries() {
    Set<String> out = new TreeSet<>();
    root.items.keySet().forEach(key -> out.add(key.toString()));
    return Collections.unmodifiableSet(out);
  }

  /** The file's first two bytes: {@code PK}, or digits by which upstream marks a version. */
  public String mark() {
    return zip.mark();
  }

  /** Unmaps the file; no tensor may be read afterwards. */
  @Override
  public void close() {
    arena.close();
  }

  private static String prefix(Path path, ZipView zip) {
    List<String> found = new ArrayList<>();
    for (String name : zip.names()) {
      int slash = name.indexOf('/');
      if (slash > 0 && name.substring(slash + 1).equals(PICKLE)) {
        found.add(name.substring(0, slash + 1));
      }
    }
    if (found.size() != 1) {
      throw new UserException(
          path
              + " holds "
              + found.size()
              + " entries '…/"
              + PICKLE
              + "', expected one. It is a zip archive, but not a PyTorch checkpoint.");
    }
    return found.getFirst();
  }

  private static void checkByteOrder(Path path, ZipView zip, String prefix) {
    String name = prefix + "byteorder";
    if (zip.size(name) >= 0 && zip.size(name) < 100) {
      byte[] order = zip.entry(name).toArray(ValueLayout.JAVA_BYTE);
      if (new String(order, StandardCharsets.US_ASCII).strip().equals("big")) {
        throw new UserException(
            path
                + " was saved on a big-endian machine. Save it again with PyTorch on an ordinary"
                + " one.");
      }
    }
  }

  private static Pickled.Dict root(Path path, ZipView zip, String prefix) {
    if (zip.size(prefix + PICKLE) > LARGEST_PICKLE) {
      throw new UserException(
          path
              + " has a pickle of "
              + zip.size(prefix + PICKLE)
              + " bytes, at most "
              + LARGEST_PICKLE
              + " are accepted. It is not a voice model.");
    }
    byte[] pickle = zip.entry(prefix + PICKLE).toArray(ValueLayout.JAVA_BYTE);
    Object root = Unpickler.read(path.toString(), pickle);
    if (root instanceof Pickled.Dict dict) {
      return dict;
    }
    throw new UserException(
        path
            + " holds "
            + (root instanceof Pickled.Sequence ? "a list" : "a single value")
            + " at the top, expected the entries 'weight', 'config' and 'info'. It is not a"
            + " GPT-SoVITS model.");
  }

  private static void addWeights(Path path, Pickled.Dict root, CheckpointTensors weights) {
    if (!(root.items.get("weight") instanceof Pickled.Dict dict)) {
      boolean bare = root.items.values().stream().anyMatch(TensorRef.class::isInstance);
      throw new UserException(
          path
              + (bare
                  ? " is a bare state dict: it holds tensors at the top"
                  : " has no entry 'weight' with tensors")
              + ", expected the entries 'weight', 'config' and 'info'. Take the file that"
              + " GPT-SoVITS exports for inference, not a training state.");
    }
    for (Map.Entry<Object, Object> entry : dict.items.entrySet()) {
      if (!(entry.getKey() instanceof String name)
          || !(entry.getValue() instanceof TensorRef ref)) {
        throw new UserException(
            path
                + " has the weight "
                + Quote.of(entry.getKey().toString())
                + ", which is not a named tensor. It is damaged or not a GPT-SoVITS model.");
      }
      weights.add(usualName(name), ref);
    }
  }

  private static String usualName(String name) {
    if (name.endsWith(NEW_G)) {
      return name.substring(0, name.length() - NEW_G.length()) + ".weight_g";
    }
    if (name.endsWith(NEW_V)) {
      return name.substring(0, name.length() - NEW_V.length()) + ".weight_v";
    }
    return name;
  }
}
