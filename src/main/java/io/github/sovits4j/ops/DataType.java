package io.github.sovits4j.ops;

/**
 * How the elements of a tensor are stored; arithmetic on real numbers has 32 bits, on the reference
 * backend 64.
 */
public enum DataType {
  /** 32-bit IEEE float. */
  F32(4),
  /** 32-bit signed integer: ids, counters, seeds. */
  I32(4),
  /** 16-bit IEEE float, for weight matrices and caches: 11 significant bits, at most 65504. */
  F16(2),
  /** 8-bit integer times a 32-bit factor per row, for weight matrices; see {@link RowQuantized}. */
  I8(1);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether the elements stand for real numbers. */
  public boolean real() {
    return this != I32;
  }

  /**
   * The value that comes back of one that is stored in this type: rounded to nearest, ties to even.
   *
   * @param value a number; for {@link #F16} beyond 65520 it becomes infinite
   * @throws IllegalArgumentException for types whose elements are not stored one by one
   */
  public float round(float value) {
    return switch (this) {
      case F32 -> value;
      case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
      case I32, I8 -> throw new IllegalArgumentException(this + ": no such rounding");
    };
  }

  /**
   * The values that come back of a matrix that is stored in this type.
   *
   * @param values row by row
   * @param rows how many rows
   */
  public float[] rounded(float[] values, int rows) {
    if (this == I8) {
      return RowQuantized.of(values, rows).values();
    }
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = round(values[i]);
    }
    return rounded;
  }
}
