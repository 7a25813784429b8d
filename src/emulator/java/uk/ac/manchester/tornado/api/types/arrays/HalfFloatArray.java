package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** Numbers of 16 bits, each read and written as a {@link HalfFloat}. */
public final class HalfFloatArray extends TornadoNativeArray {
  private static final int BYTES = 2;
  private static final short NAN = Float.floatToFloat16(Float.NaN);

  /** Of a device copy, its numbers. */
  private final short[] numbers;

  /**
   * The same while nobody watches, so that the usual access is one of a Java array; otherwise null.
   */
  private short[] unwatched;

  public HalfFloatArray(int size) {
    this(allocate(size, BYTES), size);
  }

  private HalfFloatArray(MemorySegment memory, int size) {
    super(memory, size, false);
    numbers = null;
  }

  private HalfFloatArray(short[] numbers) {
    super(MemorySegment.ofArray(numbers), numbers.length, true);
    this.numbers = numbers;
    unwatched = numbers;
  }

  public static HalfFloatArray fromArray(HalfFloat[] values) {
    return fromElements(values);
  }

  public static HalfFloatArray fromElements(HalfFloat... values) {
    HalfFloatArray array = new HalfFloatArray(values.length);
    for (int i = 0; i < values.length; i++) {
      array.set(i, values[i]);
    }
    return array;
  }

  /** An array with a copy of a segment's bytes. */
  public static HalfFloatArray fromSegment(MemorySegment segment) {
    HalfFloatArray array = new HalfFloatArray(elements(segment.byteSize(), BYTES));
    array.data().copyFrom(segment);
    return array;
  }

  /** An array over a segment, whose first {@link #ARRAY_HEADER} bytes become the header. */
  public static HalfFloatArray fromSegmentShallow(MemorySegment segment) {
    return new HalfFloatArray(
        adopt(segment, BYTES), elements(segment.byteSize() - ARRAY_HEADER, BYTES));
  }

  public static void initialize(HalfFloatArray array, HalfFloat value) {
    array.init(value);
  }

  public static HalfFloatArray concat(HalfFloatArray... arrays) {
    return join(new HalfFloatArray(totalSize(arrays)), arrays);
  }

  public HalfFloat[] toHeapArray() {
    HalfFloat[] values = new HalfFloat[getSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i);
    }
    return values;
  }

  public short[] toShortArray() {
    return data().toArray(ValueLayout.JAVA_SHORT);
  }

  public HalfFloat get(int index) {
    short[] fast = unwatched;
    if (fast == null) {
      return new HalfFloat(slowGet(index));
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    return new HalfFloat(fast[index]);
  }

  public void set(int index, HalfFloat value) {
    short[] fast = unwatched;
    if (fast == null) {
      slowSet(index, value.getHalfFloatValue());
      return;
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    fast[index] = value.getHalfFloatValue();
  }

  private short slowGet(int index) {
    checkIndex(index);
    if (numbers == null) {
      return memory.get(ValueLayout.JAVA_SHORT, ARRAY_HEADER + (long) index * BYTES);
    }
    watch.read(index);
    return numbers[index];
  }

  private void slowSet(int index, short value) {
    checkIndex(index);
    if (numbers == null) {
      memory.set(ValueLayout.JAVA_SHORT, ARRAY_HEADER + (long) index * BYTES, value);
      return;
    }
    watch.write(index, value != numbers[index]);
    numbers[index] = value;
  }

  public void init(HalfFloat value) {
    for (int i = 0; i < getSize(); i++) {
      set(i, value);
    }
  }

  public void clear() {
    init(new HalfFloat((short) 0));
  }

  /** A new array with a copy of a part. */
  public HalfFloatArray slice(int offset, int length) {
    checkSlice(this, offset, length);
    return fromSegment(data().asSlice((long) offset * BYTES, (long) length * BYTES));
  }

  @Override
  public int getElementSize() {
    return BYTES;
  }

  @Override
  TornadoNativeArray newDeviceCopy() {
    short[] unset = new short[getSize()];
    Arrays.fill(unset, NAN);
    return new HalfFloatArray(unset);
  }

  @Override
  void watched(boolean on) {
    unwatched = on ? null : numbers;
  }

  @Override
  String show(int index) {
    return String.valueOf(numbers == null ? get(index) : new HalfFloat(numbers[index]));
  }
}
