package io.github.sovits4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;

/** Measures what JVM threads can do on this machine: plain loops that the JIT vectorises. */
public final class HostMeter {

  private static final int MEGABYTE = 1 << 20;
  private static final int[] READ_MEGABYTES = {1, 4, 16, 64, 256};
  private static final int BLOCK = 1024; // floats; stays in the first-level cache
  private static final int CHAIN = 16;
  private static final double SHORTEST = 0.01;
  private static final int LEAST_TRIALS = 15; // the first ones wait for the JIT

  private final int threads;
  private final double budget;

  private HostMeter(int threads, double budget) {
    this.threads = threads;
    this.budget = budget;
  }

  /**
   * What a number of threads reach together.
   *
   * @param bandwidth by the size of all buffers together
   * @param flops floating-point operations a second, a multiply-add counting two
   */
  public record Result(int threads, List<Ceilings.Read> bandwidth, double flops) {}

  /**
   * Measures the host.
   *
   * @param threads how many work at once
   * @param budget seconds to spend on one figure, about
   */
  public static Result measure(int threads, double budget) {
    return measure(threads, budget, Runtime.getRuntime().maxMemory() / 4);
  }

  static Result measure(int threads, double budget, long largest) {
    return new HostMeter(threads, budget).measure(largest);
  }

  private Result measure(long largest) {
    List<Ceilings.Read> reads = new ArrayList<>();
    for (int megabytes : READ_MEGABYTES) {
      long bytes = (long) megabytes * MEGABYTE;
      if (reads.isEmpty() || bytes <= largest) {
        int each = (int) (bytes / Float.BYTES / threads);
        reads.add(
            new Ceilings.Read(bytes, together(index -> reader(each, index)) * each * Float.BYTES));
      }
    }
    double passes = together(index -> multiplier());
    return new Result(threads, reads, passes * 2.0 * BLOCK * CHAIN);
  }

  /** Passes a second, of all threads together, the best of some trials. */
  private double together(IntFunction<DoubleSupplier> worker) {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<Double>> work = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        DoubleSupplier supplier = worker.apply(i);
        work.add(supplier::getAsDouble);
      }
      double best = 0;
      long start = System.nanoTime();
      for (int i = 0; i < LEAST_TRIALS || Stopwatch.seconds(start) < budget; i++) {
        double sum = 0;
        for (Future<Double> rate : executor.invokeAll(work)) {
          sum += rate.get();
        }
        best = Math.max(best, sum);
      }
      return best;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static DoubleSupplier reader(int elements, int seed) {
    float[] data = new float[elements];
    Arrays.fill(data, seed + 1);
    float[] sums = new float[BLOCK];
    return () -> rate(() -> sum(data, sums));
  }

  private static DoubleSupplier multiplier() {
    float[] values = new float[BLOCK];
    Arrays.fill(values, 1);
    return () -> rate(() -> chain(values));
  }

  private static double rate(Work pass) {
    long start = System.nanoTime();
    long passes = 0;
    int sink = 0;
    double took;
    do {
      for (int i = 0; i < 8; i++) {
        sink += pass.run();
      }
      passes += 8;
      took = Stopwatch.seconds(start);
    } while (took < SHORTEST);
    sinkhole = sink;
    return passes / took;
  }

  private interface Work {
    int run();
  }

  /** Keeps results alive. */
  @SuppressWarnings("UnusedVariable") // written so that the loops are not dropped
  private static volatile int sinkhole;

  /** Many sums side by side, in the first-level cache: a single one would not be vectorised. */
  private static int sum(float[] data, float[] sums) {
    for (int from = 0; from + BLOCK <= data.length; from += BLOCK) {
      add(data, from, sums);
    }
    return (int) sums[0];
  }

  private static void add(float[] data, int from, float[] sums) {
    for (int i = 0; i < BLOCK; i++) {
      sums[i] += data[from + i];
    }
  }

  /** Sixteen dependent multiply-adds per element; the elements are independent. */
  private static int chain(float[] values) {
    float m = 0.999f;
    float a = 0.001f;
    for (int i = 0; i < values.length; i++) {
      float v = values[i];
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      v = Math.fma(v, m, a);
      values[i] = v;
    }
    return (int) values[values.length - 1];
  }
}
