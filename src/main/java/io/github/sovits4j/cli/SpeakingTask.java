package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the commands that speak are asked for.
 *
 * @param model folder of the model
 * @param voice whose voice
 * @param text what to say
 * @param language code of the text
 * @param options of the request
 * @param output where to write
 * @param stream how it is written
 * @param timestamps what else to write
 */
record SpeakingTask(
    Path model,
    VoiceChoice voice,
    String text,
    String language,
    SpeechOptions options,
    SpeechOutput output,
    StreamingMode stream,
    TimestampFiles timestamps) {

  /**
   * Everything that can be found wrong without the model's weights, so that it is found before they
   * are loaded.
   *
   * @throws UserException for the first thing that is wrong
   */
  void check() {
    output.check(voice.references());
    if (stream != StreamingMode.WHOLE && !output.isStandardOutput()) {
      throw new UserException(
          "--stream "
              + stream
              + ": expected --output -, for a player to read from, got a file. A file is written when"
              + " the speech is whole.");
    }
    timestamps.check(
        Stream.concat(Stream.of(output.path()), voice.references().stream()).toArray(Path[]::new));
    options.precision.asked();
    Utterance utterance = options.utterance(text, language, null);
    ModelVersion version = ModelFolder.describe(model).version().orElse(ModelVersion.V2);
    TextFrontend.of(version == ModelVersion.V1 ? SymbolSet.V1 : SymbolSet.V2)
        .analyse(text, language, utterance.cut(), utterance.lexicon());
    voice.check(model, version);
  }
}
