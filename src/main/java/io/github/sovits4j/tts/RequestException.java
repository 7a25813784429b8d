package io.github.sovits4j.tts;

/** A text, a recording, a voice or a setting cannot be used as it is. */
public final class RequestException extends SovitsException {

  private static final long serialVersionUID = 1L;

  RequestException(String message, Throwable cause) {
    super(message, cause);
  }
}
