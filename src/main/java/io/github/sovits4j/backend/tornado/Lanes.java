package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.math.TornadoMath;
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

  /** The greatest of all lanes. */
  static float max(Float16 v) {
    float max = v.get(0);
    max = TornadoMath.max(max, v.get(1));
    max = TornadoMath.max(max, v.get(2));
    max = TornadoMath.max(max, v.get(3));
    max = TornadoMath.max(max, v.get(4));
    max = TornadoMath.max(max, v.get(5));
    max = TornadoMath.max(max, v.get(6));
    max = TornadoMath.max(max, v.get(7));
    max = TornadoMath.max(max, v.get(8));
    max = TornadoMath.max(max, v.get(9));
    max = TornadoMath.max(max, v.get(10));
    max = TornadoMath.max(max, v.get(11));
    max = TornadoMath.max(max, v.get(12));
    max = TornadoMath.max(max, v.get(13));
    max = TornadoMath.max(max, v.get(14));
    max = TornadoMath.max(max, v.get(15));
    return max;
  }

  /**
   * {@code e^x} for x ≤ 0, by arithmetic that works on vectors, which {@code exp} does not: {@code
   * (e^(x/16))^16} with a polynomial for the part between -2 and 0. Wrong by about 3e-6 of the
   * value, at worst 4e-5 where it is near the 1e-14 that stands for all below.
   */
  static Float16 exp(Float16 x) {
    Float16 t = Float16.mult(Float16.max(x, all(-32f)), all(0.0625f));
    Float16 r = add(all(1.4616876e-4f), t, all(8.873694e-6f));
    r = add(all(1.2864292e-3f), t, r);
    r = add(all(8.210094e-3f), t, r);
    r = add(all(4.157657e-2f), t, r);
    r = add(all(0.16662855f), t, r);
    r = add(all(0.49999166f), t, r);
    r = add(all(0.9999993f), t, r);
    r = add(all(1f), t, r);
    r = Float16.mult(r, r);
    r = Float16.mult(r, r);
    r = Float16.mult(r, r);
    return Float16.mult(r, r);
  }
}
