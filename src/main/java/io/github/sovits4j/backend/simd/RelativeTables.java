package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

/** Terms of scores and values that depend on how far a key is from its query. */
final class RelativeTables {

  final int window;
  final int panels;

  /** The table of keys, packed as the weight of a product. */
  final float[] keys;

  private final float[] values; // [2·window + 1, width]
  private final int width;

  RelativeTables(float[] keys, float[] values, int window, int width, SimdGraph g) {
    int[] shape = {2 * window + 1, width};
    this.window = window;
    this.panels = Lanes.panels(shape[0]);
    this.keys = g.panels(keys, shape);
    this.values = values;
    this.width = width;
  }

  /** Adds {@code q · keys[j − i + window]} to the scores of the keys j near query i. */
  void addScores(float[] products, int at, float[] scores, int row, int i, int keyCount) {
    for (int j = Math.max(0, i - window); j < Math.min(keyCount, i + window + 1); j++) {
      scores[row + j] += products[at + j - i + window];
    }
  }

  /** Adds {@code Σ_j p_j · values[j − i + window]} over the keys j near query i. */
  void addValues(float[] p, int row, int i, int keyCount, float[] y, int to) {
    for (int j = Math.max(0, i - window); j < Math.min(keyCount, i + window + 1); j++) {
      float weight = p[row + j];
      int from = (j - i + window) * width;
      for (int c = 0; c < width; c++) {
        y[to + c] += weight * values[from + c];
      }
    }
  }

  /** Elements from query to query in the products. */
  int pitch() {
    return panels * PANEL;
  }
}
