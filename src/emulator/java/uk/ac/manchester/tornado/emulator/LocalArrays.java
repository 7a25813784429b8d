package uk.ac.manchester.tornado.emulator;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The local memory of the group that runs. The n-th array that one work-item asks for is the n-th
 * of all others. It starts out filled with what nobody should read.
 */
final class LocalArrays {
  static final int MAX_BYTES = 48 << 10;

  private final Launch launch;
  private final List<Object> arrays = new ArrayList<>();

  /** How many of the arrays the present group has; the others are left from the group before. */
  private int present;

  private int bytes;

  LocalArrays(Launch launch) {
    this.launch = launch;
  }

  void newGroup() {
    present = 0;
    bytes = 0;
  }

  int count() {
    return present;
  }

  Object array(int index) {
    return arrays.get(index);
  }

  <T> T get(ItemContext item, Class<T> type, int size) {
    int index = item.localArrays++;
    if (index < present) {
      Object array = arrays.get(index);
      if (!type.isInstance(array) || Array.getLength(array) != size) {
        throw launch.failure(
            KernelException.Kind.LOCAL_MEMORY,
            "asks for %s as local array %d, which is %s for others of its group"
                .formatted(describe(type, size), index, describe(array)));
      }
      return type.cast(array);
    }
    bytes += Math.multiplyExact(size, elementBytes(type));
    if (bytes > MAX_BYTES) {
      throw launch.failure(
          KernelException.Kind.LOCAL_MEMORY,
          "asks for %d bytes of local memory; a group has %d".formatted(bytes, MAX_BYTES));
    }
    Object array = index < arrays.size() ? arrays.get(index) : null;
    if (!type.isInstance(array) || Array.getLength(array) != size) {
      array = Array.newInstance(type.componentType(), size);
      if (index < arrays.size()) {
        arrays.set(index, array);
      } else {
        arrays.add(array);
      }
    }
    fillUnset(array);
    present++;
    return type.cast(array);
  }

  private static int elementBytes(Class<?> type) {
    if (type == byte[].class) {
      return 1;
    }
    return type == long[].class || type == double[].class ? 8 : 4;
  }

  private static void fillUnset(Object array) {
    switch (array) {
      case float[] a -> Arrays.fill(a, Float.NaN);
      case double[] a -> Arrays.fill(a, Double.NaN);
      case int[] a -> Arrays.fill(a, 0x7EADBEEF);
      case long[] a -> Arrays.fill(a, 0x7EADBEEF7EADBEEFL);
      case byte[] a -> Arrays.fill(a, (byte) 0x7E);
      default -> throw new IllegalStateException(array.getClass().getName());
    }
  }

  static Object copy(Object array) {
    return switch (array) {
      case float[] a -> a.clone();
      case double[] a -> a.clone();
      case int[] a -> a.clone();
      case long[] a -> a.clone();
      case byte[] a -> a.clone();
      default -> throw new IllegalStateException(array.getClass().getName());
    };
  }

  /** First index at which two arrays of one type differ, or -1. */
  static int mismatch(Object first, Object second) {
    return switch (first) {
      case float[] a -> Arrays.mismatch(a, (float[]) second);
      case double[] a -> Arrays.mismatch(a, (double[]) second);
      case int[] a -> Arrays.mismatch(a, (int[]) second);
      case long[] a -> Arrays.mismatch(a, (long[]) second);
      case byte[] a -> Arrays.mismatch(a, (byte[]) second);
      default -> throw new IllegalStateException(first.getClass().getName());
    };
  }

  static String describe(Object array) {
    return describe(array.getClass(), Array.getLength(array));
  }

  private static String describe(Class<?> type, int size) {
    return type.componentType() + "[" + size + "]";
  }
}
