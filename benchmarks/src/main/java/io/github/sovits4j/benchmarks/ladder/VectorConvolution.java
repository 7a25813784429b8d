package io.github.sovits4j.benchmarks.ladder;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.verify.OperatorVerifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A convolution in Java, from the sum as it is written down to fewer multiplications, on one
 * thread. Data lies as {@code [time][channel]} behind the padding, so that all inputs of an output
 * lie together and those of the next output begin one time step further.
 */
final class VectorConvolution {

  /** Rows behind the last, which whole tiles read and write. */
  private static final int MARGIN = 128;

  /** Depth of a product that is added up in registers; a panel of weights stays in the cache. */
  private static final int DEPTH = 256;

  private final int channels;
  private final int taps;
  private final int time;
  private final float[] bare; // [channel][time]
  private final float[] x; // [time][channel], padded
  private final float[] w; // [out][in][tap]
  private final float[] y; // [time][channel]

  /**
   * @param channels whole panels
   * @param taps odd
   */
  VectorConvolution(int channels, int taps, int time) {
    this.channels = channels;
    this.taps = taps;
    this.time = time;
    Random random = new Random(4);
    bare = Numbers.draw(random, channels * time);
    w = Numbers.draw(random, channels * channels * taps);
    x = new float[(time + MARGIN) * channels];
    y = new float[(time + MARGIN) * channels];
    for (int i = 0; i < channels; i++) {
      for (int t = 0; t < time; t++) {
        x[(t + taps / 2) * channels + i] = bare[i * time + t];
      }
    }
  }

  /** The rungs, lowest first. */
  enum Step {
    /** The sum as it is written down. */
    WRITTEN,
    /** Loops that the JIT turns into vectors. */
    ALONG_OUTPUTS,
    /** The Vector API with one sum in a register. */
    VECTOR,
    /** Twelve sums in registers. */
    TILE,
    /** Twenty-four, for fewer instructions beside the multiply-adds. */
    TALL_TILE,
    /** Fewer multiplications: F(4,3), or F(4,4) in pieces. */
    MINIMAL,
    /** Fewer still: F(6,3), or pieces that are nested. */
    FURTHER
  }

  /**
   * The ladder.
   *
   * @param backends whose operator is the last rung
   */
  Problem on(List<Backend> backends) {
    List<Rung> rungs = new ArrayList<>();
    for (Step step : Step.values()) {
      rungs.add(rung(step));
    }
    backends.forEach(backend -> rungs.add(today(backend)));
    return new Problem(
        "convolution, " + channels + " to " + channels + " channels, kernel " + taps,
        2L * channels * channels * taps * time,
        Float.BYTES * (2L * channels * time + w.length),
        expected(),
        rungs);
  }

  Rung rung(Step step) {
    boolean short3 = taps == 3;
    ToomCook outer = taps <= 8 ? ToomCook.F2_2 : ToomCook.F2_3;
    return switch (step) {
      case WRITTEN -> rung("the sum as it is written", this::written);
      case ALONG_OUTPUTS -> alongOutputs();
      case VECTOR -> vector();
      case TILE -> tile("Vector API, tile of 6 rows and 2 vectors", false);
      case TALL_TILE -> tile("Vector API, tile of 12 rows and 2 vectors", true);
      case MINIMAL -> minimal(short3 ? ToomCook.F4_3 : ToomCook.F4_4, null);
      case FURTHER -> short3 ? minimal(ToomCook.F6_3, null) : minimal(ToomCook.F4_4, outer);
    };
  }

