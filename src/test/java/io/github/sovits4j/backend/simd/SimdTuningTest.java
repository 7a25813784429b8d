package io.github.sovits4j.backend.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.TunableKernel;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorCases;
import io.github.sovits4j.verify.OperatorVerifier;
import io.github.sovits4j.verify.PreparedCase;
import io.github.sovits4j.verify.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is chosen for a product or a convolution is what it is computed with. */
class SimdTuningTest {

  private static SimdBackend open(String tuning) {
    return new SimdBackend(new SimdOptions(2, tuning), BackendOptions.DEFAULT);
  }

  private static OperatorCase find(String name) {
    return OperatorCases.all().stream()
        .filter(c -> c.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static final String CONVOLUTION = "Conv1d/generator: 64 channels, kernel 7, dilation 5";

  /** No choice is left out of the search by a case too few. */
  @Test
  void everyKernelHasACaseToBeTimed() {
    try (SimdBackend backend = open(TuningTarget.OFF)) {
      Set<String> met = new TreeSet<>();
      OperatorCases.all().stream()
          .filter(OperatorCase::real)
          .filter(c -> c.operator() == Conv1d.class || c.operator() == Linear.class)
          .forEach(
              c -> {
                try (PreparedCase prepared = c.prepare(backend)) {
                  met.addAll(backend.kernelsOf(prepared.graph()));
                }
              });
      assertEquals(
          backend.kernels().stream()
              .map(TunableKernel::name)
              .collect(Collectors.toCollection(TreeSet::new)),
          met);
    }
  }

  /** Other tiles of the same products change nothing; direct sums are others. */
  @Test
  void aConvolutionIsDoneAsChosen() {
    try (SimdBackend backend = open(TuningTarget.OFF);
        PreparedCase prepared = find(CONVOLUTION).prepare(backend)) {
      assertEquals(Set.of("conv1d-7-64"), backend.kernelsOf(prepared.graph()));
      prepared.run();
      float[] filtered = floats(prepared);
      assertArrayEquals(filtered, floats(backend, prepared, "conv1d-7-64", "TILES", 24));
      float[] direct = floats(backend, prepared, "conv1d-7-64", "TILES", 0);
      assertFalse(java.util.Arrays.equals(filtered, direct));
      assertThrows(
          IllegalArgumentException.class,
          () -> backend.compile(prepared.graph().program(), "nonsense", Map.of()));
    }
  }

  @Test
  void piecesOfAProductDoNotChangeABit() {
    try (SimdBackend backend = open(TuningTarget.OFF);
        PreparedCase prepared = find("Linear/128x512 to 2048 bias RELU").prepare(backend)) {
      assertEquals(Set.of("linear-many"), backend.kernelsOf(prepared.graph()));
      prepared.run();
      float[] expected = floats(prepared);
      assertArrayEquals(expected, floats(backend, prepared, "linear-many", "PANELS", 4));
      assertArrayEquals(expected, floats(backend, prepared, "linear-many", "ROWS", 132));
    }
  }

  private static float[] floats(PreparedCase prepared) {
    List<Values> values = prepared.read();
    return values.getFirst().floats();
  }

  private static float[] floats(
      SimdBackend backend, PreparedCase prepared, String kernel, String parameter, int value) {
    Map<String, Integer> parameters = new HashMap<>(backend.tuning().parameters(kernel));
    parameters.put(parameter, value);
    try (PreparedCase again =
        prepared.recompiled(program -> backend.compile(program, kernel, parameters))) {
      again.run();
      return floats(again);
    }
  }

  /** All convolutions the other way round. */
  @Test
  void whatIsStoredIsInForceInTheNextBackend(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tuned.properties");
    Map<String, Map<String, Integer>> searched = new LinkedHashMap<>();
    try (SimdBackend backend = open(TuningTarget.OFF)) {
      assertTrue(backend.device().endsWith(", not tuned"), backend::device);
      for (TunableKernel kernel : backend.kernels()) {
        Map<String, Integer> last = new HashMap<>();
        kernel.values().forEach((name, values) -> last.put(name, values.getLast()));
        searched.put(kernel.name(), last);
      }
      backend.storeTuning(file, searched);
    }
    try (SimdBackend backend = open(file.toString())) {
      assertTrue(backend.device().endsWith(", " + searched.size() + " tuned"), backend::device);
      assertEquals(searched, backend.tuning().tuned());
      assertEquals(
          List.of(),
          OperatorVerifier.verify(
                  backend,
                  c -> c.operator() == Conv1d.class || c.operator() == Linear.class,
                  row -> {})
              .stream()
              .filter(row -> !row.pass())
              .toList());
    }
    Files.writeString(file, Files.readString(file).replaceAll("vectors=\\d+", "vectors=1024"));
    UserException e = assertThrows(UserException.class, () -> open(file.toString()));
    assertEquals(
        String.format(
            "tuning file %s is for vectors '1024', here is '%d'; run sovits tune --backend simd"
                + " again.",
            file, Lanes.F.vectorBitSize()),
        e.getMessage());
  }
}
