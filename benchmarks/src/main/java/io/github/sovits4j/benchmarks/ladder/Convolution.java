package io.github.sovits4j.benchmarks.ladder;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * A convolution of the generator's first stage: 256 channels to 256, kernel 7, dilation 3, 1024
 * time steps. Each input is used 1792 times, each weight 1024 times.
 */
final class Convolution {

  private static final int CHANNELS = 256;
  private static final int TAPS = 7;
  private static final int DILATION = 3;
  private static final int TIME = 1024;
  private static final int PADDING = (TAPS - 1) * DILATION / 2;
  private static final int STRIDE = TIME + 2 * PADDING;
  private static final String OPTIONS =
      "-DIN=" + CHANNELS + " -DOUT=" + CHANNELS + " -DTIME=" + TIME;

  private final float[] x;
  private final float[] padded = new float[CHANNELS * STRIDE];
  private final float[] w;

  private Convolution() {
    Random random = new Random(2);
    x = Numbers.draw(random, CHANNELS * TIME);
    w = Numbers.draw(random, CHANNELS * CHANNELS * TAPS);
    for (int i = 0; i < CHANNELS; i++) {
      System.arraycopy(x, i * TIME, padded, i * STRIDE + PADDING, TIME);
    }
  }

  static Problem on(OpenClHost host, List<Backend> backends) {
    Convolution problem = new Convolution();
    List<Rung> rungs = new ArrayList<>();
    rungs.add(problem.plain("Java, one thread", false));
    rungs.add(problem.plain("Java, all threads", true));
    rungs.add(problem.ejml());
    long[] elements = {TIME, CHANNELS};
    rungs.add(problem.openCl(host, "item per element", "item_per_element", 1, elements, null));
    rungs.add(problem.openCl(host, "local tile", "local_tile", 1, elements, new long[] {64, 1}));
    for (int tile : new int[] {1, 4, 8, 16, 32}) {
      rungs.add(
          problem.openCl(
              host,
              "register tile, " + tile + " channels",
              "register_tile",
              tile,
              new long[] {TIME / 16, CHANNELS / tile},
              null));
    }
    backends.forEach(backend -> rungs.add(problem.today(backend)));
    return new Problem(
        "convolution, 256 to 256 channels, kernel 7, 1024 steps",
        2L * CHANNELS * CHANNELS * TAPS * TIME,
        Float.BYTES * (2L * CHANNELS * TIME + problem.w.length),
        problem.expected(),
        rungs);
  }

  private float[] expected() {
    float[] y = new float[CHANNELS * TIME];
    double[] sums = new double[TIME];
    for (int o = 0; o < CHANNELS; o++) {
      Arrays.fill(sums, 0);
      for (int i = 0; i < CHANNELS; i++) {
        for (int k = 0; k < TAPS; k++) {
          double factor = w[(o * CHANNELS + i) * TAPS + k];
          int from = i * STRIDE + k * DILATION;
          for (int t = 0; t < TIME; t++) {
            sums[t] += factor * padded[from + t];
          }
        }
      }
      for (int t = 0; t < TIME; t++) {
        y[o * TIME + t] = (float) sums[t];
      }
    }
    return y;
  }

  private Rung plain(String name, boolean parallel) {
    float[] y = new float[CHANNELS * TIME];
    return new JavaRung(
        name,
        () -> {
          IntStream channels = IntStream.range(0, CHANNELS);
          (parallel ? channels.parallel() : channels).forEach(o -> channel(o, y));
        },
        y);
  }

  /** The inner loop runs along time, so that the JIT vectorises it. */
  private void channel(int o, float[] y) {
    Arrays.fill(y, o * TIME, (o + 1) * TIME, 0);
    for (int i = 0; i < CHANNELS; i++) {
      for (int k = 0; k < TAPS; k++) {
        add(w[(o * CHANNELS + i) * TAPS + k], i * STRIDE + k * DILATION, y, o * TIME);
      }
    }
  }

  private void add(float factor, int from, float[] y, int to) {
    for (int t = 0; t < TIME; t++) {
      y[to + t] += factor * padded[from + t];
    }
  }

  /** A matrix of all shifted inputs, then one matrix product. */
  private Rung ejml() {
    FMatrixRMaj weights = FMatrixRMaj.wrap(CHANNELS, CHANNELS * TAPS, w);
    FMatrixRMaj columns = new FMatrixRMaj(CHANNELS * TAPS, TIME);
    FMatrixRMaj y = new FMatrixRMaj(CHANNELS, TIME);
    return new JavaRung(
        "EJML mult of shifted inputs, one thread",
        () -> {
          for (int i = 0; i < CHANNELS; i++) {
            for (int k = 0; k < TAPS; k++) {
              System.arraycopy(
                  padded, i * STRIDE + k * DILATION, columns.data, (i * TAPS + k) * TIME, TIME);
            }
          }
          CommonOps_FDRM.mult(weights, columns, y);
        },
        y.data);
  }

  private Rung openCl(
      OpenClHost host, String name, String kernel, int tile, long[] global, long[] local) {
    cl_mem y = host.allocate(CHANNELS * TIME);
    cl_kernel compiled =
        host.kernel(
            "conv.cl",
            OPTIONS + " -DTILE=" + tile,
            kernel,
            host.upload(padded),
            host.upload(packed(tile)),
            y,
            STRIDE,
            TAPS,
            DILATION);
    return new OpenClRung(
        "OpenCL: " + name, host, List.of(compiled), global, local, List.of(y), CHANNELS * TIME);
  }

  /** {@code [out / tile][in][taps][tile]}; with a tile of 1 as it is. */
  private float[] packed(int tile) {
    float[] result = new float[w.length];
    int row = CHANNELS * TAPS;
    for (int o = 0; o < CHANNELS; o++) {
      for (int j = 0; j < row; j++) {
        result[(o / tile * row + j) * tile + o % tile] = w[o * row + j];
      }
    }
    return result;
  }

  private Rung today(Backend backend) {
    Tensor weight = backend.constant("w", w.clone(), CHANNELS, CHANNELS, TAPS);
    Capture<Tensor> capture =
        backend.capture(
            ops -> {
              Tensor in = ops.input("x", DataType.F32, Dim.of(CHANNELS), Dim.of(TIME));
              ops.output(
                  ops.conv1d(in, weight, null, Conv1d.Settings.DEFAULT.same(TAPS, DILATION)));
              return in;
            });
    capture.write(capture.ends(), x);
    return new BackendRung(backend, "Conv1d", capture.graph(), List.of(weight));
  }
}