  private Rung rung(String name, Runnable work) {
    return new Rung() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void run(int times) {
        for (int i = 0; i < times; i++) {
          work.run();
        }
      }

      @Override
      public float[] result() {
        float[] byChannel = new float[channels * time];
        for (int i = 0; i < byChannel.length; i++) {
          byChannel[i] = y[i % time * channels + i / time];
        }
        return byChannel;
      }
    };
  }

  /** A sum of floats keeps its order, so the JIT makes no vectors of it. */
  private void written() {
    for (int t = 0; t < time; t++) {
      for (int o = 0; o < channels; o++) {
        float sum = 0;
        for (int i = 0; i < channels; i++) {
          for (int k = 0; k < taps; k++) {
            sum += w[(o * channels + i) * taps + k] * x[(t + k) * channels + i];
          }
        }
        y[t * channels + o] = sum;
      }
    }
  }

  /** The inner loop runs along outputs, which the JIT vectorises; y is loaded and stored. */
  private Rung alongOutputs() {
    float[] packed = new float[w.length]; // [tap][in][out]
    for (int i = 0; i < w.length; i++) {
      int o = i / (channels * taps);
      packed[(i % taps * channels + i / taps % channels) * channels + o] = w[i];
    }
    return rung(
        "loops along outputs",
        () -> {
          Arrays.fill(y, 0);
          for (int t = 0; t < time; t++) {
            for (int k = 0; k < taps * channels; k++) {
              float value = x[t * channels + k];
              for (int o = 0; o < channels; o++) {
                y[t * channels + o] += value * packed[k * channels + o];
              }
            }
          }
        });
  }

  private Rung vector() {
    float[] packed = packed(new ToomCook(1, 1), null);
    int depth = taps * channels;
    return rung(
        "Vector API, one sum in a register",
        () -> {
          for (int t = 0; t < time; t++) {
            for (int o = 0; o < channels; o += Tile.V) {
              int panel = o / Tile.PANEL * Tile.PANEL * depth + o % Tile.PANEL;
              Tile.row(x, t * channels, packed, panel, depth, y, t * channels + o);
            }
          }
        });
  }

  private Rung tile(String name, boolean tall) {
    float[] packed = packed(new ToomCook(1, 1), null);
    return rung(
        name,
        () -> {
          Arrays.fill(y, 0);
          multiply(tall, x, 0, taps * channels, rows(time), packed, 0, y, 0);
        });
  }

  /** {@code sums[r] += Σ_k v[r · channels + k] · w[k]} for all outputs. */
  private void multiply(
      boolean tall,
      float[] v,
      int from,
      int depth,
      int rows,
      float[] weights,
      int first,
      float[] sums,
      int to) {
    for (int k = 0; k < depth; k += DEPTH) {
      int steps = Math.min(DEPTH, depth - k);
      for (int o = 0; o < channels; o += Tile.PANEL) {
        int panel = first + o * depth + k * Tile.PANEL;
        int r = 0;
        for (; tall && r <= rows - Tile.TALL_ROWS; r += Tile.TALL_ROWS) {
          int at = from + r * channels + k;
          Tile.tall(v, at, channels, weights, panel, steps, sums, to + r * channels + o, channels);
        }
        for (; r < rows; r += Tile.ROWS) {
          int at = from + r * channels + k;
          Tile.tile(v, at, channels, weights, panel, steps, sums, to + r * channels + o, channels);
        }
      }
    }
  }

  private static int rows(int n) {
    return Math.ceilDiv(n, Tile.ROWS) * Tile.ROWS;
  }

  /**
   * Minimal filtering. Kernels of more taps than a tile has are cut into pieces as long as a tile's
   * outputs, so that piece p meets the transformed input of tile τ + p, and all share a transform:
   * in each of the products, the pieces are a convolution over tiles. Nested, that one is minimal
   * too.
   *
   * @param outer for the convolution over tiles, or null to compute it as it is
   */
  private Rung minimal(ToomCook inner, ToomCook outer) {
    int n = inner.products();
    int m = inner.outputs();
    int pieces = inner.pieces(taps);
    int group = outer == null ? 1 : outer.outputs();
    float[] weights = packed(inner, outer);
    float[][] inputs = ToomCook.floats(inner.inputs());
    float[][] results = ToomCook.floats(inner.results());
    int block = rows(48 * 256 / channels); // tiles at a time: transformed, they fit the L2 cache
    int all = Math.ceilDiv(time, m);
    float[] v = new float[n * (block + pieces) * channels]; // [product][tile][in]
    float[] sums = new float[n * block * channels]; // [product][tile][out]
    Nested nested = outer == null ? null : new Nested(outer, block / group);
    return rung(
        inner
            + (pieces == 1 ? "" : ", " + pieces + " pieces")
            + (nested == null ? "" : ", nested in " + outer),
        () -> {
          for (int from = 0; from < all; from += block) {
            int tiles =
                Math.min(block, Math.ceilDiv(all - from, group * Tile.ROWS) * group * Tile.ROWS);
            int met = tiles + pieces - 1;
            for (int tile = 0; tile < met; tile++) {
              int at = (from + tile) * m * channels;
              Tile.transform(inputs, x, at, channels, v, tile * channels, met * channels, channels);
            }
            Arrays.fill(sums, 0);
            for (int q = 0; q < n; q++) {
              int size = weights.length / n;
              if (nested == null) {
                multiply(
                    false,
                    v,
                    q * met * channels,
                    pieces * channels,
                    tiles,
                    weights,
                    q * size,
                    sums,
                    q * tiles * channels);
              } else {
                nested.multiply(v, q * met, tiles / group, weights, q * size, sums, q * tiles);
              }
            }
            for (int tile = 0; tile < tiles; tile++) {
              int at = (from + tile) * m * channels;
              Tile.transform(
                  results, sums, tile * channels, tiles * channels, y, at, channels, channels);
            }
          }
        });
  }

  /** The convolution over tiles of one product, by fewer products. */
  private final class Nested {

    private final ToomCook way;
    private final float[][] inputs;
    private final float[][] results;
    private final float[] v; // [product][group][in]
    private final float[] sums; // [product][group][out]

    Nested(ToomCook way, int groups) {
      this.way = way;
      inputs = ToomCook.floats(way.inputs());
      results = ToomCook.floats(way.results());
      v = new float[way.products() * groups * channels];
      sums = new float[v.length];
    }

    /**
     * @param tile of x that is met first; the first that is computed is {@code result}
     */
    void multiply(
        float[] tiles, int tile, int groups, float[] weights, int first, float[] y, int result) {
      int size = groups * channels;
      for (int g = 0; g < groups; g++) {
        int at = (tile + g * way.outputs()) * channels;
        Tile.transform(inputs, tiles, at, channels, v, g * channels, size, channels);
      }
      Arrays.fill(sums, 0);
      for (int s = 0; s < way.products(); s++) {
        int part = first + s * channels * channels;
        VectorConvolution.this.multiply(
            false, v, s * size, channels, groups, weights, part, sums, s * size);
      }
      for (int g = 0; g < groups; g++) {
        int to = (result + g * way.outputs()) * channels;
        Tile.transform(results, sums, g * channels, size, y, to, channels, channels);
      }
    }
  }

  /**
   * {@code [product][panel][piece · in][PANEL]}, nested {@code [product][outer][panel][in][PANEL]}.
   */
  private float[] packed(ToomCook inner, ToomCook outer) {
    int pieces = inner.pieces(taps);
    double[][] g = inner.weights();
    double[][] h = outer == null ? identity(pieces) : outer.weights();
    int depth = (outer == null ? pieces : 1) * channels;
    float[] packed = new float[inner.products() * h.length * channels * channels];
    for (int o = 0; o < channels; o++) {
      int lane = o / Tile.PANEL * Tile.PANEL * depth + o % Tile.PANEL;
      for (int i = 0; i < channels; i++) {
        for (int q = 0; q < inner.products(); q++) {
          double[] transformed = new double[pieces];
          for (int k = 0; k < taps; k++) {
            double tap = w[(o * channels + i) * taps + k];
            transformed[k / inner.taps()] += g[q][k % inner.taps()] * tap;
          }
          for (int p = 0; p < h.length; p++) {
            double value = 0;
            for (int k = 0; k < pieces; k++) {
              value += h[p][k] * transformed[k];
            }
            int product = outer == null ? q : q * h.length + p;
            int row = outer == null ? p * channels + i : i;
            packed[product * channels * depth + lane + row * Tile.PANEL] = (float) value;
          }
        }
      }
    }
    return packed;
  }

  private static double[][] identity(int n) {
    double[][] identity = new double[n][n];
    for (int i = 0; i < n; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }

  /** By the truth. */
  float[] expected() {
    try (Backend reference = Backends.open(OperatorVerifier.REFERENCE)) {
      Rung rung = today(reference);
      rung.run(1);
      return rung.result();
    }
  }

  Rung today(Backend backend) {
    Tensor weight = backend.constant("w", w.clone(), channels, channels, taps);
    Capture<Tensor> capture =
        backend.capture(
            ops -> {
              Tensor in = ops.input("x", DataType.F32, Dim.of(channels), Dim.of(time));
              ops.output(ops.conv1d(in, weight, null, Conv1d.Settings.DEFAULT.same(taps, 1)));
              return in;
            });
    capture.write(capture.ends(), bare);
    return new BackendRung(backend, "Conv1d", capture.graph(), List.of(weight));
  }
}
