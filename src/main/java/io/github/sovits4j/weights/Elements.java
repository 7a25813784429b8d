package io.github.sovits4j.weights;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.sovits4j.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Turns stored little-endian elements into Java arrays. */
public final class Elements {

  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private Elements() {}

  /**
   * Elements of F32, F16 or BF16.
   *
   * @throws UserException for another type, or more than an array holds
   */
  public static float[] floats(TensorInfo info, MemorySegment bytes) {
    if (!info.dtype().isWeight()) {
      throw wrongType(info, "F32, F16 or BF16");
    }
    int n = count(info);
    float[] out = new float[n];
    if (info.dtype() == DType.F32) {
      MemorySegment.copy(bytes, FLOAT, 0, out, 0, n);
    } else if (info.dtype() == DType.F16) {
      for (int i = 0; i < n; i++) {
        out[i] = Float.float16ToFloat(bytes.get(SHORT, 2L * i));
      }
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = Float.intBitsToFloat(bytes.get(SHORT, 2L * i) << 16);
      }
    }
    return out;
  }

  static double[] doubles(TensorInfo info, MemorySegment bytes) {
    if (info.dtype() != DType.F64) {
      throw wrongType(info, "F64");
    }
    double[] out = new double[count(info)];
    MemorySegment.copy(bytes, DOUBLE, 0, out, 0, out.length);
    return out;
  }

  /**
   * Elements of a type of integers.
   *
   * @throws UserException for another type, or more than an array holds
   */
  public static long[] longs(TensorInfo info, MemorySegment bytes) {
    long[] out = new long[count(info)];
    for (int i = 0; i < out.length; i++) {
      out[i] = integer(info, bytes, i);
    }
    return out;
  }

  static int[] ints(TensorInfo info, MemorySegment bytes) {
    int[] out = new int[count(info)];
    for (int i = 0; i < out.length; i++) {
      long value = integer(info, bytes, i);
      if (value != (int) value) {
        throw new UserException(
            "Tensor "
                + Quote.of(info.name())
                + " holds "
                + value
                + " at index "
                + i
                + ", which does not fit into 32 bits. Read it as 64-bit integers.");
      }
      out[i] = (int) value;
    }
    return out;
  }

  private static long integer(TensorInfo info, MemorySegment bytes, long i) {
    return switch (info.dtype()) {
      case I64 -> bytes.get(LONG, 8 * i);
      case I32 -> bytes.get(INT, 4 * i);
      case I16 -> bytes.get(SHORT, 2 * i);
      case I8 -> bytes.get(ValueLayout.JAVA_BYTE, i);
      case U8, BOOL -> bytes.get(ValueLayout.JAVA_BYTE, i) & 0xff;
      case F64, F32, F16, BF16 -> throw wrongType(info, "integers");
    };
  }

  private static int count(TensorInfo info) {
    if (info.elements() > Integer.MAX_VALUE - 8) {
      throw new UserException(
          "Tensor "
              + Quote.of(info.name())
              + " has "
              + info.elements()
              + " elements, more than a Java array can hold. Read its bytes in parts.");
    }
    return (int) info.elements();
  }

  private static UserException wrongType(TensorInfo info, String expected) {
    return new UserException(
        "Tensor "
            + Quote.of(info.name())
            + " holds "
            + info.dtype()
            + " elements, expected "
            + expected
            + ". Check that this is the right file.");
  }
}
