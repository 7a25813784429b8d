package io.github.sovits4j.benchmarks;

import io.github.sovits4j.bench.Stopwatch;
import io.github.sovits4j.bench.TimedCase;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.Program;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Replays one operator case. It was compared with the reference before; the device's queue is
 * drained inside the measured method, once for so many replays that this does not count.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OperatorBenchmark {

  /** The captured case. */
  @State(Scope.Thread)
  public static class Case {

    private static final double BATCH_SECONDS = 0.002;

    @Param("reference")
    public String backend;

    @Param("Linear/1x512 to 2048 bias RELU")
    public String operatorCase;

    Backend opened;
    TimedCase timed;
    Stopwatch stopwatch;
    int replays;
    double gigaflops;
    double gigabytes;

    @Setup(Level.Trial)
    public void prepare() {
      opened = Backends.open(backend);
      timed = TimedCase.verified(TimedCase.named(operatorCase), opened);
      stopwatch = new Stopwatch(opened, 1);
      Program program = timed.graph().program();
      gigaflops = 1e-9 * program.flops();
      gigabytes = 1e-9 * program.bytes();
      replays = timed.advances() ? 1 : batch();
    }

    private int batch() {
      int times = 1;
      run(times);
      while (run(times) < BATCH_SECONDS) {
        times *= 2;
      }
      return times;
    }

    double run(int times) {
      long start = System.nanoTime();
      timed.graph().replay(times);
      stopwatch.finish();
      return (System.nanoTime() - start) * 1e-9;
    }

    /** Only where a replay leaves the next one something else to do. */
    @Setup(Level.Invocation)
    public void reset() {
      if (timed.advances()) {
        timed.reset();
        stopwatch.finish();
      }
    }

    @TearDown(Level.Trial)
    public void close() {
      stopwatch.close();
      timed.close();
      opened.close();
    }
  }

  /** What JMH divides by the time: launches, GFLOP and GB a second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Rates {
    public double launches;
    public double gigaflops;
    public double gigabytes;
  }

  /** Replays a batch and waits for the device. */
  @Benchmark
  public double replay(Case state, Rates rates) {
    double took = state.run(state.replays);
    rates.launches += state.replays;
    rates.gigaflops += state.replays * state.gigaflops;
    rates.gigabytes += state.replays * state.gigabytes;
    return took;
  }
}
