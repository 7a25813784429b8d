package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.Tuning;
import io.github.sovits4j.ops.TuningFile;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.verify.OperatorCases;
import io.github.sovits4j.verify.OperatorVerifier;
import io.github.sovits4j.verify.PreparedCase;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is chosen for a kernel is what it runs with. */
class OpenClTuningTest {

  @BeforeAll
  static void device() {
    OpenClDevices.require();
  }

  private static OpenClBackend tuned(Path file) {
    return OpenClDevices.open(new OpenClOptions("cpu", null, Long.MAX_VALUE, file.toString(), 1));
  }

  /** Work-items of the only launch of a convolution to 48 channels, by axis. */
  private static long[] convolution(OpenClBackend backend) {
    Tensor weight = backend.constant("w", new float[48 * 3 * 5], 48, 3, 5);
    try (OpenClGraph graph = convolution(backend, weight, 32)) {
      return graph.launches().getFirst().global();
    } finally {
      backend.release(weight);
    }
  }

  private static OpenClGraph convolution(OpenClBackend backend, Tensor weight, int time) {
    return (OpenClGraph)
        backend
            .capture(
                ops ->
                    ops.output(
                        ops.conv1d(
                            ops.input("x", DataType.F32, Dim.of(3), Dim.of(time)),
                            weight,
                            null,
                            Conv1d.Settings.DEFAULT.same(5, 1))))
            .graph();
  }

  @Test
  void aWeightIsOnTheDeviceOnceWhateverTheLengths() {
    try (OpenClBackend backend = OpenClDevices.open("cpu")) {
      Tensor weight = backend.constant("w", new float[48 * 3 * 5], 48, 3, 5);
      for (int time : new int[] {1, 17, 900}) {
        convolution(backend, weight, time).close();
        assertEquals(
            48 * 3 * 5 * Float.BYTES + Session.MARGIN, backend.session().budget().memory().used());
      }
    }
  }

  @Test
  void whatIsStoredShapesTheKernelsOfTheNextBackend(@TempDir Path folder) {
    Path file = folder.resolve("tuned.properties");
    try (OpenClBackend backend = OpenClDevices.open("cpu")) {
      assertTrue(backend.device().endsWith("CPU kernels, not tuned"), backend::device);
      assertEquals(3, convolution(backend)[1], "tiles of 16 channels");
      assertEquals(2, convolution(backend)[0], "vectors of 16 steps");
      backend.storeTuning(
          file,
          Map.of(
              "conv1d", Map.of("VEC", 8, "OT", 24, "GROUP", 1),
              "gate", Map.of("VEC", 16, "GROUP", 1)));
    }
    try (OpenClBackend backend = tuned(file)) {
      assertTrue(backend.device().endsWith("CPU kernels, 1 tuned"), backend::device);
      assertEquals(2, convolution(backend)[1], "tiles of 24 channels");
      assertEquals(4, convolution(backend)[0], "vectors of 8 steps");
      assertEquals(
          0,
          OperatorVerifier.verify(backend, c -> c.operator() == Conv1d.class, row -> {}).stream()
              .filter(row -> !row.pass())
              .count());
      // What is stored of one kernel stays when another is tuned, and goes when its default wins.
      backend.storeTuning(file, Map.of("linear-row", Map.of("VEC", 16, "WT", 4)));
    }
    try (OpenClBackend backend = tuned(file)) {
      assertEquals(24, backend.tuning().parameters("conv1d").get("OT"));
      assertEquals(4, backend.tuning().parameters("linear-row").get("WT"));
      backend.storeTuning(file, Map.of("conv1d", Map.of("VEC", 16, "OT", 16, "GROUP", 1)));
    }
    try (OpenClBackend backend = tuned(file)) {
      assertEquals(Set.of("linear-row"), backend.tuning().tuned().keySet());
    }
  }

  @Test
  void aProgramCanBeCompiledWithOtherParameters() {
    try (OpenClBackend backend = OpenClDevices.open("cpu");
        PreparedCase prepared =
            OperatorCases.all().stream()
                .filter(c -> c.toString().equals("Linear/1x512 to 2048 bias RELU"))
                .findFirst()
                .orElseThrow()
                .prepare(backend)) {
      assertEquals(Set.of("linear-row"), backend.kernelsOf(prepared.graph()));
      for (int rows : new int[] {4, 12}) {
        try (OpenClGraph graph =
            backend.compile(
                prepared.graph().program(), "linear-row", Map.of("VEC", 16, "WT", rows))) {
          assertEquals(Math.ceilDiv(2048, rows), graph.launches().getFirst().global()[1], "groups");
        }
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> backend.compile(prepared.graph().program(), "nonsense", Map.of()));
    }
  }

  @Test
  void workGroupsFitTheDevice(@TempDir Path folder) {
    Path file = folder.resolve("tuned.properties");
    TuningTarget target = OpenClBackend.target(device(4096, 48 << 10), true);
    Map<String, Integer> wide = Map.of("VEC", 4, "TX", 16, "LANES", 32);
    TuningFile.write(file, target, Tuning.defaults(target.kernels()).with("channel-norm", wide));
    assertEquals(
        wide,
        OpenClBackend.inForce(file.toString(), null, target, device(4096, 48 << 10))
            .parameters("channel-norm"));
    UserException e =
        assertThrows(
            UserException.class,
            () -> OpenClBackend.inForce(file.toString(), null, target, device(256, 48 << 10)));
    assertTrue(e.getMessage().contains("512, but the device allows 256"), e::getMessage);
  }

  @Test
  void localMemoryFitsTheDevice(@TempDir Path folder) {
    Path file = folder.resolve("tuned.properties");
    TuningTarget target = OpenClBackend.target(device(4096, 96 << 10), true);
    Map<String, Integer> large = Map.of("VEC", 4, "LANES", 512, "XT", 32, "WT", 32, "SLAB", 32);
    TuningFile.write(file, target, Tuning.defaults(target.kernels()).with("linear-many", large));
    assertEquals(
        large,
        OpenClBackend.inForce(file.toString(), null, target, device(4096, 96 << 10))
            .parameters("linear-many"));
    UserException e =
        assertThrows(
            UserException.class,
            () -> OpenClBackend.inForce(file.toString(), null, target, device(4096, 48 << 10)));
    assertTrue(
        e.getMessage().contains("73728 bytes of local memory, but the device has 49152"),
        e::getMessage);
  }

  private static OpenClDevice device(long largestGroup, long localMemory) {
    return new OpenClDevice(
        null,
        null,
        "A",
        "B",
        "OpenCL 1.2",
        "1",
        true,
        2,
        1 << 30,
        1 << 28,
        largestGroup,
        localMemory);
  }

  /** No kernel is left out of the search by a wrong operator or a case too few. */
  @Test
  void everyKernelHasACaseToBeTimed() {
    for (String deviceClass : new String[] {"cpu", "gpu"}) {
      try (OpenClBackend backend = OpenClDevices.open(deviceClass)) {
        Set<TunedKernel> met = EnumSet.noneOf(TunedKernel.class);
        OperatorCases.all().stream()
            .filter(c -> c.real())
            .forEach(
                c -> {
                  try (PreparedCase prepared = c.prepare(backend)) {
                    for (TunedKernel kernel : ((OpenClGraph) prepared.graph()).used()) {
                      if (c.operator().equals(kernel.operator())) { // others may use it too
                        met.add(kernel);
                      }
                    }
                  }
                });
        assertEquals(EnumSet.allOf(TunedKernel.class), met);
      }
    }
  }
}
