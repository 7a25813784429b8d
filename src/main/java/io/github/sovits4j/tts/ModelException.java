package io.github.sovits4j.tts;

/** A model folder is missing, incomplete, damaged, or of a version that cannot be run. */
public final class ModelException extends SovitsException {

  private static final long serialVersionUID = 1L;

  ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
