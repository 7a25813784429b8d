package io.github.sovits4j.verify.golden;

import java.util.Locale;

/**
 * One tensor of a case against its recording.
 *
 * @param tensor its name
 * @param error the largest absolute difference; infinite when sizes differ or a value is not finite
 * @param excess the largest {@code |got − expected| / (abs + rel·|expected|)}; passes up to 1
 * @param relative {@code ‖got − expected‖ / ‖expected‖}
 * @param tolerance what was allowed
 * @param note what is wrong beside numbers; empty if nothing
 */
public record Comparison(
    String tensor, double error, double excess, double relative, Tolerance tolerance, String note) {

  /** Whether the tensor is within its tolerance. */
  public boolean passed() {
    return excess <= 1 && note.isEmpty();
  }

  static Comparison of(String tensor, float[] expected, float[] got, Tolerance tolerance) {
    if (expected.length != got.length) {
      return failed(
          tensor, tolerance, "expected " + expected.length + " elements, got " + got.length);
    }
    double error = 0;
    double excess = 0;
    double squares = 0;
    double norm = 0;
    for (int i = 0; i < got.length; i++) {
      double difference = Math.abs((double) got[i] - expected[i]);
      if (Double.isNaN(difference)) {
        return failed(tensor, tolerance, "not a number at element " + i);
      }
      double allowed = tolerance.abs() + tolerance.rel() * Math.abs(expected[i]);
      error = Math.max(error, difference);
      excess = Math.max(excess, difference == 0 ? 0 : difference / allowed);
      squares += difference * difference;
      norm += (double) expected[i] * expected[i];
    }
    double relative = squares == 0 ? 0 : Math.sqrt(squares / norm);
    double measure = tolerance.norm() > 0 ? relative / tolerance.norm() : excess;
    return new Comparison(tensor, error, measure, relative, tolerance, "");
  }

  static Comparison of(String tensor, int[] expected, int[] got) {
    Tolerance exact = Tolerance.EXACT;
    if (expected.length != got.length) {
      return failed(tensor, exact, "expected " + expected.length + " values, got " + got.length);
    }
    for (int i = 0; i < got.length; i++) {
      if (expected[i] != got[i]) {
        return failed(
            tensor,
            exact,
            "expected " + expected[i] + " at " + i + " of " + got.length + ", got " + got[i]);
      }
    }
    return new Comparison(tensor, 0, 0, 0, exact, "");
  }

  /** Something that is not measured in numbers and is as it should be. */
  static Comparison passed(String what) {
    return new Comparison(what, 0, 0, 0, Tolerance.EXACT, "");
  }

  static Comparison failed(String tensor, Tolerance tolerance, String note) {
    double infinite = Double.POSITIVE_INFINITY;
    return new Comparison(tensor, infinite, infinite, infinite, tolerance, note);
  }

  @Override
  public String toString() {
    String numbers =
        tolerance.exact() && note.isEmpty()
            ? "identical"
            : String.format(Locale.ROOT, "max error %.2e, relative L2 %.2e", error, relative);
    return String.format(
        Locale.ROOT,
        "%-22s %s (tolerance %s)%s",
        tensor,
        note.isEmpty() ? numbers : note,
        tolerance,
        passed() ? "" : "  FAILED");
  }
}
