package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What capture and replay cost, counted at the wrapper of the OpenCL calls. */
class OpenClReplayTest {

  @BeforeAll
  static void device() {
    OpenClDevices.require();
  }

  private static void fill(float[] values, float step) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 9) * step;
    }
  }

  /** One layer's worth of operators over a length; the ends by name. */
  private static final class Small implements AutoCloseable {
    final OpenClBackend backend;
    Length time;
    Tensor x;
    Tensor y;
    final OpenClGraph graph;

    Small() {
      this(false);
    }

    Small(boolean profiling) {
      backend = OpenClDevices.open(OpenClDevices.options(null), profiling);
      float[] weight = new float[5 * 3];
      fill(weight, 0.1f);
      Tensor w = backend.constant("w", weight, 5, 3, 1);
      graph =
          (OpenClGraph)
              backend
                  .capture(
                      (Ops ops) -> {
                        time = ops.length("time", 40);
                        x = ops.input("x", DataType.F32, Dim.of(3), time.dim());
                        y =
                            ops.output(
                                ops.flipChannels(ops.conv1d(x, w, null, Conv1d.Settings.DEFAULT)));
                        return y;
                      })
                  .graph();
    }

    @Override
    public void close() {
      backend.close();
    }
  }

  @Test
  void aReplayEnqueuesAndNothingElse() {
    try (Small small = new Small()) {
      small.graph.set(small.time, 7);
      small.graph.write(small.x, new float[21]);
      Counts counts = small.backend.counts();
      long allocations = counts.allocations;
      long arguments = counts.argumentsSet;
      long waits = counts.waits;
      long objects = counts.objects;
      long launches = counts.launches;
      small.graph.replay(10);
      assertEquals(allocations, counts.allocations, "allocations");
      assertEquals(arguments, counts.argumentsSet, "arguments set");
      assertEquals(waits, counts.waits, "waits");
      assertEquals(objects, counts.objects, "objects");
      assertEquals(launches + 20, counts.launches, "one launch per operator and replay");
    }
  }

  @Test
  void aGraphAsideRunsBesideOthersAndTellsWhenItIsDone() throws InterruptedException {
    OpenClOptions two = new OpenClOptions(null, null, Long.MAX_VALUE, TuningTarget.OFF, 2);
    record Ends(Tensor x, Tensor y) {}
    try (OpenClBackend backend = OpenClDevices.open(two)) {
      long objects = backend.counts().objects;
      float[] weight = new float[64 * 64 * 3];
      fill(weight, 1e-4f);
      Tensor w = backend.constant("w", weight, 64, 64, 3);
      List<Capture<Ends>> captures = new ArrayList<>();
      for (boolean aside : new boolean[] {true, false}) {
        captures.add(
            backend.capture(
                ops -> {
                  if (aside) {
                    ops.aside();
                  }
                  Tensor x = ops.input("x", DataType.F32, Dim.of(64), Dim.of(1000));
                  Conv1d.Settings same = Conv1d.Settings.DEFAULT.same(3, 1);
                  return new Ends(x, ops.output(ops.conv1d(x, w, null, same)));
                }));
      }
      float[] data = new float[64 * 1000];
      fill(data, 1e-3f);
      captures.forEach(capture -> capture.write(capture.ends().x(), data));
      Graph aside = captures.getFirst().graph();
      assertTrue(aside.done(), "nothing was replayed yet");
      long waits = backend.counts().waits;
      aside.replay(500);
      assertFalse(aside.done(), "500 convolutions take a while");
      float[] expected = captures.getLast().replay().floats(captures.getLast().ends().y());
      assertEquals(waits + 1, backend.counts().waits, "only the other queue was waited for");
      while (!aside.done()) {
        Thread.sleep(1);
      }
      assertArrayEquals(expected, captures.getFirst().floats(captures.getFirst().ends().y()));
      captures.forEach(Capture::close);
      backend.release(w);
      backend.programs().close();
      assertEquals(objects, backend.counts().objects, "OpenCL objects alive");
    }
  }

  @Test
  void profilingThatIsOffMakesNoEventAndAllocatesNothing() {
    try (Small small = new Small(false)) {
      small.graph.set(small.time, 7);
      small.graph.write(small.x, new float[21]);
      small.graph.replay(5000); // the JIT compiles
      small.backend.session().finish();
      long events = small.backend.counts().events;
      long before = allocatedBytes();
      small.graph.replay(2000);
      long allocated = allocatedBytes() - before;
      assertEquals(0, events, "events");
      assertEquals(events, small.backend.counts().events, "events of a replay");
      // An iterator of 32 bytes a replay as long as the JIT leaves it; no object for any launch.
      assertTrue(allocated <= 40 * 2000, "bytes allocated by 4000 launches: " + allocated);
    }
  }

  @Test
  void profilingHoldsNoMoreEventsThanItsRing() {
    try (Small small = new Small(true)) {
      small.graph.set(small.time, 7);
      small.graph.write(small.x, new float[21]);
      long[] told = new long[1];
      assertTrue(small.backend.profile((site, start, end) -> told[0]++));
      small.graph.replay(LaunchEvents.CAPACITY);
      assertTrue(told[0] >= LaunchEvents.CAPACITY, "told before the host waited: " + told[0]);
      small.graph.floats(small.y);
      assertEquals(2L * LaunchEvents.CAPACITY, told[0], "two launches a replay");
      assertEquals(2L * LaunchEvents.CAPACITY, small.backend.counts().events);
    }
  }

  /** Bytes this thread has allocated on the heap so far. */
  private static long allocatedBytes() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
  }

  @Test
  void aDecodedTokenTakesFiveLaunchesPerLayer(@TempDir Path folder) {
    ModelVersion version = ModelVersion.V2;
    Text2SemanticConfig config = Text2SemanticConfig.tiny(version);
    ModelSynthesizer.write(folder.resolve("model"), config, SovitsConfig.tiny(version), 1, false);
    List<Integer> perStep = new ArrayList<>();
    try (OpenClBackend backend = OpenClDevices.open((String) null);
        ModelFolder model = ModelFolder.open(folder.resolve("model"));
        Text2Semantic network = new Text2Semantic(backend, model.t2s(), config);
        Text2SemanticRunner generator =
            new Text2SemanticRunner(
                network,
                (step, graph, state) -> perStep.add(((OpenClGraph) graph).launchesPerReplay()))) {
      generator.generate(
          List.of(new Prompt(new int[] {1, 2, 3}, null, new int[0], 0)),
          SamplerSettings.DEFAULT,
          1,
          4,
          steps -> {});
    }
    int decode = perStep.get(1);
    System.out.println(
        "launches per decoded token: " + decode + " for " + config.layers() + " layers");
    assertTrue(decode <= 5 * config.layers() + 5, "launches: " + decode);
  }

  @Test
  void dataCrossesPackedAndLengthsAreChecked() {
    try (Small small = new Small()) {
      Graph graph = small.graph;
      float[] x = new float[3 * 7];
      fill(x, -0.3f);
      graph.set(small.time, 7);
      graph.write(small.x, x);
      graph.replay();
      float[] seven = graph.floats(small.y);
      assertEquals(35, seven.length);
      graph.set(small.time, 3);
      graph.write(small.x, Arrays.copyOf(x, 9));
      graph.replay();
      assertEquals(15, graph.floats(small.y).length);
      graph.set(small.time, 7);
      graph.write(small.x, x);
      graph.replay();
      assertArrayEquals(seven, graph.floats(small.y));
      assertThrows(IllegalArgumentException.class, () -> graph.set(small.time, 41));
      assertThrows(IllegalArgumentException.class, () -> graph.set(small.time, 0));
      assertThrows(IllegalArgumentException.class, () -> graph.write(small.x, new float[20]));
      assertThrows(IllegalArgumentException.class, () -> graph.write(small.x, new int[21]));
      assertThrows(IllegalArgumentException.class, () -> graph.write(small.y, new float[35]));
      graph.close();
      graph.close();
      assertThrows(IllegalStateException.class, graph::replay);
    }
  }

  @Test
  void closingFreesEverything() {
    Small small = new Small();
    small.graph.write(small.x, new float[3 * 40]);
    small.graph.replay();
    assertTrue(small.backend.counts().objects > 5);
    assertTrue(small.backend.session().budget().memory().peak() > 0);
    small.close();
    assertEquals(0, small.backend.counts().objects);
    assertEquals(0, small.backend.session().budget().memory().used());
    small.close();
  }

  @Test
  void aWeightComesBackAsItWentInWhateverItsForm() {
    try (OpenClBackend backend = OpenClDevices.open((String) null)) {
      float[] values = new float[19 * 3 * 5];
      fill(values, 0.01f);
      Tensor weight = backend.constant("w", values.clone(), 19, 3, 5);
      Tensor upsampling = backend.constant("u", values.clone(), 19, 3, 5);
      Tensor bias = backend.constant("b", new float[3], 3);
      assertArrayEquals(values, backend.floats(weight));
      backend
          .capture(
              ops -> {
                Tensor x = ops.input("x", DataType.F32, Dim.of(3), Dim.of(9));
                Tensor y =
                    ops.conv1d(
                        x,
                        weight,
                        null,
                        Conv1d.Settings.DEFAULT.same(5, 1).activation(Activation.TANH));
                return ops.output(ops.convTranspose1d(y, upsampling, bias, 3, 1));
              })
          .close();
      assertArrayEquals(values, backend.floats(weight));
      assertArrayEquals(values, backend.floats(upsampling));
    }
  }

  @Test
  void capacitiesAreRoundedUpToFewSizes() {
    try (OpenClBackend backend = OpenClDevices.open((String) null)) {
      for (int n = 1; n < 3000; n++) {
        assertTrue(backend.bucket(n) >= n);
        assertTrue(backend.bucket(n) < n + 64);
        assertEquals(backend.bucket(n), backend.bucket(backend.bucket(n)));
      }
      assertEquals(16, backend.bucket(3));
      assertEquals(128, backend.bucket(65));
    }
  }

  @Test
  void theAutomaticChoiceIsAGpuElseTheVectorsOfTheCpu() {
    try (var device = OpenClDevices.open((String) null);
        var chosen = Backends.open(Backends.AUTO)) {
      boolean gpu = OpenClDevice.choose(OpenClDevice.all(), OpenClDevice.wanted()).gpu();
      assertEquals(gpu ? device.name() : "simd", chosen.name());
    }
  }
}
