package io.github.sovits4j.backend.simd;

/** Numbers in 16 bits. The loops are of the form that C2 turns into the machine's conversions. */
final class Halves {

  private Halves() {}

  /** {@code to[at + i] = from[start + i]} for {@code i < n}. */
  static void widen(short[] from, int start, float[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = Float.float16ToFloat(from[start + i]);
    }
  }

  static float[] widened(short[] halves) {
    float[] wide = new float[halves.length];
    widen(halves, 0, wide, 0, wide.length);
    return wide;
  }

  /** {@code to[at + i] = from[start + i]}, rounded. */
  static void narrow(float[] from, int start, short[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = Float.floatToFloat16(from[start + i]);
    }
  }

  static short[] narrowed(float[] values) {
    short[] halves = new short[values.length];
    narrow(values, 0, halves, 0, halves.length);
    return halves;
  }
}
