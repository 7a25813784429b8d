package io.github.sovits4j.ops;

import io.github.sovits4j.UserException;

/** Something does not fit what a backend may hold of its device's memory. */
public final class DeviceMemoryException extends UserException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was asked for, what there is, and what to do
   */
  public DeviceMemoryException(String message) {
    super(message);
  }

  /**
   * @param message what was asked for, what there is, and what to do
   * @param cause what told of it
   */
  public DeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
