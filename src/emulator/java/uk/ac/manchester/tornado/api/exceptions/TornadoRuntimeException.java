package uk.ac.manchester.tornado.api.exceptions;

/** A task graph or plan was put together or used wrongly, or one of its kernels went wrong. */
public class TornadoRuntimeException extends RuntimeException {
  public TornadoRuntimeException(String message) {
    super(message);
  }

  public TornadoRuntimeException(Exception cause) {
    super(cause);
  }
}
