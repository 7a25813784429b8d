package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BareRates;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Measures a device through the operator vocabulary, so on every backend alike: a product with one
 * row reads a weight and does next to nothing else; convolutions and products with many rows
 * compute; an operator on one element is nothing but its launch. What comes out is what our own
 * kernels reach where nothing is in their way: at most what the hardware can do, perhaps less.
 * Where a backend has {@linkplain BareRates bare kernels}, they are asked too, and the faster
 * counts.
 */
public final class CeilingMeter {

  private static final int MEGABYTE = 1 << 20;
  private static final int[] READ_MEGABYTES = {1, 4, 16, 64, 256};
  private static final int COLUMNS = 1024;
  private static final int[] FRAMES = {512, 4096, 32768};
  private static final int CHANNELS = 128;
  private static final int KERNEL = 7;
  private static final int[] ROWS = {128, 1024};
  private static final int TRANSFER_MEGABYTES = 16;
  private static final double LONG_ENOUGH = 0.05; // larger shapes gain nothing beyond this

  private final Backend backend;
  private final Stopwatch stopwatch;
  private final long largest;
  private final BareRates bare; // null: none

  private CeilingMeter(Backend backend, Stopwatch stopwatch, long largest) {
    this.backend = backend;
    this.stopwatch = stopwatch;
    this.largest = largest;
    this.bare = backend.bareRates().orElse(null);
  }

  /**
   * Measures a device.
   *
   * @param budget seconds to spend on one shape, about; there are some fifteen
   */
  public static Ceilings measure(Backend backend, double budget) {
    // A weight may lie three times in the heap: ours, the backend's, and one in its own layout.
    return measure(backend, budget, Runtime.getRuntime().maxMemory() / 8);
  }

  /** As above, with no buffer larger than so many bytes, except that there is always one. */
  static Ceilings measure(Backend backend, double budget, long largest) {
    try (Stopwatch stopwatch = new Stopwatch(backend, budget)) {
      return new CeilingMeter(backend, stopwatch, largest).measure();
    }
  }

  private Ceilings measure() {
    double[] launch = launch();
    double[] transfer = transfer();
    return new Ceilings(
        (bare == null ? "operators of backend " : "operators and bare kernels of backend ")
            + backend.name(),
        reads(),
        flops(),
        launch[0],
        launch[1],
        transfer[0],
        transfer[1]);
  }

  private List<Ceilings.Read> reads() {
    List<Ceilings.Read> reads = new ArrayList<>();
    for (int megabytes : READ_MEGABYTES) {
      long bytes = (long) megabytes * MEGABYTE;
      if (reads.isEmpty() || bytes <= largest) {
        Measured measured = product(1, (int) (bytes / Float.BYTES / COLUMNS));
        double rate = measured.bytes / measured.seconds;
        double bareRate = bare == null ? 0 : bare.readBytesPerSecond(bytes);
        reads.add(new Ceilings.Read(bytes, Math.max(rate, bareRate)));
      }
    }
    return reads;
  }

  /** Convolutions count only without bare kernels: done with fewer multiplications they mislead. */
  private double flops() {
    double product = best(ROWS, this::product);
    return Math.max(
        product, bare == null ? best(FRAMES, this::convolution) : bare.flopsPerSecond());
  }

  /** One operator on an input and a weight. */
  private interface Layer {
    Tensor apply(Ops ops, Tensor x, Tensor weight);
  }

  private record Measured(double seconds, long flops, long bytes) {}

  /** The highest rate over shapes of growing size; stops when a replay is long anyway. */
  private static double best(int[] sizes, IntFunction<Measured> shape) {
    double best = 0;
    for (int size : sizes) {
      Measured measured = shape.apply(size);
      best = Math.max(best, measured.flops / measured.seconds);
      if (measured.seconds > LONG_ENOUGH) {
        break;
      }
    }
    return best;
  }

  private Measured product(int rows) {
    return product(rows, COLUMNS);
  }

  private Measured product(int rows, int outputs) {
    return time(
        new int[] {rows, COLUMNS},
        new int[] {outputs, COLUMNS},
        (ops, x, w) -> ops.linear(x, w, null, Activation.NONE));
  }

  private Measured convolution(int frames) {
    Conv1d.Settings settings = Conv1d.Settings.DEFAULT.same(KERNEL, 1);
    return time(
        new int[] {CHANNELS, frames},
        new int[] {CHANNELS, CHANNELS, KERNEL},
        (ops, x, w) -> ops.conv1d(x, w, null, settings));
  }

  private Measured time(int[] inputShape, int[] weightShape, Layer layer) {
    Tensor weight = backend.constant("weight", filled(weightShape), weightShape);
    try (Graph graph = capture(inputShape, weight, layer)) {
      double seconds = stopwatch.perReplay(graph).min();
      return new Measured(seconds, graph.program().flops(), graph.program().bytes());
    } finally {
      backend.release(weight);
    }
  }

  private Graph capture(int[] inputShape, Tensor weight, Layer layer) {
    Dim[] dims = Arrays.stream(inputShape).mapToObj(Dim::of).toArray(Dim[]::new);
    Capture<Tensor> capture =
        backend.capture(
            ops -> {
              Tensor x = ops.input("x", DataType.F32, dims);
              ops.output(layer.apply(ops, x, weight));
              return x;
            });
    return capture.write(capture.ends(), filled(inputShape)).graph();
  }

  /** Seconds of a launch in a queue, and of one with a look after it. */
  private double[] launch() {
    Tensor weight = backend.constant("one", new float[] {1}, 1, 1);
    try (Graph graph =
        capture(new int[] {1, 1}, weight, (ops, x, w) -> ops.linear(x, w, null, Activation.NONE))) {
      return new double[] {
        stopwatch.perReplay(graph).median(), stopwatch.roundTrip(graph).median()
      };
    } finally {
      backend.release(weight);
    }
  }

  /** Bytes a second up and down. */
  private double[] transfer() {
    int elements = TRANSFER_MEGABYTES * MEGABYTE / Float.BYTES;
    float[] data = filled(elements);
    Tensor state = backend.state("transfer", DataType.F32, elements);
    try {
      double up =
          stopwatch.repeat(times -> repeated(times, () -> backend.write(state, data))).min();
      double down = stopwatch.repeat(times -> repeated(times, () -> backend.floats(state))).min();
      return new double[] {state.bytes() / up, state.bytes() / down};
    } finally {
      backend.release(state);
    }
  }

  private double repeated(int times, Runnable work) {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    stopwatch.finish();
    return Stopwatch.seconds(start);
  }

  /** Small values of both signs, so that no product grows beyond its type or becomes denormal. */
  private static float[] filled(int... shape) {
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 17 - 8) / 64f;
    }
    return values;
  }
}
