package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import uk.ac.manchester.tornado.emulator.ArrayWatch;
import uk.ac.manchester.tornado.emulator.OutsideArrayException;

/**
 * Numbers outside the Java heap, behind a header, as the real arrays are. The host sees these. What
 * kernels see is a device copy: an object of the same class over a Java array, made by {@link
 * DeviceCopies}, which can be watched.
 */
public abstract class TornadoNativeArray {
  public static final long ARRAY_HEADER = 16;

  /** Of a host array the header and its numbers; of a device copy its numbers only. */
  final MemorySegment memory;

  private final int size;
  private final boolean onDevice;

  /** Set while a checked launch runs on a device copy. */
  ArrayWatch watch;

  TornadoNativeArray(MemorySegment memory, int size, boolean onDevice) {
    this.memory = memory;
    this.size = size;
    this.onDevice = onDevice;
  }

  /** New memory for a host array. */
  static MemorySegment allocate(int size, int elementSize) {
    if (size < 0) {
      throw new IllegalArgumentException("an array cannot have " + size + " elements");
    }
    MemorySegment memory =
        Arena.ofAuto().allocate(ARRAY_HEADER + (long) size * elementSize, ARRAY_HEADER);
    memory.set(ValueLayout.JAVA_INT, 0, size);
    return memory;
  }

  /**
   * The memory of a host array that lies, behind room for a header, in a segment of the caller's.
   */
  static MemorySegment adopt(MemorySegment memory, int elementSize) {
    memory.set(ValueLayout.JAVA_INT, 0, elements(memory.byteSize() - ARRAY_HEADER, elementSize));
    return memory;
  }

  static int elements(long bytes, int elementSize) {
    if (bytes < 0 || bytes % elementSize != 0) {
      throw new IllegalArgumentException(
          bytes + " bytes are no whole number of elements of " + elementSize + " bytes");
    }
    return Math.toIntExact(bytes / elementSize);
  }

  /**
   * Copies the numbers of arrays, one after another, into an array that has room for exactly them.
   */
  static <A extends TornadoNativeArray> A join(A into, TornadoNativeArray[] arrays) {
    long at = 0;
    for (TornadoNativeArray array : arrays) {
      MemorySegment.copy(array.data(), 0, into.data(), at, array.getNumBytesOfSegment());
      at += array.getNumBytesOfSegment();
    }
    return into;
  }

  static int totalSize(TornadoNativeArray[] arrays) {
    int total = 0;
    for (TornadoNativeArray array : arrays) {
      total = Math.addExact(total, array.getSize());
    }
    return total;
  }

  static void checkSlice(TornadoNativeArray array, int offset, int length) {
    if (offset < 0 || length < 0 || (long) offset + length > array.getSize()) {
      throw new IllegalArgumentException(
          "slice of %d from %d is outside %s".formatted(length, offset, array));
    }
  }

  /** The numbers without the header. */
  final MemorySegment data() {
    return onDevice ? memory : memory.asSlice(ARRAY_HEADER);
  }

  final boolean isOnDevice() {
    return onDevice;
  }

  final OutsideArrayException outside(int index) {
    return new OutsideArrayException(this, index);
  }

  final void checkIndex(int index) {
    if (index < 0 || index >= size) {
      throw outside(index);
    }
  }

  /** A device copy of this array's kind and size, filled with what nobody should read. */
  abstract TornadoNativeArray newDeviceCopy();

  /** Sends every access of a device copy past its watch, or no longer. */
  abstract void watched(boolean on);

  abstract String show(int index);

  public int getSize() {
    return size;
  }

  public MemorySegment getSegment() {
    return data();
  }

  public MemorySegment getSegmentWithHeader() {
    if (onDevice) {
      throw new UnsupportedOperationException(
          "a kernel cannot take the memory segment of an array");
    }
    return memory;
  }

  public long getNumBytesOfSegmentWithHeader() {
    return ARRAY_HEADER + getNumBytesOfSegment();
  }

  public long getNumBytesOfSegment() {
    return (long) size * getElementSize();
  }

  public abstract int getElementSize();

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + size + "]";
  }
}
