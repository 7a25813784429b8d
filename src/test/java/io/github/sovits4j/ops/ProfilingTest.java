package io.github.sovits4j.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each backend tells of its launches. */
class ProfilingTest {

  private static final int ROWS = 64;
  private static final int WIDTH = 256;

  /** How far device times may be off on the host's clock. */
  private static final long SLACK = 1_000_000;

  private record Told(LaunchSite site, long start, long end) {}

  private static final class Recorder implements ProfileListener {
    final List<Told> launches = new ArrayList<>();
    long uploadedBytes;

    @Override
    public void launched(LaunchSite site, long start, long end) {
      launches.add(new Told(site, start, end));
    }

    @Override
    public void uploaded(long bytes, long nanos) {
      uploadedBytes += bytes;
      assertTrue(nanos >= 0, () -> "" + nanos);
    }
  }

  private static Backend open(String name, boolean profiling) {
    Optional<String> missing =
        Backends.providers().stream()
            .filter(provider -> provider.name().equals(name))
            .findFirst()
            .orElseThrow()
            .missing();
    Skip.unless(missing.isEmpty(), name + ": " + missing.orElse(""));
    return Backends.open(name, BackendOptions.DEFAULT.withProfiling(profiling));
  }

  /** Three products in a row. */
  private static Graph graph(Backend backend) {
    float[] values = new float[WIDTH * WIDTH];
    Arrays.fill(values, 1e-3f);
    Tensor weight = backend.constant("weight", values, WIDTH, WIDTH);
    return backend
        .capture(
            ops -> {
              Tensor x = ops.input("x", DataType.F32, Dim.of(ROWS), Dim.of(WIDTH));
              for (int i = 0; i < 3; i++) {
                x = ops.linear(x, weight, null, Activation.NONE);
              }
              return ops.output(x);
            })
        .graph();
  }

  private static void run(Graph graph, int times) {
    graph.write(graph.program().inputs().getFirst(), new float[ROWS * WIDTH]);
    graph.replay(times);
    graph.floats(graph.program().outputs().getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd", "opencl", "tornado"})
  void everyLaunchIsTold(String name) {
    try (Backend backend = open(name, true)) {
      Recorder recorder = new Recorder();
      assertTrue(backend.profile(recorder));
      try (Graph graph = graph(backend)) {
        run(graph, 1);
        recorder.launches.clear();
        long launches = backend.launches();
        long before = System.nanoTime();
        run(graph, 5);
        long after = System.nanoTime();
        List<Told> told = recorder.launches;
        assertEquals(backend.launches() - launches, told.size());
        assertEquals(
            5 * graph.program().flops(), told.stream().mapToLong(t -> t.site().flops()).sum());
        assertEquals(
            5 * graph.program().bytes(), told.stream().mapToLong(t -> t.site().bytes()).sum());
        for (int i = 0; i < told.size(); i++) {
          Told t = told.get(i);
          assertEquals(i % 3, t.site().operator(), "in the order of the queue");
          assertSame(graph.program(), t.site().program());
          assertEquals("Linear", t.site().what());
          assertTrue(t.start() < t.end(), t::toString);
          assertTrue(t.start() > before - SLACK && t.end() < after + SLACK, t::toString);
          assertTrue(i == 0 || t.start() >= told.get(i - 1).end() - SLACK, t::toString);
        }
        assertTrue(
            name.equals("reference") || recorder.uploadedBytes >= 4L * WIDTH * WIDTH,
            () -> "uploaded: " + recorder.uploadedBytes);

        backend.profile(null);
        run(graph, 2);
        assertEquals(15, told.size(), "nobody listens any more");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd", "opencl", "tornado"})
  void withoutProfilingNobodyIsTold(String name) {
    try (Backend backend = open(name, false)) {
      Recorder recorder = new Recorder();
      assertFalse(backend.profile(recorder));
      try (Graph graph = graph(backend)) {
        run(graph, 2);
        assertEquals(6, backend.launches());
        assertTrue(recorder.launches.isEmpty() && recorder.uploadedBytes == 0);
      }
    }
  }
}
