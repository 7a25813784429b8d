package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How far results may be off: {@code |got − expected| ≤ abs + rel·|expected|} for every element, or
 * {@code ‖got − expected‖ ≤ norm·‖expected‖}; all 0 for exact.
 *
 * @param abs absolute part
 * @param rel relative part
 * @param norm relative L2 error of the whole tensor; when above 0, the only measure
 */
record Tolerance(double abs, double rel, double norm) {

  /** Where a manifest says nothing. */
  static final Tolerance DEFAULT = new Tolerance(5e-4, 1e-3, 0);

  static final Tolerance EXACT = new Tolerance(0, 0, 0);

  static Tolerance ofNorm(double norm) {
    return new Tolerance(0, 0, norm);
  }

  static Tolerance of(JsonNode node) {
    return node.path("exact").asBoolean()
        ? EXACT
        : new Tolerance(node.path("abs").asDouble(), node.path("rel").asDouble(), 0);
  }

  boolean exact() {
    return abs == 0 && rel == 0 && norm == 0;
  }

  @Override
  public String toString() {
    if (exact()) {
      return "exact";
    }
    return norm > 0 ? "relative L2 " + norm : "abs " + abs + " rel " + rel;
  }
}
