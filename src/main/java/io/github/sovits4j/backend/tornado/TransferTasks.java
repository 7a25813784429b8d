package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Between a bank and a small staging array that travels to or from the host whole. The host's data
 * is packed, the bank's rows are padded: packed element g is element {@code g % RUN} of row {@code
 * g / RUN}, and row r lies at {@code (r / INNER)·OUTER_STEP + (r % INNER)·INNER_STEP}.
 *
 * <p>These kernels read their parameters from the cursor itself. Work-items are independent.
 */
final class TransferTasks {

  static final int AT = 0; // in the bank
  static final int FROM = 1; // first packed element
  static final int COUNT = 2;
  static final int RUN = 3;
  static final int INNER = 4;
  static final int INNER_STEP = 5;
  static final int OUTER_STEP = 6;

  // Of a copy within the floats; FROM and AT are places, COUNT and RUN as above.
  static final int FROM_STEP = 4; // distance of rows
  static final int AT_STEP = 5;

  // Of a copy within a bank: AT, FROM, COUNT and RUN as above, of the target.
  static final int TO_STEP = 4; // distance of rows
  static final int SOURCE_AT = 5;
  static final int SOURCE_FROM = 6;
  static final int SOURCE_RUN = 7;
  static final int SOURCE_STEP = 8;

  private TransferTasks() {}

  static void store(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      FloatArray staged,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      memory.set(place(cursor, e), staged.get(e));
    }
  }

  static void load(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      FloatArray staged,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      staged.set(e, memory.get(place(cursor, e)));
    }
  }

  static void storeInts(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray staged,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      ints.set(place(cursor, e), staged.get(e));
    }
  }

  static void loadInts(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray staged,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      staged.set(e, ints.get(place(cursor, e)));
    }
  }

  /** Zeros {@code COUNT} floats from {@code AT} on, and {@code RUN} ints from {@code FROM} on. */
  static void clear(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      memory.set(cursor.get(AT) + e, 0f);
    }
    int intCount = cursor.get(RUN);
    for (int e = context.globalIdx; e < intCount; e += context.globalGroupSizeX) {
      ints.set(cursor.get(FROM) + e, 0);
    }
  }

  /** Between two tensors among the floats, row by row. */
  static void copyRows(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    int run = cursor.get(RUN);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      int row = e / run;
      int t = e - row * run;
      float value = memory.get(cursor.get(FROM) + row * cursor.get(FROM_STEP) + t);
      memory.set(cursor.get(AT) + row * cursor.get(AT_STEP) + t, value);
    }
  }

  /** Between two tensors among the floats. */
  static void copyFloats(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      memory.set(target(cursor, e), memory.get(source(cursor, e)));
    }
  }

  /** Between two tensors among the ints. */
  static void copyInts(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      ints.set(target(cursor, e), ints.get(source(cursor, e)));
    }
  }

  /** Between two tensors among the halves. */
  static void copyHalves(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      float value = halves.get(source(cursor, e)).getFloat32();
      Stored.round(halves, target(cursor, e), value);
    }
  }

  /** Repeats what is staged when there is more to write, which clears a stretch at once. */
  static void storeHalves(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      FloatArray staged,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      Stored.round(halves, place(cursor, e), staged.get(e % Bank.STAGED));
    }
  }

  static void loadHalves(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      FloatArray staged,
      IntArray cursor) {
    int count = cursor.get(COUNT);
    for (int e = context.globalIdx; e < count; e += context.globalGroupSizeX) {
      staged.set(e, halves.get(place(cursor, e)).getFloat32());
    }
  }

  private static int target(IntArray cursor, int e) {
    int g = cursor.get(FROM) + e;
    int run = cursor.get(RUN);
    int row = g / run;
    return cursor.get(AT) + row * cursor.get(TO_STEP) + g - row * run;
  }

  private static int source(IntArray cursor, int e) {
    int g = cursor.get(SOURCE_FROM) + e;
    int run = cursor.get(SOURCE_RUN);
    int row = g / run;
    return cursor.get(SOURCE_AT) + row * cursor.get(SOURCE_STEP) + g - row * run;
  }

  private static int place(IntArray cursor, int e) {
    int g = cursor.get(FROM) + e;
    int row = g / cursor.get(RUN);
    int outer = row / cursor.get(INNER);
    return cursor.get(AT)
        + outer * cursor.get(OUTER_STEP)
        + (row - outer * cursor.get(INNER)) * cursor.get(INNER_STEP)
        + g
        - row * cursor.get(RUN);
  }
}
