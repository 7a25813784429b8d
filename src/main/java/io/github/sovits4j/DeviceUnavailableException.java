package io.github.sovits4j;

/** A backend or device that was asked for is not there, or cannot do what it was asked for. */
public class DeviceUnavailableException extends UserException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one or more complete sentences for the user
   */
  public DeviceUnavailableException(String message) {
    super(message);
  }

  /**
   * @param message one or more complete sentences for the user
   * @param cause what the library met underneath
   */
  public DeviceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
