package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.weights.BatchNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weights of a {@link PictureConv} with the batch norm behind it folded in, not uploaded yet:
 * whole, or in parts that belong to equal shares of its outputs or of its inputs. The parts spare
 * the network splitting and joining pictures.
 */
public final class FoldedConv {

  private final Parameters p;
  private final String name;
  private final float[] weight; // [out, in, frequency, time]
  private final float[] bias; // or null
  private final int out;
  private final int in;
  private final int kernel;

  private FoldedConv(
      Parameters p, String name, float[] weight, float[] bias, int out, int in, int kernel) {
    this.p = p;
    this.name = name;
    this.weight = weight;
    this.bias = bias;
    this.out = out;
    this.in = in;
    this.kernel = kernel;
  }

  /**
   * Reads {@code weight [out, in, kernel, kernel]} and, where there is one, {@code bias}; of the
   * norm {@code weight}, {@code bias}, {@code running_mean} and {@code running_var}.
   *
   * @param norm null: none
   */
  public static FoldedConv read(Parameters conv, Parameters norm) {
    int[] shape = conv.shape("weight");
    float[] weight = conv.floats("weight");
    float[] bias = conv.contains("bias") ? conv.floats("bias") : null;
    if (norm != null) {
      BatchNorm folded =
          BatchNorm.fold(
              weight,
              bias,
              norm.floats("weight"),
              norm.floats("bias"),
              norm.floats("running_mean"),
              norm.floats("running_var"));
      weight = folded.weight();
      bias = folded.bias();
    }
    return new FoldedConv(conv, conv.full("weight"), weight, bias, shape[0], shape[1], shape[2]);
  }

  /** All of it. */
  public PictureConv whole() {
    int taps = kernel * kernel;
    float[] packed = new float[weight.length]; // [out, tap, in], as Patches orders what it sees
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        for (int tap = 0; tap < taps; tap++) {
          packed[(o * taps + tap) * in + i] = weight[(o * in + i) * taps + tap];
        }
      }
    }
    Conv products =
        new Conv(
            p.table(name, packed, out, taps * in, 1),
            bias == null ? null : p.table(name + ".bias", bias, out),
            Conv1d.Settings.DEFAULT);
    return new PictureConv(products, kernel, 1);
  }

  /** Parts that each give one of {@code n} equal shares of the outputs. */
  public List<PictureConv> byOutputs(int n) {
    List<PictureConv> parts = new ArrayList<>();
    int share = out / n;
    int each = weight.length / n;
    for (int part = 0; part < n; part++) {
      float[] w = Arrays.copyOfRange(weight, part * each, (part + 1) * each);
      float[] b = bias == null ? null : Arrays.copyOfRange(bias, part * share, (part + 1) * share);
      parts.add(new FoldedConv(p, name + '#' + part, w, b, share, in, kernel).whole());
    }
    return parts;
  }

  /** Parts that each take one of {@code n} equal shares of the inputs; their sum is the whole. */
  public List<PictureConv> byInputs(int n) {
    List<PictureConv> parts = new ArrayList<>();
    int share = in / n;
    int each = share * kernel * kernel;
    for (int part = 0; part < n; part++) {
      float[] w = new float[weight.length / n];
      for (int o = 0; o < out; o++) {
        System.arraycopy(weight, (o * n + part) * each, w, o * each, each);
      }
      float[] b = part == 0 ? bias : null;
      parts.add(new FoldedConv(p, name + '#' + part, w, b, out, share, kernel).whole());
    }
    return parts;
  }
}
