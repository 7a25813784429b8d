package io.github.sovits4j.tts;

/** Speech cannot be written where it was to be written. */
public final class OutputException extends SovitsException {

  private static final long serialVersionUID = 1L;

  OutputException(String message, Throwable cause) {
    super(message, cause);
  }
}
