package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.TextLanguage;
import io.github.sovits4j.weights.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The small trained voice that lies beside the program in its source tree, so that a newcomer hears
 * speech: a model folder that also holds recordings to take the timbre from. The library's jar does
 * not carry it; the launcher says where it is.
 *
 * @param model the folder, an English v2 model
 */
record DemoVoice(Path model) {

  /** System property that names the folder. */
  static final String PROPERTY = "sovits4j.demo.voice";

  /** The language that the voice was trained in. */
  static final String LANGUAGE = "en";

  private static final List<String> REFERENCES = List.of("rms.wav", "slt.wav");

  /** The voice, where it is. */
  static Optional<DemoVoice> find() {
    String folder = System.getProperty(PROPERTY, "");
    return folder.isEmpty() || !ModelFolder.isModel(Path.of(folder))
        ? Optional.empty()
        : Optional.of(new DemoVoice(Path.of(folder)));
  }

  /**
   * The voice, for a command that was given no model.
   *
   * @throws UserException where there is none
   */
  static DemoVoice require() {
    return find()
        .orElseThrow(
            () ->
                new UserException(
                    "No --model is given, and the demo voice is not here (it lies in weights/demo-voice"
                        + " of the source tree, and ./sovits knows it). Give a folder made by 'sovits"
                        + " convert'."));
  }

  /** Recordings of two voices, the clearer one, a man's, first. */
  List<Path> references() {
    List<Path> found =
        REFERENCES.stream().map(name -> model.resolve("references").resolve(name)).toList();
    found.stream()
        .filter(path -> !Files.isRegularFile(path))
        .findFirst()
        .ifPresent(
            path -> {
              throw new UserException(path + " is missing; the demo voice is not complete.");
            });
    return found;
  }

  /** What a recording of it is called. */
  static String nameOf(Path recording) {
    return recording.getFileName().toString().replace(".wav", "");
  }

  /**
   * Refuses a text that the voice cannot speak.
   *
   * @throws UserException unless the language is English
   */
  void requireLanguage(String language) {
    if (!TextLanguage.of(language).equals(TextLanguage.of(LANGUAGE))) {
      throw new UserException(
          "The demo voice speaks English only (--language en), got "
              + language
              + ". Give a --model that speaks it.");
    }
  }
}
