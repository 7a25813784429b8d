package io.github.sovits4j.backend.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.MemoryPlan;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorCases;
import io.github.sovits4j.verify.PreparedCase;
import io.github.sovits4j.verify.Values;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** What capture and replay cost, and that threads change nothing. */
class SimdReplayTest {

  private static SimdBackend open(int threads) {
    return new SimdBackend(new SimdOptions(threads, TuningTarget.OFF), BackendOptions.DEFAULT);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    List<String> different = new ArrayList<>();
    try (SimdBackend one = open(1);
        SimdBackend two = open(2);
        SimdBackend five = open(5)) {
      for (OperatorCase operatorCase : OperatorCases.all()) {
        List<Values> expected = run(operatorCase, one);
        for (SimdBackend backend : List.of(two, five)) {
          if (!same(expected, run(operatorCase, backend))) {
            different.add(operatorCase + ", " + backend.device());
          }
        }
      }
    }
    assertEquals(List.of(), different);
  }

  private static List<Values> run(OperatorCase operatorCase, SimdBackend backend) {
    try (PreparedCase prepared = operatorCase.prepare(backend)) {
      prepared.run();
      return prepared.read();
    }
  }

  private static boolean same(List<Values> a, List<Values> b) {
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same =
          Arrays.equals(a.get(i).floats(), b.get(i).floats())
              && Arrays.equals(a.get(i).ids(), b.get(i).ids());
    }
    return same;
  }

  /** In whole vectors of any machine; they are objects until the kernels are compiled. */
  @Test
  void aReplayAllocatesNothingOnceItIsCompiled() throws InterruptedException {
    try (SimdBackend backend = open(1)) {
      Tensor w = backend.constant("w", new float[64 * 32 * 3], 64, 32, 3);
      Tensor matrix = backend.constant("m", DataType.F16, new float[64 * 64], 64, 64);
      Graph graph =
          backend
              .capture(
                  (Ops ops) -> {
                    Length time = ops.length("time", 80);
                    Tensor x = ops.input("x", DataType.F32, Dim.of(32), time.dim());
                    Tensor h =
                        ops.conv1d(x, w, null, Conv1d.Settings.DEFAULT.same(3, 1).leaky(0.1f));
                    ops.output(ops.gatedTanh(h));
                    Tensor row = ops.input("row", DataType.F32, Dim.of(1), Dim.of(1), Dim.of(64));
                    return ops.output(ops.linear(row, matrix, null, Activation.RELU));
                  })
              .graph();
      graph.replay(20_000);
      long allocated = allocatedByReplays(graph);
      for (int i = 0; i < 300 && allocated >= 1000; i++) {
        Thread.sleep(100);
        allocated = allocatedByReplays(graph);
      }
      assertTrue(allocated < 1000, "bytes allocated by 1000 replays: " + allocated);
    }
  }

  private static long allocatedByReplays(Graph graph) {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long before = threads.getCurrentThreadAllocatedBytes();
    graph.replay(1000);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void workersRunEveryPieceOnceAndPassOnWhatIsThrown() {
    try (Workers workers = new Workers(4)) {
      for (int launch = 0; launch < 5000; launch++) {
        int count = 1 + launch % 9;
        AtomicIntegerArray runs = new AtomicIntegerArray(count);
        workers.run(count, (piece, scratch) -> runs.incrementAndGet(piece));
        for (int i = 0; i < count; i++) {
          assertEquals(1, runs.get(i));
        }
      }
      AtomicInteger run = new AtomicInteger();
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  workers.run(
                      8,
                      (piece, scratch) -> {
                        run.incrementAndGet();
                        if (piece == 3) {
                          throw new ArithmeticException("piece 3");
                        }
                      }));
      assertTrue(thrown.getMessage().contains("piece 3"), thrown::getMessage);
      assertEquals(8, run.get());
      workers.run(8, (piece, scratch) -> run.incrementAndGet());
      assertEquals(16, run.get());
    }
  }

  @Test
  void rowsAndChannelsMayMeet() {
    try (SimdBackend backend = open(2)) {
      float[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
      Tensor rows = backend.constant("rows", identity.clone(), 3, 3);
      Tensor channels = backend.constant("channels", new float[] {1, 0, 0, 1}, 2, 2, 1);
      Tensor[] ends = new Tensor[3];
      Graph graph =
          backend
              .capture(
                  (Ops ops) -> {
                    ends[0] = ops.input("x", DataType.F32, Dim.of(2), Dim.of(3));
                    Tensor y = ops.linear(ends[0], rows, null, Activation.NONE);
                    ends[1] = ops.output(ops.conv1d(y, channels, null, Conv1d.Settings.DEFAULT));
                    ends[2] = ops.output(ops.linear(ends[1], rows, null, Activation.NONE));
                    return ends;
                  })
              .graph();
      float[] x = {1, 2, 3, 4, 5, 6};
      graph.write(ends[0], x);
      graph.replay();
      assertArrayEquals(x, graph.floats(ends[1]));
      assertArrayEquals(x, graph.floats(ends[2]));
    }
  }

  /** A weight whose values are looked up and multiplied lies there twice. */
  @Test
  void aSecondFormOfAWeightIsCounted() {
    try (SimdBackend backend = open(1)) {
      Tensor book = backend.constant("book", new float[7 * 5], 7, 5);
      long before = backend.memory().used();
      Graph graph =
          backend
              .capture(
                  (Ops ops) -> {
                    Tensor x = ops.input("x", DataType.F32, Dim.of(5), Dim.of(8));
                    return ops.output(ops.lookup(ops.nearestCode(x, book), book, 1));
                  })
              .graph();
      assertEquals(before + book.bytes() + graph.bytes(), backend.memory().used());
      graph.close();
      assertEquals(before + book.bytes(), backend.memory().used());
    }
  }

  /** A result of channels that is read as rows is copied, whatever scratch memory is shared. */
  @Test
  void tensorsInBothOrdersAreCounted() {
    int width = 64;
    try (SimdBackend backend = open(1)) {
      Tensor channels = backend.constant("channels", new float[4], 2, 2, 1);
      Tensor rows = backend.constant("rows", new float[3 * width], 3, width);
      long[] beside = new long[2]; // the plan
      for (int turns = 0; turns < 2; turns++) {
        boolean turned = turns == 1;
        Graph graph =
            backend
                .capture(
                    (Ops ops) -> {
                      Tensor x = ops.input("x", DataType.F32, Dim.of(2), Dim.of(width));
                      Tensor y = ops.conv1d(x, channels, null, Conv1d.Settings.DEFAULT);
                      Tensor z = ops.input("z", DataType.F32, Dim.of(2), Dim.of(width));
                      ops.output(ops.linear(turned ? y : z, rows, null, Activation.NONE));
                      return ops.output(y);
                    })
                .graph();
        beside[turns] = graph.bytes() - MemoryPlan.of(graph.program()).bytes();
        graph.close();
      }
      assertEquals(2L * width * Float.BYTES, beside[1] - beside[0]);
    }
  }

  @Test
  void aWeightComesBackAsItWentInWhateverItsForm() {
    try (SimdBackend backend = open(1)) {
      float[] values = new float[19 * 3 * 5];
      for (int i = 0; i < values.length; i++) {
        values[i] = (i - 9) * 0.01f;
      }
      Tensor weight = backend.constant("w", values.clone(), 19, 3, 5);
      Tensor upsampling = backend.constant("u", values.clone(), 19, 3, 5);
      Tensor bias = backend.constant("b", new float[3], 3);
      Tensor halves = backend.constant("h", DataType.F16, values.clone(), 19, 15);
      Tensor integers = backend.constant("i", DataType.I8, values.clone(), 19, 15);
      float[] rounded = DataType.F16.rounded(values, 19);
      float[] quantized = DataType.I8.rounded(values, 19);
      assertArrayEquals(rounded, backend.floats(halves));
      assertArrayEquals(quantized, backend.floats(integers));
      backend.capture(
          ops -> {
            Tensor x = ops.input("x", DataType.F32, Dim.of(3), Dim.of(9));
            Tensor y = ops.conv1d(x, weight, null, Conv1d.Settings.DEFAULT.same(5, 1));
            ops.output(ops.convTranspose1d(y, upsampling, bias, 3, 1));
            Tensor row = ops.input("row", DataType.F32, Dim.of(1), Dim.of(15));
            ops.output(ops.linear(row, halves, null, Activation.NONE));
            return ops.output(ops.linear(row, integers, null, Activation.NONE));
          });
      assertArrayEquals(values, backend.floats(weight));
      assertArrayEquals(values, backend.floats(upsampling));
      assertArrayEquals(rounded, backend.floats(halves));
      assertArrayEquals(quantized, backend.floats(integers));
    }
  }
}
