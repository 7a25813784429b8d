package uk.ac.manchester.tornado.api.exceptions;

/** A task was given arguments that it cannot run with. */
public class TornadoTaskRuntimeException extends RuntimeException {
  public TornadoTaskRuntimeException(String message) {
    super(message);
  }

  public TornadoTaskRuntimeException(String message, Exception cause) {
    super(message, cause);
  }
}
