package io.github.sovits4j.tts;

/** Something does not fit the memory of the device, or of the JVM where it computes there. */
public final class MemoryException extends SovitsException {

  private static final long serialVersionUID = 1L;

  MemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
