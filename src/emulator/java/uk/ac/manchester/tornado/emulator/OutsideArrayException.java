package uk.ac.manchester.tornado.emulator;

import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * An access outside of an array. In a launch it is caught and told with the names of task and
 * array.
 */
public final class OutsideArrayException extends IndexOutOfBoundsException {
  private static final long serialVersionUID = 1L;

  private final transient TornadoNativeArray array;
  private final int index;

  public OutsideArrayException(TornadoNativeArray array, int index) {
    super("index " + index + " is outside " + array);
    this.array = array;
    this.index = index;
  }

  TornadoNativeArray array() {
    return array;
  }

  int index() {
    return index;
  }
}
