package io.github.sovits4j.server;

import io.github.sovits4j.tts.TextToSpeech;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * The model in force. It can be replaced while it speaks: the new one is opened first, so both must
 * fit, and the old one closes with its last request.
 */
final class ModelSwitch implements AutoCloseable {

  private final Function<Path, TextToSpeech> opener;
  private Path folder;
  private LoadedModel current;

  /**
   * @param folder of the first model
   * @param opener loads a model from its folder
   */
  ModelSwitch(Path folder, Function<Path, TextToSpeech> opener) {
    this.opener = opener;
    this.folder = folder;
    this.current = new LoadedModel(opener.apply(folder));
  }

  /** A use of a model, which lives until then at least. */
  record Lease(LoadedModel model) implements AutoCloseable {
    @Override
    public void close() {
      model.release();
    }
  }

  /** The model in force, for a request. */
  synchronized Lease lease() {
    if (current == null || !current.use()) {
      throw HttpProblem.of(503, "stopping", "The server is stopping; ask another.");
    }
    return new Lease(current);
  }

  /** Loads a model in place of the one in force, unless it is that one. */
  synchronized void to(Path next) {
    if (!next.equals(folder)) {
      replace(next);
    }
  }

  /** Loads the model in force anew. */
  synchronized void reload() {
    replace(folder);
  }

  private void replace(Path next) {
    LoadedModel fresh = new LoadedModel(opener.apply(next));
    LoadedModel old = current;
    current = fresh;
    folder = next;
    old.release();
  }

  /** Closes the model when its last request ends. */
  @Override
  public synchronized void close() {
    if (current != null) {
      current.release();
      current = null;
    }
  }
}
