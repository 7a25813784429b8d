package io.github.sovits4j.tts;

import java.nio.file.Path;

/** The snippets of the Javadoc and the README; compiled and run by the tests. */
final class ApiSnippet {

  private ApiSnippet() {}

  static void speak(Path modelDir, Path reference, Path output) {
    // @start region="speak"
    try (var tts = TextToSpeech.open(modelDir)) {
      Voice voice = tts.voice(reference);
      SpeechRequest request =
          SpeechRequest.builder("Hello from the JVM.", voice).seed(7).maxSeconds(5).build();
      Speech speech = tts.speak(request);
      speech.writeWav(output);
    }
    // @end
  }

  static String errors(Path modelDir) {
    // @start region="errors"
    try (var tts = TextToSpeech.open(modelDir)) {
      return tts.device();
    } catch (SovitsException e) {
      return switch (e) {
        case ModelException model -> "Choose another model. " + model.getMessage();
        case DeviceException device -> "Choose another backend. " + device.getMessage();
        case MemoryException memory -> "Choose less. " + memory.getMessage();
        case RequestException request -> request.getMessage();
        case OutputException output -> output.getMessage();
      };
    }
    // @end
  }
}
