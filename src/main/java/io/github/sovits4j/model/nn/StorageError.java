package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.DataType;
import java.util.Locale;

/** What narrow storage did to the matrices of a network: relative L2 errors. */
final class StorageError {

  private double difference;
  private double norm;
  private double worst;
  private String worstName = "";

  /** Takes a matrix into account. */
  void add(String name, DataType storage, float[] values, int rows) {
    float[] stored = storage.rounded(values, rows);
    double d = 0;
    double n = 0;
    for (int i = 0; i < values.length; i++) {
      d += ((double) stored[i] - values[i]) * ((double) stored[i] - values[i]);
      n += (double) values[i] * values[i];
    }
    difference += d;
    norm += n;
    if (n > 0 && Math.sqrt(d / n) >= worst) {
      worst = Math.sqrt(d / n);
      worstName = name;
    }
  }

  /** Over all matrices. */
  double overall() {
    return norm == 0 ? 0 : Math.sqrt(difference / norm);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.3f %% off f32 (relative L2), at worst %.3f %% in %s",
        100 * overall(),
        100 * worst,
        worstName);
  }
}
