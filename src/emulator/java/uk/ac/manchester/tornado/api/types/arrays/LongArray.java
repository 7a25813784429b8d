package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Whole numbers of 64 bits. */
public final class LongArray extends TornadoNativeArray {
  private static final int BYTES = 8;

  /** Of a device copy, its numbers. */
  private final long[] numbers;

  /**
   * The same while nobody watches, so that the usual access is one of a Java array; otherwise null.
   */
  private long[] unwatched;

  public LongArray(int size) {
    this(allocate(size, BYTES), size);
  }

  private LongArray(MemorySegment memory, int size) {
    super(memory, size, false);
    numbers = null;
  }

  private LongArray(long[] numbers) {
    super(MemorySegment.ofArray(numbers), numbers.length, true);
    this.numbers = numbers;
    unwatched = numbers;
  }

  public static LongArray fromArray(long[] values) {
    return fromElements(values);
  }

  public static LongArray fromElements(long... values) {
    LongArray array = new LongArray(values.length);
    for (int i = 0; i < values.length; i++) {
      array.set(i, values[i]);
    }
    return array;
  }

  /** An array with a copy of a segment's bytes. */
  public static LongArray fromSegment(MemorySegment segment) {
    LongArray array = new LongArray(elements(segment.byteSize(), BYTES));
    array.data().copyFrom(segment);
    return array;
  }

  /** An array over a segment, whose first {@link #ARRAY_HEADER} bytes become the header. */
  public static LongArray fromSegmentShallow(MemorySegment segment) {
    return new LongArray(adopt(segment, BYTES), elements(segment.byteSize() - ARRAY_HEADER, BYTES));
  }

  public static LongArray fromLongBuffer(LongBuffer buffer) {
    return fromSegment(MemorySegment.ofBuffer(buffer));
  }

  public static void initialize(LongArray array, long value) {
    array.init(value);
  }

  public static LongArray concat(LongArray... arrays) {
    return join(new LongArray(totalSize(arrays)), arrays);
  }

  public long[] toHeapArray() {
    long[] values = new long[getSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i);
    }
    return values;
  }

  public long get(int index) {
    long[] fast = unwatched;
    if (fast == null) {
      return slowGet(index);
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    return fast[index];
  }

  public void set(int index, long value) {
    long[] fast = unwatched;
    if (fast == null) {
      slowSet(index, value);
      return;
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    fast[index] = value;
  }

  private long slowGet(int index) {
    checkIndex(index);
    if (numbers == null) {
      return memory.get(ValueLayout.JAVA_LONG, ARRAY_HEADER + (long) index * BYTES);
    }
    watch.read(index);
    return numbers[index];
  }

  private void slowSet(int index, long value) {
    checkIndex(index);
    if (numbers == null) {
      memory.set(ValueLayout.JAVA_LONG, ARRAY_HEADER + (long) index * BYTES, value);
      return;
    }
    watch.write(index, value != numbers[index]);
    numbers[index] = value;
  }

  /** Adds without a race with other additions. */
  void atomicAdd(int index, long value) {
    checkIndex(index);
    if (numbers == null) {
      set(index, (get(index) + value));
      return;
    }
    if (unwatched == null) {
      watch.atomic(index);
    }
    numbers[index] += value;
  }

  public void init(long value) {
    for (int i = 0; i < getSize(); i++) {
      set(i, value);
    }
  }

  public void clear() {
    init(0L);
  }

  /** A new array with a copy of a part. */
  public LongArray slice(int offset, int length) {
    checkSlice(this, offset, length);
    return fromSegment(data().asSlice((long) offset * BYTES, (long) length * BYTES));
  }

  @Override
  public int getElementSize() {
    return BYTES;
  }

  @Override
  TornadoNativeArray newDeviceCopy() {
    long[] unset = new long[getSize()];
    Arrays.fill(unset, 0x7EADBEEF7EADBEEFL);
    return new LongArray(unset);
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
