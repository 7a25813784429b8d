package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.verify.PlannedBackend;
import io.github.sovits4j.verify.golden.GoldenSuite;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks against upstream's own numbers; greedy codes are identical. */
class OpenClGoldenTest {

  private static final Path FOLDER = Path.of("src/test/resources/golden");

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void tinyNetworksAgree(String deviceClass) {
    check(
        deviceClass,
        "{s1/tiny_*,s1/sampler,s2/tiny_*,hubert/tiny*,bert/tiny*,sv/tiny*,quantizer/*,frontend/*,"
            + "v34/tiny_*}",
        20);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"s1/full_*", "s2/full_*", "v34/full_*"})
  void fullSizeNetworksAgree(String only) {
    check(null, only, 2);
  }

  /** 16 and 8 bits, against what upstream computed in 32. */
  @ParameterizedTest
  @EnumSource(
      value = StoragePolicy.class,
      names = {"F16", "INT8"})
  void tinyNetworksStayWithinTheGateOfTheirPrecision(StoragePolicy precision) {
    check("cpu", "{s1/tiny_batch*,s1/tiny_greedy*,bert/tiny,v34/tiny_v4_cfm_steps}", 7, precision);
    check("gpu", "{s1/tiny_batch*,s1/tiny_greedy*,bert/tiny,v34/tiny_v4_cfm_steps}", 7, precision);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(
      value = StoragePolicy.class,
      names = {"F16", "INT8"})
  void fullSizeNetworksStayWithinTheGateOfTheirPrecision(StoragePolicy precision) {
    check(null, "s1/full_*", 3, precision);
  }

  private static void check(String deviceClass, String only, int atLeast) {
    check(deviceClass, only, atLeast, StoragePolicy.F32);
  }

  private static void check(String deviceClass, String only, int atLeast, StoragePolicy precision) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    try (OpenClBackend backend = OpenClDevices.open(deviceClass)) {
      List<GoldenSuite.Result> results =
          new GoldenSuite(FOLDER, List.of(only), precision)
              .run(new PlannedBackend(backend), result -> result.print(out));
      assertTrue(results.size() >= atLeast);
      assertEquals(
          List.of(),
          results.stream().filter(r -> !r.passed()).map(GoldenSuite.Result::name).toList());
    }
  }
}
