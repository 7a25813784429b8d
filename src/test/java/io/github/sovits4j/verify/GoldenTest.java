package io.github.sovits4j.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.verify.golden.GoldenSuite;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reference backend's networks against upstream's own numbers; every error that was measured is
 * printed. Networks of full size would take it minutes: they run on the other backends.
 */
class GoldenTest {

  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final String TINY =
      "{s1/tiny_*,s1/sampler,s2/tiny_*,hubert/tiny*,bert/tiny*,sv/tiny*,quantizer/*,frontend/*,"
          + "v34/tiny_*}";
  private static final String FULL = "{s1,s2,hubert,bert,sv,v34}/full*";

  static List<String> tiny() {
    return new GoldenSuite(FOLDER, List.of(TINY), StoragePolicy.F32).names();
  }

  static List<String> full() {
    return new GoldenSuite(FOLDER, List.of(FULL), StoragePolicy.F32).names();
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void tinyNetworksAgree(String name) {
    check(name, StoragePolicy.F32, UnaryOperator.identity());
  }

  /**
   * What a backend with few captures sees: capacities above the lengths in force, garbage behind.
   */
  @ParameterizedTest
  @MethodSource("tiny")
  void tinyNetworksAgreeInLargerCaptures(String name) {
    check(name, StoragePolicy.F32, RoomyBackend::new);
  }

  @ParameterizedTest
  @EnumSource(
      value = StoragePolicy.class,
      names = {"F16", "INT8"})
  void narrowStorageStaysWithinItsGate(StoragePolicy precision) {
    for (String name :
        new GoldenSuite(
                FOLDER, List.of("{s1/tiny_greedy*,bert/tiny,v34/tiny_v4_cfm_steps}"), precision)
            .names()) {
      check(name, precision, UnaryOperator.identity());
    }
  }

  /** The gate is there: what 8 bits do is too much for 16. */
  @Test
  void aPrecisionBeyondItsGateIsFound() {
    GoldenSuite suite = new GoldenSuite(FOLDER, List.of("s1/tiny_greedy_eos"), StoragePolicy.F16);
    try (Backend coarse = new CoarseBackend(Backends.open("reference"))) {
      assertFalse(suite.run("s1/tiny_greedy_eos", coarse).passed());
    }
  }

  /** Rounds matrices to 8 bits whatever was asked for. */
  private record CoarseBackend(Backend backend) implements ForwardingBackend {
    @Override
    public Tensor constant(String name, DataType storage, float[] data, int... shape) {
      DataType coarse = storage == DataType.F16 ? DataType.I8 : storage;
      return backend.constant(name, coarse, data, shape);
    }
  }

  /** The reader has tests of its own; this is how {@code sovits verify --golden} judges it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "views.pth",
        "handmade_ok.pth",
        "s1_tiny-e15.ckpt",
        "hostile_entry_traversal.pth",
        "evil_eval.ckpt",
        "missing_key.ckpt",
        "nan_weights.ckpt"
      })
  void checkpointsAreReadOrRefused(String file) {
    check("checkpoints/" + file, StoragePolicy.F32, UnaryOperator.identity());
  }

  @Test
  void noCaseIsForgotten() {
    assertEquals(
        new GoldenSuite(
                FOLDER,
                List.of("{s1,s2,hubert,bert,sv,quantizer,frontend,v34}/*"),
                StoragePolicy.F32)
            .names()
            .size(),
        tiny().size() + full().size(),
        "every recorded case belongs to one of the groups");
    assertTrue(tiny().size() >= 20 && full().size() >= 8, "cases are missing: " + tiny());
  }

  private static void check(String name, StoragePolicy precision, UnaryOperator<Backend> wrapped) {
    GoldenSuite suite = new GoldenSuite(FOLDER, List.of(name), precision);
    try (Backend backend = new PlannedBackend(wrapped.apply(Backends.open("reference")))) {
      GoldenSuite.Result result = suite.run(name, backend);
      PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
      result.print(out);
      assertTrue(result.passed(), name);
      assertEquals(List.of(), result.notCompared(), "recorded but not compared");
    }
  }
}
