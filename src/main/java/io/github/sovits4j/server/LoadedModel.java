package io.github.sovits4j.server;

import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A model with the voices that were made for it; closed when it was replaced and nobody uses it.
 */
final class LoadedModel {

  private static final int MOST_VOICES = 64;

  private final TextToSpeech speech;
  private final Map<Object, Voice> voices =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Voice> eldest) {
          return size() > MOST_VOICES;
        }
      };
  private int users = 1; // the server itself

  LoadedModel(TextToSpeech speech) {
    this.speech = speech;
  }

  TextToSpeech speech() {
    return speech;
  }

  /**
   * A voice, made when it is not there yet; one is made at a time.
   *
   * @param key equal for equal voices
   */
  synchronized Voice voice(Object key, Supplier<Voice> maker) {
    Voice voice = voices.get(key);
    if (voice == null) {
      voice = maker.get();
      voices.put(key, voice);
    }
    return voice;
  }

  /** One more uses it; false when it is closed. */
  boolean use() {
    synchronized (voices) {
      if (users == 0) {
        return false;
      }
      users++;
      return true;
    }
  }

  /** One less uses it. */
  void release() {
    boolean last;
    synchronized (voices) {
      last = --users == 0;
    }
    if (last) {
      speech.close();
    }
  }
}
