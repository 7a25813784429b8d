package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** A part of an array, for copying that part to the host. */
public class DataRange {
  private final TornadoNativeArray array;
  private long offset;
  private long size;

  /** In bytes, the offset counted from the header's start, as upstream counts it. */
  private long byteOffset = -1;

  private long byteCount;

  public DataRange(TornadoNativeArray array) {
    this.array = array;
  }

  /** First element to copy. */
  public DataRange withOffset(long elements) {
    offset = elements;
    return this;
  }

  /** Number of elements to copy; 0 means as many as the whole array has. */
  public DataRange withSize(long elements) {
    size = elements;
    return this;
  }

  public void materialize() {
    long elements = size == 0 ? array.getSize() : size;
    if (offset < 0 || elements < 0 || offset + elements > array.getSize()) {
      throw new TornadoRuntimeException(
          "a range of %d elements from %d is outside %s".formatted(elements, offset, array));
    }
    byteOffset = TornadoNativeArray.ARRAY_HEADER + offset * array.getElementSize();
    byteCount = elements * array.getElementSize();
  }

  public long getOffset() {
    checkMaterialized();
    return byteOffset;
  }

  public long getPartialSize() {
    checkMaterialized();
    return byteCount;
  }

  public TornadoNativeArray getArray() {
    return array;
  }

  private void checkMaterialized() {
    if (byteOffset < 0) {
      throw new TornadoRuntimeException("a range has no place in memory before materialize()");
    }
  }
}
