package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Numbers of 32 bits. */
public final class FloatArray extends TornadoNativeArray {
  private static final int BYTES = 4;

  /** Of a device copy, its numbers. */
  private final float[] numbers;

  /**
   * The same while nobody watches, so that the usual access is one of a Java array; otherwise null.
   */
  private float[] unwatched;

  public FloatArray(int size) {
    this(allocate(size, BYTES), size);
  }

  private FloatArray(MemorySegment memory, int size) {
    super(memory, size, false);
    numbers = null;
  }

  private FloatArray(float[] numbers) {
    super(MemorySegment.ofArray(numbers), numbers.length, true);
    this.numbers = numbers;
    unwatched = numbers;
  }

  public static FloatArray fromArray(float[] values) {
    return fromElements(values);
  }

  public static FloatArray fromElements(float... values) {
    FloatArray array = new FloatArray(values.length);
    for (int i = 0; i < values.length; i++) {
      array.set(i, values[i]);
    }
    return array;
  }

  /** An array with a copy of a segment's bytes. */
  public static FloatArray fromSegment(MemorySegment segment) {
    FloatArray array = new FloatArray(elements(segment.byteSize(), BYTES));
    array.data().copyFrom(segment);
    return array;
  }

  /** An array over a segment, whose first {@link #ARRAY_HEADER} bytes become the header. */
  public static FloatArray fromSegmentShallow(MemorySegment segment) {
    return new FloatArray(
        adopt(segment, BYTES), elements(segment.byteSize() - ARRAY_HEADER, BYTES));
  }

  public static FloatArray fromFloatBuffer(FloatBuffer buffer) {
    return fromSegment(MemorySegment.ofBuffer(buffer));
  }

  public static void initialize(FloatArray array, float value) {
    array.init(value);
  }

  public static FloatArray concat(FloatArray... arrays) {
    return join(new FloatArray(totalSize(arrays)), arrays);
  }

  public float[] toHeapArray() {
    float[] values = new float[getSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i);
    }
    return values;
  }

  public float get(int index) {
    float[] fast = unwatched;
    if (fast == null) {
      return slowGet(index);
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    return fast[index];
  }

  public void set(int index, float value) {
    float[] fast = unwatched;
    if (fast == null) {
      slowSet(index, value);
      return;
    }
    if (index < 0 || index >= fast.length) {
      throw outside(index);
    }
    fast[index] = value;
  }

  private float slowGet(int index) {
    checkIndex(index);
    if (numbers == null) {
      return memory.get(ValueLayout.JAVA_FLOAT, ARRAY_HEADER + (long) index * BYTES);
    }
    watch.read(index);
    return numbers[index];
  }

  private void slowSet(int index, float value) {
    checkIndex(index);
    if (numbers == null) {
      memory.set(ValueLayout.JAVA_FLOAT, ARRAY_HEADER + (long) index * BYTES, value);
      return;
    }
    watch.write(index, Float.floatToRawIntBits(value) != Float.floatToRawIntBits(numbers[index]));
    numbers[index] = value;
  }

  public void init(float value) {
    for (int i = 0; i < getSize(); i++) {
      set(i, value);
    }
  }

  public void clear() {
    init(0f);
  }

  /** A new array with a copy of a part. */
  public FloatArray slice(int offset, int length) {
    checkSlice(this, offset, length);
    return fromSegment(data().asSlice((long) offset * BYTES, (long) length * BYTES));
  }

  @Override
  public int getElementSize() {
    return BYTES;
  }

  @Override
  TornadoNativeArray newDeviceCopy() {
    float[] unset = new float[getSize()];
    Arrays.fill(unset, Float.NaN);
    return new FloatArray(unset);
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
