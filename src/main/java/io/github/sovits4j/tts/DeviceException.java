package io.github.sovits4j.tts;

/** The backend or device that was asked for is not there, or cannot do what was asked. */
public final class DeviceException extends SovitsException {

  private static final long serialVersionUID = 1L;

  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
