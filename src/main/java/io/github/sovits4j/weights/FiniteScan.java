package io.github.sovits4j.weights;

import java.lang.foreign.MemorySegment;

/**
 * Looks for NaN and infinity among stored weights. Blocks are tested as bits with one OR over
 * "exponent all ones", a loop without branches; only a block that has one is looked at closely.
 */
public final class FiniteScan {

  private static final int BLOCK = 1 << 14;

  private FiniteScan() {}

  /**
   * The index of the first element that is NaN or infinite; -1 when all are finite.
   *
   * @param dtype F32, F16 or BF16
   * @param bytes the elements, little-endian
   */
  public static long firstNonFinite(DType dtype, MemorySegment bytes) {
    return switch (dtype) {
      case F32 -> wide(bytes);
      case F16 -> narrow(bytes, 0x7c00);
      case BF16 -> narrow(bytes, 0x7f80);
      default -> throw new IllegalArgumentException(dtype + " is no type of weights");
    };
  }

  /**
   * Whether all elements are 0 or -0.
   *
   * @param dtype F32, F16 or BF16
   * @param bytes the elements, little-endian
   */
  public static boolean allZero(DType dtype, MemorySegment bytes) {
    int size = dtype.bytes();
    for (long at = 0; at < bytes.byteSize(); at += size) {
      int bits = size == 4 ? bytes.get(Elements.INT, at) : bytes.get(Elements.SHORT, at) << 16;
      if ((bits & 0x7fffffff) != 0) {
        return false;
      }
    }
    return true;
  }

  private static long wide(MemorySegment bytes) {
    long count = bytes.byteSize() / 4;
    int[] block = new int[(int) Math.min(BLOCK, count)];
    for (long first = 0; first < count; first += BLOCK) {
      int n = (int) Math.min(BLOCK, count - first);
      MemorySegment.copy(bytes, Elements.INT, 4 * first, block, 0, n);
      int seen = 0;
      for (int i = 0; i < n; i++) {
        // Adding the lowest exponent bit carries into the sign bit only when all are ones.
        seen |= (block[i] & 0x7f800000) + 0x00800000;
      }
      if (seen < 0) {
        for (int i = 0; i < n; i++) {
          if ((block[i] & 0x7f800000) == 0x7f800000) {
            return first + i;
          }
        }
      }
    }
    return -1;
  }

  private static long narrow(MemorySegment bytes, int exponent) {
    long count = bytes.byteSize() / 2;
    int lowest = exponent & -exponent;
    short[] block = new short[(int) Math.min(BLOCK, count)];
    for (long first = 0; first < count; first += BLOCK) {
      int n = (int) Math.min(BLOCK, count - first);
      MemorySegment.copy(bytes, Elements.SHORT, 2 * first, block, 0, n);
      int seen = 0;
      for (int i = 0; i < n; i++) {
        seen |= (block[i] & exponent) + lowest;
      }
      if ((seen & 0x8000) != 0) {
        for (int i = 0; i < n; i++) {
          if ((block[i] & exponent) == exponent) {
            return first + i;
          }
        }
      }
    }
    return -1;
  }
}
