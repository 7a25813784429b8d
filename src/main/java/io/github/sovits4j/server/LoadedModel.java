package io.github.sovits4j.server;

import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * A model with the voices that were made for it; closed when it was replaced and nobody uses it.
 */
final class LoadedModel {

  private static final int MOST_VOICES = 64;

  private final TextToSpeech speech;
  private final Map<Object, FutureTask<Voice>> voices =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, FutureTask<Voice>> eldest) {
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
   * A voice, made when it is not there yet. Who wants the same voice meanwhile waits for it; nobody
   * else does.
   *
   * @param key equal for equal voices
   */
  Voice voice(Object key, Supplier<Voice> maker) {
    FutureTask<Voice> mine = new FutureTask<>(maker::get);
    FutureTask<Voice> first;
    synchronized (voices) {
      first = voices.putIfAbsent(key, mine);
    }
    if (first == null) {
      first = mine;
      mine.run();
    }
    try {
      return first.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a voice");
    } catch (ExecutionException e) {
      synchronized (voices) {
        voices.remove(key, first); // so that it is tried again
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
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
