package io.github.sovits4j.model.sovits;

/** Columns of row-major matrices {@code [rows, columns]} on the host. */
final class Columns {

  private Columns() {}

  /** Columns {@code from … to − 1}. */
  static float[] part(float[] values, int columns, int from, int to) {
    int rows = values.length / columns;
    float[] part = new float[rows * (to - from)];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * columns + from, part, row * (to - from), to - from);
    }
    return part;
  }

  /** The same matrix with columns of zeros behind, so that there are {@code wanted}. */
  static float[] padded(float[] values, int columns, int wanted) {
    if (columns == wanted) {
      return values;
    }
    int rows = values.length / columns;
    float[] padded = new float[rows * wanted];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * columns, padded, row * wanted, columns);
    }
    return padded;
  }

  /** Two matrices of as many rows, one beside the other. */
  static float[] joined(float[] a, int aColumns, float[] b, int bColumns) {
    int rows = a.length / aColumns;
    int wide = aColumns + bColumns;
    float[] joined = new float[rows * wide];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(a, row * aColumns, joined, row * wide, aColumns);
      System.arraycopy(b, row * bColumns, joined, row * wide + aColumns, bColumns);
    }
    return joined;
  }
}
