package io.github.sovits4j.backend.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.verify.PlannedBackend;
import io.github.sovits4j.verify.golden.GoldenSuite;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole networks against upstream's own numbers; greedy codes are identical. */
class SimdGoldenTest {

  private static final Path FOLDER = Path.of("src/test/resources/golden");

  @Test
  void tinyNetworksAgree() {
    check(
        "{s1/tiny_*,s1/sampler,s2/tiny_*,hubert/tiny*,bert/tiny*,sv/tiny*,quantizer/*,frontend/*,"
            + "v34/tiny_*}",
        20,
        StoragePolicy.F32);
  }

  @Tag("slow")
  @Test
  void fullSizeNetworksAgree() {
    check("{s1,s2,hubert,bert,sv,v34}/full*", 10, StoragePolicy.F32);
  }

  /** 16 and 8 bits, against what upstream computed in 32. */
  @ParameterizedTest
  @EnumSource(
      value = StoragePolicy.class,
      names = {"F16", "INT8"})
  void tinyNetworksStayWithinTheGateOfTheirPrecision(StoragePolicy precision) {
    check("{s1/tiny_batch*,s1/tiny_greedy*,bert/tiny,v34/tiny_v4_cfm_steps}", 7, precision);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(
      value = StoragePolicy.class,
      names = {"F16", "INT8"})
  void fullSizeNetworksStayWithinTheGateOfTheirPrecision(StoragePolicy precision) {
    check("s1/full_*", 3, precision);
  }

  private static void check(String only, int atLeast, StoragePolicy precision) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    int threads = Runtime.getRuntime().availableProcessors();
    try (SimdBackend backend =
        new SimdBackend(new SimdOptions(threads, TuningTarget.OFF), BackendOptions.DEFAULT)) {
      List<GoldenSuite.Result> results =
          new GoldenSuite(FOLDER, List.of(only), precision)
              .run(new PlannedBackend(backend), result -> result.print(out));
      assertTrue(results.size() >= atLeast);
      assertEquals(
          List.of(),
          results.stream().filter(r -> !r.passed()).map(GoldenSuite.Result::name).toList());
      for (GoldenSuite.Result result : results) {
        assertEquals(List.of(), result.notCompared(), result.name() + ": recorded, not compared");
      }
    }
  }
}
