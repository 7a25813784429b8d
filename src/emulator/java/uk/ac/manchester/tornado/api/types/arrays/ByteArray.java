package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Whole numbers of 8 bits. */
public final class ByteArray extends TornadoNativeArray {
  private static final int BYTES = 1;

  /** Of a device copy, its numbers. */
  private final byte[] numbers;

  /**
   * The same while nobody watches, so that the usual access is one of a Java array; otherwise null.
   */
  private byte[] unwatched;

  public ByteArray(int size) {
    this(allocate(size, BYTES), size);
  }

  private ByteArray(MemorySegment memory, int size) {
    super(memory, size, false);
    numbers = null;
  }

  private ByteArray(byte[] numbers) {
    super(MemorySegment.ofArray(numbers), numbers.length, true);
    this.numbers = numbers;
    unwatched = numbers;
  }

  public static ByteArray fromArray(byte[] values) {
    return fromElements(values);
  }

  public static ByteArray fromElements(byte... values) {
    ByteArray array = new ByteArray(values.length);
    for (int i = 0; i < values.length; i++) {
      array.set(i, values[i]);
    }
    return array;
  }

  /** An array with a copy of a segment's bytes. */
  public static ByteArray fromSegment(MemorySegment segment) {
    ByteArray array = new ByteArray(elements(segment.byteSize(), BYTES));
    array.data().copyFrom(segment);
    return array;
  }

  /** An array over a segment, whose first {@link #ARRAY_HEADER} bytes become the header. */
  public static ByteArray fromSegmentShallow(MemorySegment segment) {
    return new ByteArray(adopt(segment, BYTES), elements(segment.byteSize() - ARRAY_HEADER, BYTES));
  }

  public static ByteArray fromByteBuffer(ByteBuffer buffer) {
    return fromSegment(MemorySegment.ofBuffer(buffer));
  }

  public static void initialize(ByteArray array, byte value) {
    array.init(value);
  }

  public static ByteArray concat(ByteArray... arrays) {
    return join(new ByteArray(totalSize(arrays)), arrays);
  }

  public byte[] toHeapArray() {
    byte[] values = new byte[getSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i);
    }
    return values;
  }

  public byte get(int index) {
    byte[] fast = unwatched;
    if (fast == null) {
      return slowGet(index);
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    return fast[index];
  }

  public void set(int index, byte value) {
    byte[] fast = unwatched;
    if (fast == null) {
      slowSet(index, value);
      return;
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    fast[index] = value;
  }

  private byte slowGet(int index) {
    checkIndex(index);
    if (numbers == null) {
      return memory.get(ValueLayout.JAVA_BYTE, ARRAY_HEADER + (long) index * BYTES);
    }
    watch.read(index);
    return numbers[index];
  }

  private void slowSet(int index, byte value) {
    checkIndex(index);
    if (numbers == null) {
      memory.set(ValueLayout.JAVA_BYTE, ARRAY_HEADER + (long) index * BYTES, value);
      return;
    }
    watch.write(index, value != numbers[index]);
    numbers[index] = value;
  }

  public void init(byte value) {
    for (int i = 0; i < getSize(); i++) {
      set(i, value);
    }
  }

  public void clear() {
    init((byte) 0);
  }

  /** A new array with a copy of a part. */
  public ByteArray slice(int offset, int length) {
    checkSlice(this, offset, length);
    return fromSegment(data().asSlice((long) offset * BYTES, (long) length * BYTES));
  }

  @Override
  public int getElementSize() {
    return BYTES;
  }

  @Override
  TornadoNativeArray newDeviceCopy() {
    byte[] unset = new byte[getSize()];
    Arrays.fill(unset, (byte) 0x7E);
    return new ByteArray(unset);
  }

  @Override
  void watched(boolean on) {
    unwatched = on ? null : numbers;
  }

  @Override
  String show(int index) {
    return String.valueOf(numbers == null ? get(index) : numbers[index]);
  }
}
