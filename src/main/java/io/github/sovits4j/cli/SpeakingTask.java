package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the commands that speak are asked for.
 *
 * @param model folder of the model
 * @param references recordings of the voice, at least one
 * @param text what to say
 * @param language code of the text
 * @param options of the request
 * @param output WAV file to write
 */
record SpeakingTask(
    Path model,
    List<Path> references,
    String text,
    String language,
    SpeechOptions options,
    Path output) {

  /** Found out before minutes of work, not after. */
  SpeakingTask {
    requireWritable(output);
  }

  /**
   * @throws UserException where no file can be written
   */
  static void requireWritable(Path output) {
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UserException(
          output
              + ": cannot write here; expected an existing, writable folder, got "
              + folder
              + ".");
    }
    if (Files.isDirectory(output)) {
      throw new UserException(output + ": expected a file to write, got a folder.");
    }
  }
}
