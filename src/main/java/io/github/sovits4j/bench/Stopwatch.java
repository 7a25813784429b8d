package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times replays, the device's queue drained inside what is timed. Many replays share one look at
 * the device, so that its price does not count.
 */
public final class Stopwatch implements AutoCloseable {

  private static final double BATCH_SECONDS = 0.02;
  private static final int LEAST_SAMPLES = 3;
  private static final int MOST_SAMPLES = 25;
  private static final double WARM_UP_SHARE = 0.4;

  private final Backend backend;
  private final Tensor mark;
  private final double budget;
  private final LongSupplier nanos;

  /**
   * Gets ready.
   *
   * @param backend what runs the graphs
   * @param budget seconds to spend on one graph, about
   */
  public Stopwatch(Backend backend, double budget) {
    this(backend, budget, System::nanoTime);
  }

  /**
   * With another clock.
   *
   * @param nanos tells it, in nanoseconds from anywhere
   */
  Stopwatch(Backend backend, double budget, LongSupplier nanos) {
    this.backend = backend;
    this.budget = budget;
    this.nanos = nanos;
    this.mark = backend.state("finish mark", DataType.I32, 1);
  }

  /** Waits until the device has done everything it was given. */
  public void finish() {
    backend.ints(mark);
  }

  /** Seconds of one replay. */
  public Spread perReplay(Graph graph) {
    return repeat(times -> replay(graph, times));
  }

  /** Seconds of a replay with a look at the device after it. */
  public Spread roundTrip(Graph graph) {
    return repeat(
        times -> {
          long start = now();
          for (int i = 0; i < times; i++) {
            graph.replay();
            finish();
          }
          return since(start);
        });
  }

  /** Seconds of a replay with a look at the device after it, each from the same start. */
  public Spread afterReset(Graph graph, Runnable reset) {
    return repeat(times -> afterReset(graph, reset, times));
  }

  /** Seconds of so many replays with a look at the device after each, each from the same start. */
  double afterReset(Graph graph, Runnable reset, int times) {
    double took = 0;
    for (int i = 0; i < times; i++) {
      reset.run();
      finish();
      took += replay(graph, 1);
    }
    return took;
  }

  private double replay(Graph graph, int times) {
    long start = now();
    graph.replay(times);
    finish();
    return since(start);
  }

  /** Seconds that so many repetitions took. */
  public interface Repeated {
    /** Repeats and measures. */
    double run(int times);
  }

  /** Warms up, finds out how many repetitions are long enough to be timed, and times them. */
  public Spread repeat(Repeated work) {
    long start = now();
    int times = 1;
    double took = work.run(times);
    while (since(start) < WARM_UP_SHARE * budget || took < BATCH_SECONDS) {
      if (took < BATCH_SECONDS) {
        times *= 2;
      }
      took = work.run(times);
    }
    List<Double> samples = new ArrayList<>();
    while (samples.size() < LEAST_SAMPLES
        || (samples.size() < MOST_SAMPLES && since(start) < budget)) {
      samples.add(work.run(times) / times);
    }
    return Spread.of(samples.stream().mapToDouble(Double::doubleValue).toArray());
  }

  static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }

  /** What the clock says. */
  long now() {
    return nanos.getAsLong();
  }

  /** Seconds since the clock said so. */
  double since(long then) {
    return (now() - then) * 1e-9;
  }

  @Override
  public void close() {
    backend.release(mark);
  }
}
