package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.GroupedConv1d;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.NearestCode;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.RowNorm;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.SamplePrior;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TimeNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * A second opinion on every operator: the formulas of the records written down once more in doubles
 * with plain index loops and explicit masks, over tensors packed in the shape in force. It shares
 * nothing with any backend, and is written to be obviously right, not fast.
 */
final class Oracle {

  private final Map<Tensor, double[]> memory = new HashMap<>();
  private final ToIntFunction<Dim> extent;

  /**
   * @param extent the extents in force
   */
  Oracle(ToIntFunction<Dim> extent) {
    this.extent = extent;
  }

  /** Sets an input, a weight or a state: float[] or int[]. */
  void put(Tensor tensor, Object values) {
    double[] doubles;
    if (values instanceof float[] floats) {
      doubles = new double[floats.length];
      for (int i = 0; i < floats.length; i++) {
        doubles[i] = floats[i];
      }
      store(tensor, doubles);
    } else {
      int[] ints = (int[]) values;
      doubles = new double[ints.length];
      for (int i = 0; i < ints.length; i++) {
        doubles[i] = ints[i];
      }
    }
    memory.put(tensor, doubles);
  }

  /** Rounds values to what the tensor's type holds, written independently of the code tested. */
  private void store(Tensor tensor, double[] values) {
    if (tensor.type() == DataType.F16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = half(values[i]);
      }
    } else if (tensor.type() == DataType.I8) {
      int columns = values.length / tensor.size(0);
      for (int from = 0; from < values.length; from += columns) {
        double largest = 0;
        for (int i = from; i < from + columns; i++) {
          largest = Math.max(largest, Math.abs(values[i]));
        }
        for (int i = from; largest > 0 && i < from + columns; i++) {
          values[i] = Math.rint(values[i] * 127 / largest) * largest / 127;
        }
      }
    }
  }

  /** Eleven significant bits, down to steps of 2^-24. */
  private static double half(double v) {
    double step = Math.scalb(1.0, Math.max(Math.getExponent(v), -14) - 10);
    return Math.rint(v / step) * step;
  }

  /** The values of a tensor. */
  double[] get(Tensor tensor) {
    return at(tensor);
  }

  void run(Program program) {
    program.operators().forEach(this::run);
  }

  private void run(Operator operator) {
    switch (operator) {
      case Linear op -> linear(op);
      case LinearResidualNorm op -> linearResidualNorm(op);
      case ProjectQkv op -> projectQkv(op);
      case LastRow op -> lastRow(op);
      case RowNorm op -> rowNorm(op);
      case EmbedRows op -> embedRows(op);
      case EmbedCode op -> embedCode(op);
      case Lookup op -> lookup(op);
      case NearestCode op -> nearestCode(op);
      case PrefillAttention op -> prefillAttention(op);
      case DecodeAttention op -> decodeAttention(op);
      case Attention op -> attention(op);
      case SampleCode op -> sampleCode(op);
      case SamplePrior op -> samplePrior(op);
      case Conv1d op -> conv1d(op);
      case GroupedConv1d op -> groupedConv1d(op);
      case ConvTranspose1d op -> convTranspose1d(op);
      case Couple op -> couple(op);
      case ChannelNorm op -> channelNorm(op);
      case Blend op -> blend(op);
      case Gate op -> gate(op);
      case FlipChannels op -> flipChannels(op);
      case ParametricRelu op -> parametricRelu(op);
      case TimeNorm op -> timeNorm(op);
      case Patches op -> patches(op);
      case MeanOverTime op -> meanOverTime(op);
      case Interpolate op -> interpolate(op);
      case SliceTime op -> sliceTime(op);
      case CrossFade op -> crossFade(op);
      case Spectrogram op -> spectrogram(op);
    }
  }

  // ---- memory ----

  private int n(Tensor tensor, int axis) {
    return extent.applyAsInt(tensor.dim(axis));
  }

  private int count(Tensor tensor) {
    int n = 1;
    for (Dim dim : tensor.dims()) {
      n *= extent.applyAsInt(dim);
    }
    return n;
  }

  private double[] at(Tensor tensor) {
    return memory.computeIfAbsent(tensor, t -> new double[count(t)]);
  }

  private double[] fresh(Tensor tensor) {
    double[] values = new double[count(tensor)];
    memory.put(tensor, values);
    return values;
  }

  private static double act(Activation activation, double x) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> x > 0 ? x : 0;
      case TANH -> Math.tanh(x);
      case MISH -> x * Math.tanh(x > 40 ? x : Math.log(1 + Math.exp(x)));
      case GELU -> x * (1 + erf(x / Math.sqrt(2))) / 2;
      case SILU -> x * sigmoid(x);
      case RELU20 -> Math.min(Math.max(x, 0), 20);
    };
  }

  /** The integral it is defined by, by Simpson's rule; beyond 6 it is 1 in 64 bits. */
  private static double erf(double x) {
    double end = Math.min(Math.abs(x), 6);
    int steps = 2 * (int) Math.ceil(40 * end);
    double h = end / Math.max(1, steps);
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-(i * h) * (i * h));
    }
    return Math.signum(x) * 2 / Math.sqrt(Math.PI) * sum * h / 3;
  }

  private static double leaky(double x, double slope) {
    return x >= 0 ? x : slope * x;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  // ---- rows ----

  private void linear(Linear op) {
    double[] x = at(op.x());
    double[] w = at(op.weight());
    double[] y = fresh(op.y());
    int in = n(op.x(), -1);
    int out = n(op.weight(), 0);
    for (int row = 0; row < x.length / in; row++) {
      for (int o = 0; o < out; o++) {
        double s = op.bias() == null ? 0 : at(op.bias())[o];
        for (int i = 0; i < in; i++) {
          s += w[o * in + i] * x[row * in + i];
        }
        y[row * out + o] = act(op.activation(), s);
      }
    }
  }

  private void linearResidualNorm(LinearResidualNorm op) {
    double[] x = at(op.x());
    double[] w = at(op.weight());
    double[] y = fresh(op.y());
    int in = n(op.x(), -1);
    int out = n(op.weight(), 0);
    for (int row = 0; row < x.length / in; row++) {
      double[] s = new double[out];
      for (int o = 0; o < out; o++) {
        s[o] = at(op.residual())[row * out + o] + at(op.bias())[o];
        for (int i = 0; i < in; i++) {
          s[o] += w[o * in + i] * x[row * in + i];
        }
      }
      double[] normal = layerNorm(s, at(op.gamma()), at(op.beta()), op.epsilon());
      System.arraycopy(normal, 0, y, row * out, out);
    }
  }

  private void rowNorm(RowNorm op) {
    int d = n(op.x(), -1);
    double[] x = at(op.x());
    double[] y = fresh(op.y());
    for (int at = 0; at < x.length; at += d) {
      double[] row = Arrays.copyOfRange(x, at, at + d);
      double[] normal = layerNorm(row, at(op.gamma()), at(op.beta()), op.epsilon());
      System.arraycopy(normal, 0, y, at, d);
    }
  }

  private static double[] layerNorm(double[] x, double[] gamma, double[] beta, double epsilon) {
    double mean = 0;
    for (double v : x) {
      mean += v / x.length;
    }
    double variance = 0;
    for (double v : x) {
      variance += (v - mean) * (v - mean) / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (x[i] - mean) / Math.sqrt(variance + epsilon) * gamma[i] + beta[i];
    }
    return y;
  }

  private void projectQkv(ProjectQkv op) {
    double[] x = at(op.x());
    double[] w = at(op.weight());
    double[] q = fresh(op.q());
    int d = n(op.x(), 2);
    int rows = n(op.x(), 1);
    int capacity = n(op.keys(), 1);
    for (int b = 0; b < n(op.x(), 0); b++) {
      int first = op.position() == null ? 0 : (int) at(op.position())[b];
      for (int r = 0; r < rows; r++) {
        for (int o = 0; o < 3 * d; o++) {
          double s = at(op.bias())[o];
          for (int i = 0; i < d; i++) {
            s += w[o * d + i] * x[(b * rows + r) * d + i];
          }
          if (o < d) {
            q[(b * rows + r) * d + o] = s;
          } else if (first + r < capacity) {
            Tensor cache = o < 2 * d ? op.keys() : op.values();
            at(cache)[(b * capacity + first + r) * d + o % d] =
                cache.type() == DataType.F16 ? half(s) : s;
          }
        }
      }
    }
  }

  private void lastRow(LastRow op) {
    int rows = n(op.x(), 1);
    int d = n(op.x(), 2);
    double[] y = fresh(op.y());
    for (int b = 0; b < n(op.x(), 0); b++) {
      for (int i = 0; i < d; i++) {
        y[b * d + i] = at(op.x())[(b * rows + rows - 1) * d + i];
      }
    }
  }

  private void embedRows(EmbedRows op) {
    double[] y = fresh(op.y());
    int rows = n(op.y(), 1);
    int d = n(op.y(), 2);
    for (int b = 0; b < n(op.y(), 0); b++) {
      int start = (int) at(op.start())[b];
      int textEnd = (int) at(op.textEnd())[b];
      for (int r = 0; r < rows; r++) {
        int id = (int) at(op.ids())[b * rows + r];
        for (int i = 0; i < d; i++) {
          int at = (b * rows + r) * d + i;
          if (r < start) {
            y[at] = 0;
          } else if (r < textEnd) {
            y[at] =
                at(op.textTable())[id * d + i]
                    + (op.features() == null ? 0 : at(op.features())[at])
                    + op.textScale() * at(op.positions())[(r - start) * d + i];
          } else {
            y[at] =
                at(op.audioTable())[id * d + i]
                    + op.audioScale() * at(op.positions())[(r - textEnd) * d + i];
          }
        }
      }
    }
  }

  private void embedCode(EmbedCode op) {
    double[] y = fresh(op.y());
    int d = n(op.y(), 2);
    for (int b = 0; b < n(op.y(), 0); b++) {
      int token = (int) at(op.lastCode())[b];
      int place = (int) (at(op.promptLength())[b] + at(op.step())[b] - 1);
      for (int i = 0; i < d; i++) {
        y[b * d + i] =
            at(op.table())[token * d + i] + op.scale() * at(op.positions())[place * d + i];
      }
    }
  }

  private void lookup(Lookup op) {
    double[] y = fresh(op.y());
    int channels = n(op.y(), 0);
    int time = n(op.y(), 1);
    for (int c = 0; c < channels; c++) {
      for (int t = 0; t < time; t++) {
        int id = (int) at(op.ids())[t / op.repeat()];
        y[c * time + t] = at(op.table())[id * channels + c];
      }
    }
  }

  private void nearestCode(NearestCode op) {
    int channels = n(op.x(), 0);
    int time = n(op.x(), 1);
    double[] x = at(op.x());
    double[] codebook = at(op.codebook());
    double[] codes = fresh(op.codes());
    for (int t = 0; t < time; t++) {
      double best = Double.POSITIVE_INFINITY;
      for (int j = 0; j < n(op.codebook(), 0); j++) {
        double distance = 0; // differs from the record's by the constant ‖x‖²
        for (int c = 0; c < channels; c++) {
          double difference = x[c * time + t] - codebook[j * channels + c];
          distance += difference * difference;
        }
        if (distance < best) {
          best = distance;
          codes[t] = j;
        }
      }
    }
  }

  // ---- attention ----

  private interface Seen {
    boolean sees(int b, int row, int key);
  }

  private void prefillAttention(PrefillAttention op) {
    Seen seen =
        (b, row, key) -> {
          int start = (int) at(op.start())[b];
          int textEnd = (int) at(op.textEnd())[b];
          boolean text = start <= key && key < textEnd;
          boolean audioSoFar = key >= textEnd && key <= row;
          return row < textEnd ? text : (text || audioSoFar);
        };
    cached(op.q(), op.keys(), op.values(), op.heads(), op.y(), seen);
  }

  private void decodeAttention(DecodeAttention op) {
    Seen seen = (b, row, key) -> at(op.start())[b] <= key && key <= at(op.position())[b];
    cached(op.q(), op.keys(), op.values(), op.heads(), op.y(), seen);
  }

  private void cached(Tensor q, Tensor keys, Tensor values, int heads, Tensor y, Seen seen) {
    double[] queries = at(q);
    double[] k = at(keys);
    double[] v = at(values);
    double[] result = fresh(y);
    int rows = n(q, 1);
    int d = n(q, 2);
    int capacity = n(keys, 1);
    int width = d / heads;
    for (int b = 0; b < n(q, 0); b++) {
      for (int row = 0; row < rows; row++) {
        for (int h = 0; h < heads; h++) {
          double[] score = new double[capacity];
          for (int j = 0; j < capacity; j++) {
            if (!seen.sees(b, row, j)) {
              score[j] = Double.NEGATIVE_INFINITY;
              continue;
            }
            for (int i = h * width; i < (h + 1) * width; i++) {
              score[j] += queries[(b * rows + row) * d + i] * k[(b * capacity + j) * d + i];
            }
            score[j] /= Math.sqrt(width);
          }
          double[] p = softmax(score);
          for (int i = h * width; i < (h + 1) * width; i++) {
            for (int j = 0; j < capacity; j++) {
              if (seen.sees(b, row, j)) {
                result[(b * rows + row) * d + i] += p[j] * v[(b * capacity + j) * d + i];
              }
            }
          }
        }
      }
    }
  }

  private static double[] softmax(double[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double v : x) {
      max = Math.max(max, v);
    }
    double sum = 0;
    double[] p = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      p[i] = Math.exp(x[i] - max);
      sum += p[i];
    }
    for (int i = 0; i < x.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  private void attention(Attention op) {
    int time = n(op.q(), 1);
    int keys = n(op.kv(), 1);
    int d = n(op.y(), 0);
    int width = d / op.heads();
    int window = op.relativeKeys() == null ? -1 : (n(op.relativeKeys(), 1) - 1) / 2;
    double[] q = at(op.q());
    double[] kv = at(op.kv());
    double[] y = fresh(op.y());
    for (int h = 0; h < op.heads(); h++) {
      for (int i = 0; i < time; i++) {
        double[] score = new double[keys];
        for (int j = 0; j < keys; j++) {
          boolean near = Math.abs(j - i) <= window;
          for (int c = 0; c < width; c++) {
            double query = q[(op.qChannel() + h * width + c) * time + i] * op.scale();
            score[j] += query * kv[(op.kChannel() + h * width + c) * keys + j];
            if (near) {
              score[j] += query * at(op.relativeKeys())[(j - i + window) * width + c];
            }
          }
        }
        double[] p = softmax(score);
        for (int c = 0; c < width; c++) {
          for (int j = 0; j < keys; j++) {
            double value = kv[(op.vChannel() + h * width + c) * keys + j];
            if (Math.abs(j - i) <= window) {
              value += at(op.relativeValues())[(j - i + window) * width + c];
            }
            y[(h * width + c) * time + i] += p[j] * value;
          }
        }
      }
    }
  }

  // ---- sampling ----

  private void sampleCode(SampleCode op) {
    SamplerState s = op.state();
    int codes = n(op.logits(), 2);
    int eos = codes - 1;
    double[] settings = at(s.settings());
    double[] limits = at(s.limits());
    for (int b = 0; b < n(op.logits(), 0); b++) {
      if (at(s.status())[b] != SamplerState.RUNNING) {
        continue;
      }
      int step = (int) at(s.step())[b];
      int candidates = step < limits[SamplerState.EOS_BAN] ? eos : codes;
      double[] l = new double[candidates];
      for (int j = 0; j < candidates; j++) {
        l[j] = at(op.logits())[b * codes + j];
        double r = settings[SamplerState.REPETITION_PENALTY];
        if (at(s.seen())[b * codes + j] == 1) {
          l[j] = l[j] < 0 ? l[j] * r : l[j] / r;
        }
      }
      int likeliest = firstLargest(candidates, j -> l[j]);
      double[] kept = keep(l, settings[SamplerState.TOP_P], (int) limits[SamplerState.TOP_K]);
      double temperature = Math.max(settings[SamplerState.TEMPERATURE], 1e-5f);
      for (int j = 0; j < candidates; j++) {
        kept[j] /= temperature;
      }
      double[] p = softmax(kept);
      long seed =
          ((long) limits[SamplerState.SEED_HIGH] << 32)
              | ((long) limits[SamplerState.SEED_LOW] & 0xffffffffL);
      int stream = (int) at(s.stream())[b];
      int code = firstLargest(candidates, j -> p[j] / exponential(seed, stream, step, j));
      for (int j = 0; j < codes; j++) {
        at(op.probabilities())[b * codes + j] = j < candidates ? p[j] : 0;
      }
      if (code == eos || likeliest == eos) {
        at(s.status())[b] = SamplerState.ENDED;
        continue;
      }
      at(s.codes())[b * n(s.codes(), 1) + step] = code;
      at(s.lastCode())[b] = code;
      at(s.seen())[b * codes + code] = 1;
      at(s.step())[b] = step + 1;
      at(s.position())[b] += 1;
      if (step + 1 >= limits[SamplerState.MAX_CODES]) {
        at(s.status())[b] = SamplerState.CAPPED;
      }
    }
  }

  /** The logits with those that top-p or top-k removes at minus infinity. */
  private static double[] keep(double[] l, double topP, int topK) {
    double[] kept = l.clone();
    double[] mass = softmax(l);
    List<Integer> order = new ArrayList<>();
    for (int j = 0; j < l.length; j++) {
      order.add(j);
    }
    order.sort(Comparator.<Integer>comparingDouble(j -> -l[j]).thenComparingInt(j -> j));
    double sum = 0;
    for (int rank = 0; rank < l.length; rank++) {
      sum += mass[order.get(rank)];
      if (topP < 1 && rank > 0 && sum > topP) {
        kept[order.get(rank)] = Double.NEGATIVE_INFINITY;
      }
    }
    // Removed by top-k: what has k or more strictly larger ones before it. Removed by top-p: the
    // smallest, so they never push a survivor out.
    for (int j = 0; j < l.length; j++) {
      int larger = 0;
      for (int i = 0; i < l.length; i++) {
        larger += l[i] > l[j] ? 1 : 0;
      }
      if (larger >= topK) {
        kept[j] = Double.NEGATIVE_INFINITY;
      }
    }
    return kept;
  }

  private static int firstLargest(int n, IntToDoubleFunction value) {
    int best = 0;
    for (int j = 1; j < n; j++) {
      best = value.applyAsDouble(j) > value.applyAsDouble(best) ? j : best;
    }
    return best;
  }

  /** Philox 4x32-10 as its paper has it, in unsigned 64-bit arithmetic. */
  static long[] philox(long[] counter, long[] key) {
    long mask = 0xffffffffL;
    long[] c = counter.clone();
    long[] k = key.clone();
    for (int round = 0; round < 10; round++) {
      long low = c[0] * 0xD2511F53L;
      long high = c[2] * 0xCD9E8D57L;
      c =
          new long[] {
            (high >>> 32) ^ c[1] ^ k[0], high & mask, (low >>> 32) ^ c[3] ^ k[1], low & mask
          };
      k[0] = (k[0] + 0x9E3779B9L) & mask;
      k[1] = (k[1] + 0xBB67AE85L) & mask;
    }
    return c;
  }

  private static double exponential(long seed, int stream, int step, int entry) {
    long mask = 0xffffffffL;
    long[] counter = {entry / 4, step, stream & mask, 0};
    long word = philox(counter, new long[] {seed & mask, seed >>> 32})[entry % 4];
    return -Math.log(((word >>> 9) + 0.5) / 8388608);
  }

  private void samplePrior(SamplePrior op) {
    int n = n(op.y(), 0);
    int time = n(op.y(), 1);
    double[] y = fresh(op.y());
    for (int c = 0; c < n; c++) {
      for (int t = 0; t < time; t++) {
        y[c * time + t] =
            at(op.stats())[c * time + t]
                + at(op.noise())[c * time + t]
                    * Math.exp(at(op.stats())[(n + c) * time + t])
                    * op.scale();
      }
    }
  }

  // ---- convolutions ----

  private void conv1d(Conv1d op) {
    Conv1d.Settings s = op.settings();
    int out = n(op.weight(), 0);
    int in = n(op.weight(), 1);
    int kernel = n(op.weight(), 2);
    int xTime = n(op.x(), 1);
    int time = n(op.y(), 1);
    double[] x = at(op.x());
    double[] w = at(op.weight());
    double[] y = fresh(op.y());
    for (int o = 0; o < out; o++) {
      double[] sum = new double[time];
      for (int i = 0; i < in; i++) {
        for (int k = 0; k < kernel; k++) {
          double weight = w[(o * in + i) * kernel + k];
          for (int t = 0; t < time; t++) {
            int from = t * s.stride() + k * s.dilation() - s.padding();
            if (from >= 0 && from < xTime) {
              sum[t] += weight * leaky(x[i * xTime + from], s.slope());
            }
          }
        }
      }
      for (int t = 0; t < time; t++) {
        double value = sum[t];
        value += op.bias() == null ? 0 : at(op.bias())[o];
        value += op.shift() == null ? 0 : at(op.shift())[o];
        value += op.residual() == null ? 0 : at(op.residual())[o * time + t];
        value *= s.scale();
        value += op.sum() == null ? 0 : at(op.sum())[o * time + t];
        y[o * time + t] = act(s.activation(), value);
      }
    }
  }

  private void groupedConv1d(GroupedConv1d op) {
    int outs = n(op.weight(), 0) / op.groups();
    int in = n(op.weight(), 1);
    int kernel = n(op.weight(), 2);
    int xTime = n(op.x(), 1);
    int time = n(op.y(), 1);
    double[] y = fresh(op.y());
    for (int group = 0; group < op.groups(); group++) {
      for (int o = group * outs; o < (group + 1) * outs; o++) {
        for (int t = 0; t < time; t++) {
          double sum = at(op.bias())[o];
          for (int i = 0; i < in; i++) {
            for (int k = 0; k < kernel; k++) {
              int from = t + k - op.padding();
              if (from >= 0 && from < xTime) {
                sum +=
                    at(op.weight())[(o * in + i) * kernel + k]
                        * at(op.x())[(group * in + i) * xTime + from];
              }
            }
          }
          y[o * time + t] = act(op.activation(), sum);
        }
      }
    }
  }

  private void convTranspose1d(ConvTranspose1d op) {
    int in = n(op.weight(), 0);
    int out = n(op.weight(), 1);
    int kernel = n(op.weight(), 2);
    int padding = (kernel - op.stride()) / 2;
    int xTime = n(op.x(), 1);
    int time = n(op.y(), 1);
    double[] x = at(op.x());
    double[] w = at(op.weight());
    double[] y = fresh(op.y());
    for (int o = 0; o < out; o++) {
      for (int t = 0; t < time; t++) {
        y[o * time + t] = at(op.bias())[o];
      }
      for (int i = 0; i < in; i++) {
        for (int t = 0; t < xTime; t++) {
          double value = leaky(x[i * xTime + t], op.slope());
          for (int k = 0; k < kernel; k++) {
            int to = op.stride() * t + k - padding;
            if (to >= 0 && to < time) {
              y[o * time + to] += w[(i * out + o) * kernel + k] * value;
            }
          }
        }
      }
    }
  }

  private void couple(Couple op) {
    int n = n(op.x(), 0) / 2;
    int time = n(op.x(), 1);
    int hidden = n(op.h(), 0);
    double[] x = at(op.x());
    double[] y = fresh(op.y());
    for (int c = 0; c < n; c++) {
      for (int t = 0; t < time; t++) {
        double mean = at(op.bias())[c];
        for (int i = 0; i < hidden; i++) {
          mean += at(op.weight())[c * hidden + i] * at(op.h())[i * time + t];
        }
        y[c * time + t] = x[c * time + t];
        y[(n + c) * time + t] = x[(n + c) * time + t] - mean;
      }
    }
  }

  // ---- channels ----

  private void channelNorm(ChannelNorm op) {
    int channels = n(op.x(), 0);
    int time = n(op.x(), 1);
    double[] y = fresh(op.y());
    for (int t = 0; t < time; t++) {
      double[] column = new double[channels];
      for (int c = 0; c < channels; c++) {
        column[c] = at(op.x())[c * time + t];
      }
      double[] normal = layerNorm(column, at(op.gamma()), at(op.beta()), op.epsilon());
      for (int c = 0; c < channels; c++) {
        y[c * time + t] = normal[c];
      }
    }
  }

  private void blend(Blend op) {
    double[] y = fresh(op.y());
    for (int i = 0; i < y.length; i++) {
      double weight = op.weight() == null ? 0 : at(op.weight())[i];
      y[i] = at(op.a())[i] * (1 + weight) + at(op.b())[i] * (1 - weight);
    }
  }

  private void gate(Gate op) {
    int n = n(op.y(), 0);
    int time = n(op.y(), 1);
    double[] x = at(op.x());
    double[] y = fresh(op.y());
    for (int c = 0; c < n; c++) {
      for (int t = 0; t < time; t++) {
        double value = x[c * time + t];
        double gate = sigmoid(x[(c + n) * time + t]);
        double residual = op.residual() == null ? 0 : at(op.residual())[c * time + t];
        y[c * time + t] = (op.tanh() ? Math.tanh(value) : value) * gate + residual;
      }
    }
  }

  private void flipChannels(FlipChannels op) {
    int n = n(op.x(), 0);
    int time = n(op.x(), 1);
    double[] y = fresh(op.y());
    for (int c = 0; c < n; c++) {
      for (int t = 0; t < time; t++) {
        y[c * time + t] = at(op.x())[(n - 1 - c) * time + t];
      }
    }
  }

  private void parametricRelu(ParametricRelu op) {
    int time = n(op.x(), 1);
    double[] y = fresh(op.y());
    for (int c = 0; c < n(op.x(), 0); c++) {
      for (int t = 0; t < time; t++) {
        y[c * time + t] = leaky(at(op.x())[c * time + t], at(op.slope())[c]);
      }
    }
  }

  // ---- time ----

  private void meanOverTime(MeanOverTime op) {
    int width = n(op.y(), 1);
    int time = n(op.x(), 1) / width;
    double[] y = fresh(op.y());
    for (int c = 0; c < n(op.x(), 0); c++) {
      for (int t = 0; t < time; t++) {
        for (int f = 0; f < width; f++) {
          y[c * width + f] += at(op.x())[(c * time + t) * width + f] / time;
        }
      }
    }
  }

  private void timeNorm(TimeNorm op) {
    int time = n(op.x(), 1);
    double[] y = fresh(op.y());
    for (int c = 0; c < n(op.x(), 0); c++) {
      double[] channel = Arrays.copyOfRange(at(op.x()), c * time, (c + 1) * time);
      double[] gamma = new double[time];
      double[] beta = new double[time];
      Arrays.fill(gamma, at(op.gamma())[c]);
      Arrays.fill(beta, at(op.beta())[c]);
      double[] normal = layerNorm(channel, gamma, beta, op.epsilon());
      for (int t = 0; t < time; t++) {
        y[c * time + t] = act(op.activation(), normal[t]);
      }
    }
  }

  private void patches(Patches op) {
    int channels = n(op.x(), 0);
    int lines = n(op.x(), 1) / op.width();
    int narrowed = (op.width() + op.stride() - 1) / op.stride();
    int places = n(op.y(), 1);
    int reach = op.kernel() / 2;
    double[] y = fresh(op.y());
    for (int c = 0; c < channels; c++) {
      for (int across = -reach; across <= reach; across++) {
        for (int along = -reach; along <= reach; along++) {
          int row = ((across + reach) * op.kernel() + along + reach) * channels + c;
          for (int t = 0; t < places / narrowed; t++) {
            for (int f = 0; f < narrowed; f++) {
              int line = t * op.stride() + along;
              int place = f * op.stride() + across;
              if (0 <= line && line < lines && 0 <= place && place < op.width()) {
                y[row * places + t * narrowed + f] =
                    at(op.x())[(c * lines + line) * op.width() + place];
              }
            }
          }
        }
      }
    }
  }

  private void interpolate(Interpolate op) {
    int from = n(op.x(), 1);
    int to = n(op.y(), 1);
    double[] y = fresh(op.y());
    for (int c = 0; c < n(op.x(), 0); c++) {
      for (int t = 0; t < to; t++) {
        double s = Math.max(0, (t + 0.5) * from / to - 0.5);
        int i = (int) Math.floor(s);
        double f = s - i;
        y[c * to + t] =
            (1 - f) * at(op.x())[c * from + i]
                + f * at(op.x())[c * from + Math.min(i + 1, from - 1)];
      }
    }
  }

  private void sliceTime(SliceTime op) {
    int from = n(op.x(), 1);
    int to = n(op.y(), 1);
    double[] y = fresh(op.y());
    for (int c = 0; c < n(op.x(), 0); c++) {
      for (int t = 0; t < to; t++) {
        y[c * to + t] = at(op.x())[c * from + (op.last() ? from - to + t : t)];
      }
    }
  }

  private void crossFade(CrossFade op) {
    int time = n(op.x(), 1);
    int n = n(op.earlier(), 1);
    double[] y = fresh(op.y());
    for (int c = 0; c < n(op.x(), 0); c++) {
      for (int t = 0; t < time; t++) {
        double x = at(op.x())[c * time + t];
        y[c * time + t] =
            t >= n
                ? x
                : Math.sin(Math.PI * t / (2 * n)) * x
                    + Math.cos(Math.PI * t / (2 * n)) * at(op.earlier())[c * n + t];
      }
    }
  }

  private void spectrogram(Spectrogram op) {
    int size = n(op.window(), 0);
    int frames = n(op.y(), 1);
    double[] samples = at(op.x());
    double[] window = at(op.window());
    double[] y = fresh(op.y());
    for (int f = 0; f < n(op.y(), 0); f++) {
      for (int t = 0; t < frames; t++) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < size; i++) {
          double x = samples[t * op.hop() + i] * window[i];
          double angle = 2 * Math.PI * ((long) f * i % size) / size;
          re += x * Math.cos(angle);
          im -= x * Math.sin(angle);
        }
        y[f * frames + t] = Math.sqrt(re * re + im * im + 1e-8);
      }
    }
  }
}
