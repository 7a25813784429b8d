package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/** What kernels do with sixteen floats at once. */
final class Lanes {

  /** Floats of one vector; rows of real numbers are padded to a multiple of it. */
  static final int WIDTH = 16;

  private Lanes() {}

  static int roundUp(int n) {
    return (n + WIDTH - 1) / WIDTH * WIDTH;
  }

  /** The same value in every lane. */
  static Float16 all(float v) {
    return new Float16(v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v);
  }

  /** {@code memory[at … at+15]}, at any place. */
  static Float16 load(FloatArray memory, int at) {
    return new Float16(
        memory.get(at),
        memory.get(at + 1),
        memory.get(at + 2),
        memory.get(at + 3),
        memory.get(at + 4),
        memory.get(at + 5),
        memory.get(at + 6),
        memory.get(at + 7),
        memory.get(at + 8),
        memory.get(at + 9),
        memory.get(at + 10),
        memory.get(at + 11),
        memory.get(at + 12),
        memory.get(at + 13),
        memory.get(at + 14),
        memory.get(at + 15));
  }

  /** {@code sum + x · w}. */
  static Float16 add(Float16 sum, Float16 x, Float16 w) {
    return Float16.add(sum, Float16.mult(x, w));
  }

  /** The sum of all lanes. */
  static float sum(Float16 v) {
    return ((v.get(0) + v.get(1)) + (v.get(2) + v.get(3)))
        + ((v.get(4) + v.get(5)) + (v.get(6) + v.get(7)))
        + (((v.get(8) + v.get(9)) + (v.get(10) + v.get(11)))
            + ((v.get(12) + v.get(13)) + (v.get(14) + v.get(15))));
  }
}
