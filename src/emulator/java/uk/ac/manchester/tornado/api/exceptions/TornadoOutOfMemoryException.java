package uk.ac.manchester.tornado.api.exceptions;

/**
 * The device has no room left. The emulated device has none of its own limits and never throws it.
 */
public class TornadoOutOfMemoryException extends RuntimeException {
  public TornadoOutOfMemoryException(String message) {
    super(message);
  }
}
