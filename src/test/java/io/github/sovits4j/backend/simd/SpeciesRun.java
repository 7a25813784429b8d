package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.verify.OperatorVerifier;
import java.util.List;

/** Verifies the small operator cases with the vectors this process has; {@link SpeciesTest}. */
final class SpeciesRun {

  private SpeciesRun() {}

  public static void main(String[] args) {
    try (SimdBackend backend =
        new SimdBackend(new SimdOptions(2, TuningTarget.OFF), BackendOptions.DEFAULT)) {
      List<OperatorVerifier.Row> rows = OperatorVerifier.verify(backend, c -> !c.real(), row -> {});
      rows.stream()
          .filter(row -> !row.pass() || row.skipped())
          .forEach(row -> System.out.println(row.operatorCase() + ": " + row.error()));
      System.out.println(Lanes.F.vectorBitSize() + " bits, " + rows.size() + " cases");
    }
  }
}
