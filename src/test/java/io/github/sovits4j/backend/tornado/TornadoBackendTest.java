package io.github.sovits4j.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.OperatorVerifier;
import io.github.sovits4j.verify.PlannedBackend;
import io.github.sovits4j.verify.golden.GoldenSuite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The backend against the reference and against upstream's numbers: on TornadoVM where its SDK is,
 * else on the emulator. Both ways to cut work are run, whatever the device is.
 */
class TornadoBackendTest {

  private static final String SHAPE = "sovits.tornado.shape";

  @BeforeEach
  void needsADevice() {
    Optional<String> missing = new TornadoProvider().missing();
    Skip.unless(missing.isEmpty(), "backend tornado: " + missing.orElse(""));
  }

  @AfterEach
  void forgetShape() {
    System.clearProperty(SHAPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void operatorsAgreeWithTheReference(String shape) {
    System.setProperty(SHAPE, shape);
    try (Backend backend = Backends.open("tornado")) {
      operatorsAgree(backend);
    }
  }

  private static void operatorsAgree(Backend backend) {
    List<String> missed = new ArrayList<>();
    // What the networks really do at full size takes the emulator too long.
    List<OperatorVerifier.Row> rows =
        OperatorVerifier.verify(
            backend,
            operatorCase -> !operatorCase.real(),
            row -> {
              if (!row.pass()) {
                missed.add(row.operatorCase() + ": " + row.error() + ' ' + row.failure());
              }
            });
    assertEquals(List.of(), missed);
    assertTrue(rows.size() > 300, "cases: " + rows.size());
    assertEquals(
        List.of(),
        rows.stream()
            .filter(OperatorVerifier.Row::skipped)
            .map(row -> row.operatorCase().name())
            .filter(name -> !name.contains("I8"))
            .toList(),
        "only 8 bits have no kernels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void tinyNetworksAgreeWithUpstream(String shape) {
    System.setProperty(SHAPE, shape);
    try (Backend backend = Backends.open("tornado")) {
      agree(
          backend,
          "{s1/tiny_*,s1/sampler,s2/tiny_*,hubert/tiny,bert/tiny,sv/tiny,quantizer/tiny,v34/tiny_*}",
          StoragePolicy.F32,
          14);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void tinyNetworksIn16BitsStayWithinTheirGate(String shape) {
    System.setProperty(SHAPE, shape);
    try (Backend backend = Backends.open("tornado")) {
      agree(
          backend,
          "{s1/tiny_batch*,s1/tiny_greedy*,bert/tiny,v34/tiny_v4_cfm_steps}",
          StoragePolicy.F16,
          7);
    }
  }

  private static void agree(Backend backend, String only, StoragePolicy precision, int atLeast) {
    GoldenSuite suite =
        new GoldenSuite(Path.of("src/test/resources/golden"), List.of(only), precision);
    List<String> missed = new ArrayList<>();
    List<GoldenSuite.Result> results =
        suite.run(
            new PlannedBackend(backend),
            result -> {
              if (!result.passed()) {
                missed.add(result.name() + ' ' + result.failure() + ' ' + result.comparisons());
              }
            });
    assertEquals(List.of(), missed);
    assertTrue(results.size() >= atLeast, "cases: " + results.size());
  }
}
