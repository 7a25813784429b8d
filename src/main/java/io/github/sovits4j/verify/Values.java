package io.github.sovits4j.verify;

import java.util.Arrays;
import java.util.List;

/**
 * What was read from a device: floats or ids, the other is null.
 *
 * @param name which tensor
 * @param floats an F32 tensor's values
 * @param ids an I32 tensor's values
 */
public record Values(String name, float[] floats, int[] ids) {

  /** The worst {@link #errorOf} of results in the same order. */
  public static double worst(List<Values> expected, List<Values> actual) {
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      worst = Math.max(worst, expected.get(i).errorOf(actual.get(i)));
    }
    return worst;
  }

  /** {@link Parity#relativeL2} of floats; for ids 0 when all are equal, else infinity. */
  public double errorOf(Values actual) {
    if (floats != null) {
      return Parity.relativeL2(floats, actual.floats);
    }
    return Arrays.equals(ids, actual.ids) ? 0 : Double.POSITIVE_INFINITY;
  }
}
