package uk.ac.manchester.tornado.api.exceptions;

/** A device buffer was used wrongly. The emulator never throws it. */
public class TornadoMemoryException extends RuntimeException {
  public TornadoMemoryException(String message) {
    super(message);
  }
}
