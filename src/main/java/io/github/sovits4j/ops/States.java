package io.github.sovits4j.ops;

/** Makes states: on a device, or for counting what they would take there. */
@FunctionalInterface
public interface States {

  /**
   * A state of zeros.
   *
   * @param type F32, I32; for key and value caches also F16
   * @throws UnsupportedStorageException when there are no kernels for the type
   */
  Tensor state(String name, DataType type, int... shape);
}
