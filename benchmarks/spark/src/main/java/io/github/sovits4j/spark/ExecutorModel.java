package io.github.sovits4j.spark;

import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The model of an executor: loaded by the first task that needs it, shared by all tasks that run in
 * this process, whose sentences then share the device, and kept until the process ends. Spark gives
 * a task no other place for what outlives it.
 */
final class ExecutorModel {

  private static final Map<SpeechSettings, ExecutorModel> LOADED = new HashMap<>();

  private final TextToSpeech speech;
  private final Voice voice;

  private ExecutorModel(SpeechSettings settings) {
    speech =
        TextToSpeech.builder(Path.of(settings.model())).backend(settings.backend()).open();
    Path place = Path.of(settings.voice());
    voice = Voice.isSaved(place) ? speech.loadVoice(place) : speech.voice(place);
  }

  static ExecutorModel of(SpeechSettings settings) {
    synchronized (LOADED) {
      return LOADED.computeIfAbsent(settings, ExecutorModel::new);
    }
  }

  /** How many models this process has loaded. */
  static int count() {
    synchronized (LOADED) {
      return LOADED.size();
    }
  }

  TextToSpeech speech() {
    return speech;
  }

  Voice voice() {
    return voice;
  }
}
