package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * Numbers that lie among the floats or among the halves, whichever a task was compiled for. That is
 * told by its slot: TornadoVM freezes scalars and drops the branch that is not taken, so a kernel
 * for floats holds nothing of the 16-bit type, which not every device has.
 */
final class Stored {

  /** Added to the slot of a task that reads matrices or caches from the halves. */
  static final int NARROW = 1 << 8;

  /** The most numbers among the halves: 2 GB. */
  static final int REACH = 1 << 30;

  private Stored() {}

  /** Where the descriptor of the task in this slot stands. */
  static int descriptor(IntArray cursor, int slot) {
    return cursor.get(slot % NARROW);
  }

  /** Sixteen numbers, of which v are in front. */
  static Float16 vector(FloatArray memory, HalfFloatArray halves, int slot, int v) {
    if (slot >= NARROW) {
      return widened(halves, v * 16);
    }
    return new VectorFloat16(memory).get(v);
  }

  /** One number. */
  static float number(FloatArray memory, HalfFloatArray halves, int slot, int at) {
    if (slot >= NARROW) {
      return halves.get(at).getFloat32();
    }
    return memory.get(at);
  }

  /**
   * Sixteen neighbours as floats. The mask changes nothing: it says that the place is not negative
   * and far from overflow. Without it the driver's compiler has to assume that the next place might
   * be 2^31 places away, and loads every number by itself.
   */
  private static Float16 widened(HalfFloatArray halves, int place) {
    int at = place & (REACH - 16);
    return new Float16(
        halves.get(at).getFloat32(),
        halves.get(at + 1).getFloat32(),
        halves.get(at + 2).getFloat32(),
        halves.get(at + 3).getFloat32(),
        halves.get(at + 4).getFloat32(),
        halves.get(at + 5).getFloat32(),
        halves.get(at + 6).getFloat32(),
        halves.get(at + 7).getFloat32(),
        halves.get(at + 8).getFloat32(),
        halves.get(at + 9).getFloat32(),
        halves.get(at + 10).getFloat32(),
        halves.get(at + 11).getFloat32(),
        halves.get(at + 12).getFloat32(),
        halves.get(at + 13).getFloat32(),
        halves.get(at + 14).getFloat32(),
        halves.get(at + 15).getFloat32());
  }

  /** Rounds a number to 16 bits and puts it among the halves. */
  static void round(HalfFloatArray halves, int at, float value) {
    halves.set(at, new HalfFloat(value));
  }
}
