package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Whole numbers of 32 bits. */
public final class IntArray extends TornadoNativeArray {
  private static final int BYTES = 4;

  /** Of a device copy, its numbers. */
  private final int[] numbers;

  /**
   * The same while nobody watches, so that the usual access is one of a Java array; otherwise null.
   */
  private int[] unwatched;

  public IntArray(int size) {
    this(allocate(size, BYTES), size);
  }

  private IntArray(MemorySegment memory, int size) {
    super(memory, size, false);
    numbers = null;
  }

  private IntArray(int[] numbers) {
    super(MemorySegment.ofArray(numbers), numbers.length, true);
    this.numbers = numbers;
    unwatched = numbers;
  }

  public static IntArray fromArray(int[] values) {
    return fromElements(values);
  }

  public static IntArray fromElements(int... values) {
    IntArray array = new IntArray(values.length);
    for (int i = 0; i < values.length; i++) {
      array.set(i, values[i]);
    }
    return array;
  }

  /** An array with a copy of a segment's bytes. */
  public static IntArray fromSegment(MemorySegment segment) {
    IntArray array = new IntArray(elements(segment.byteSize(), BYTES));
    array.data().copyFrom(segment);
    return array;
  }

  /** An array over a segment, whose first {@link #ARRAY_HEADER} bytes become the header. */
  public static IntArray fromSegmentShallow(MemorySegment segment) {
    return new IntArray(adopt(segment, BYTES), elements(segment.byteSize() - ARRAY_HEADER, BYTES));
  }

  public static IntArray fromIntBuffer(IntBuffer buffer) {
    return fromSegment(MemorySegment.ofBuffer(buffer));
  }

  public static void initialize(IntArray array, int value) {
    array.init(value);
  }

  public static IntArray concat(IntArray... arrays) {
    return join(new IntArray(totalSize(arrays)), arrays);
  }

  public int[] toHeapArray() {
    int[] values = new int[getSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i);
    }
    return values;
  }

  public int get(int index) {
    int[] fast = unwatched;
    if (fast == null) {
      return slowGet(index);
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    return fast[index];
  }

  public void set(int index, int value) {
    int[] fast = unwatched;
    if (fast == null) {
      slowSet(index, value);
      return;
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    fast[index] = value;
  }

  private int slowGet(int index) {
    checkIndex(index);
    if (numbers == null) {
      return memory.get(ValueLayout.JAVA_INT, ARRAY_HEADER + (long) index * BYTES);
    }
    watch.read(index);
    return numbers[index];
  }

  private void slowSet(int index, int value) {
    checkIndex(index);
    if (numbers == null) {
      memory.set(ValueLayout.JAVA_INT, ARRAY_HEADER + (long) index * BYTES, value);
      return;
    }
    watch.write(index, value != numbers[index]);
    numbers[index] = value;
  }

  /** Adds without a race with other additions. */
  void atomicAdd(int index, int value) {
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

  public void init(int value) {
    for (int i = 0; i < getSize(); i++) {
      set(i, value);
    }
  }

  public void clear() {
    init(0);
  }

  /** A new array with a copy of a part. */
  public IntArray slice(int offset, int length) {
    checkSlice(this, offset, length);
    return fromSegment(data().asSlice((long) offset * BYTES, (long) length * BYTES));
  }

  @Override
  public int getElementSize() {
    return BYTES;
  }

  @Override
  TornadoNativeArray newDeviceCopy() {
    int[] unset = new int[getSize()];
    Arrays.fill(unset, 0x7EADBEEF);
    return new IntArray(unset);
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
