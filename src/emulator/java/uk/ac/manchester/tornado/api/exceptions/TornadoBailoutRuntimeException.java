package uk.ac.manchester.tornado.api.exceptions;

/** A kernel did not compile. The emulator compiles nothing and never throws it. */
public class TornadoBailoutRuntimeException extends RuntimeException {
  public TornadoBailoutRuntimeException(String message) {
    super(message);
  }

  public TornadoBailoutRuntimeException(String message, Exception cause) {
    super(message, cause);
  }
}
