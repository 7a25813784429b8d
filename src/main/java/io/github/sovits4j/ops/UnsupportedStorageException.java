package io.github.sovits4j.ops;

import io.github.sovits4j.DeviceUnavailableException;

/** A backend has no kernels for tensors stored in this way. */
public final class UnsupportedStorageException extends DeviceUnavailableException {

  private static final long serialVersionUID = 1L;

  /**
   * Says what was asked for.
   *
   * @param backend its name
   * @param tensor what was to be stored
   * @param type how
   */
  public UnsupportedStorageException(String backend, String tensor, DataType type) {
    super(
        "backend "
            + backend
            + " cannot store "
            + tensor
            + " as "
            + type
            + "; choose another precision or another backend.");
  }
}
