package io.github.sovits4j.ops;

/**
 * A matrix in 8 bits: {@code w[r, c] ≈ integers[r, c] · factors[r]} with {@code factors[r] = max_c
 * |w[r, c]| / 127}. Symmetric, so that a row's factor can be applied after its sum.
 *
 * @param integers −127 … 127, row by row
 * @param factors one per row, not negative
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, compared by nobody
public record RowQuantized(byte[] integers, float[] factors) {

  private static final int LARGEST = 127;

  /** Rounds a matrix to nearest, ties to even. */
  public static RowQuantized of(float[] values, int rows) {
    int columns = values.length / rows;
    byte[] integers = new byte[values.length];
    float[] factors = new float[rows];
    for (int row = 0; row < rows; row++) {
      int from = row * columns;
      float largest = 0;
      for (int i = from; i < from + columns; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      factors[row] = largest / LARGEST;
      for (int i = from; largest > 0 && i < from + columns; i++) {
        integers[i] = (byte) Math.rint((double) values[i] * LARGEST / largest);
      }
    }
    return new RowQuantized(integers, factors);
  }

  /** What the matrix is now. */
  public float[] values() {
    int columns = integers.length / factors.length;
    float[] values = new float[integers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = integers[i] * factors[i / columns];
    }
    return values;
  }
}
