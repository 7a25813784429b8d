package io.github.sovits4j.tts;

import java.nio.file.Path;

/** The snippet of the Javadoc and the README; compiled and run by the tests. */
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
}
