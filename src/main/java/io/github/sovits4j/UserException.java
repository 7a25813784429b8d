package io.github.sovits4j;

/**
 * A mistake the user can mend: a missing file, a wrong shape, an unknown language. The message says
 * what went wrong, what was expected, what was found and what to do; the command line prints it
 * alone, without a stack trace.
 */
public class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one or more complete sentences for the user
   */
  public UserException(String message) {
    super(message);
  }

  /**
   * @param message one or more complete sentences for the user
   * @param cause what the library met underneath
   */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
