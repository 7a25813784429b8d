package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How far results may be off: {@code |got − expected| ≤ abs + rel·|expected|}; both 0 for exact.
 *
 * @param abs absolute part
 * @param rel relative part
 */
record Tolerance(double abs, double rel) {

  /** Where a manifest says nothing. */
  static final Tolerance DEFAULT = new Tolerance(5e-4, 1e-3);

  static Tolerance of(JsonNode node) {
    return node.path("exact").asBoolean()
        ? new Tolerance(0, 0)
        : new Tolerance(node.path("abs").asDouble(), node.path("rel").asDouble());
  }

  boolean exact() {
    return abs == 0 && rel == 0;
  }

  @Override
  public String toString() {
    return exact() ? "exact" : "abs " + abs + " rel " + rel;
  }
}
