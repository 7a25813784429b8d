package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.weights.FileHash;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.StoredTensorSource;
import java.nio.file.Path;
import java.util.List;

/** A PyTorch file of tensors without a configuration, as the encoders' libraries save them. */
final class EncoderCheckpoint implements TensorFile {

  private final TorchArchive archive;
  private final CheckpointTensors weights;
  private final List<String> notes;

  /** Takes an archive over; it is closed with this, or at once when it holds no tensors. */
  static EncoderCheckpoint of(TorchArchive archive) {
    boolean done = false;
    try {
      EncoderCheckpoint checkpoint = new EncoderCheckpoint(archive);
      done = true;
      return checkpoint;
    } finally {
      if (!done) {
        archive.close();
      }
    }
  }

  private EncoderCheckpoint(TorchArchive archive) {
    String file = Quote.path(archive.path());
    StateDict state = StateDict.ofEncoder(file, archive.root());
    this.archive = archive;
    this.weights = new CheckpointTensors(file, archive.zip(), archive.dataFolder());
    state.tensors().forEach(weights::add);
    this.notes =
        state.wrappers().isEmpty()
            ? List.of()
            : List.of(
                "its tensors were found below "
                    + Quote.of(String.join("", state.wrappers()))
                    + ", which was taken off their names.");
  }

  @Override
  public Path path() {
    return archive.path();
  }

  @Override
  public String container() {
    return "PyTorch checkpoint";
  }

  @Override
  public StoredTensorSource weights() {
    return weights;
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public String sha256() {
    return FileHash.sha256(archive.zip().file());
  }

  @Override
  public void close() {
    archive.close();
  }
}
