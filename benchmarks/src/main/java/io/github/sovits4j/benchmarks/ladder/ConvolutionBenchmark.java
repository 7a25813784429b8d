package io.github.sovits4j.benchmarks.ladder;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.Parity;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * The rungs of {@link VectorConvolution}, each in a JVM of its own, so that what the JIT made of
 * one does not help or harm the next. A rung that is wrong is not timed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dsovits4j.simd.threads=1"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConvolutionBenchmark {

  private static final double TOLERANCE = 1e-5;

  /** Kernel taps; 256 channels, 1024 steps. */
  @Param({"3", "7", "11"})
  private int taps;

  /** A step of the ladder, or the operator of simd. */
  @Param({"WRITTEN", "ALONG_OUTPUTS", "VECTOR", "TILE", "TALL_TILE", "MINIMAL", "FURTHER", "simd"})
  private String rung;

  private Backend backend; // null for a step of the ladder
  private Rung chosen;

  /** Verifies. */
  @Setup
  public void prepare() {
    VectorConvolution problem = new VectorConvolution(256, taps, 1024);
    if (rung.equals("simd")) {
      backend = Backends.open(rung);
      chosen = problem.today(backend);
    } else {
      chosen = problem.rung(VectorConvolution.Step.valueOf(rung));
    }
    chosen.run(1);
    double error = Parity.relativeL2(problem.expected(), chosen.result());
    if (!(error <= TOLERANCE)) {
      throw new IllegalStateException(rung + " is wrong, so not timed: relative error " + error);
    }
  }

  /** Computes once. */
  @Benchmark
  public void convolve() {
    chosen.run(1);
  }

  /** Gives back what the operator holds. */
  @TearDown
  public void close() throws Exception {
    chosen.close();
    if (backend != null) {
      backend.close();
    }
  }
}
