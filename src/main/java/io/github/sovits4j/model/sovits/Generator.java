package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Parameters;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The generator (HiFi-GAN): up-samples latent frames to samples; after each up-sampling the mean of
 * residual blocks with different kernels. Nearly all arithmetic of S2 happens here.
 */
final class Generator {

  private static final float SLOPE = 0.1f;
  private static final float LAST_SLOPE = 0.01f;
  private static final int OUTER_KERNEL = 7;

  /** Two convolutions and a residual. */
  private record Unit(
      int kernel, int dilation, Tensor weight1, Tensor bias1, Tensor weight2, Tensor bias2) {}

  private record Stage(Tensor weight, Tensor bias, int rate, List<List<Unit>> blocks) {}

  private final SovitsConfig config;
  private final Tensor preWeight;
  private final Tensor preBias;
  private final Tensor speakerWeight;
  private final Tensor speakerBias;
  private final List<Stage> stages = new ArrayList<>();
  private final Tensor postWeight;

  Generator(Parameters parameters, SovitsConfig config) {
    this.config = config;
    preWeight = parameters.convolution("dec.conv_pre.weight");
    preBias = parameters.get("dec.conv_pre.bias");
    speakerWeight = parameters.convolution("dec.cond.weight");
    speakerBias = parameters.get("dec.cond.bias");
    int kinds = config.resblockKernels().size();
    for (int i = 0; i < config.upsampleRates().size(); i++) {
      List<List<Unit>> blocks = new ArrayList<>();
      for (int j = 0; j < kinds; j++) {
        String block = "dec.resblocks." + (kinds * i + j);
        List<Unit> units = new ArrayList<>();
        for (int l = 0; l < SovitsConfig.DILATIONS.size(); l++) {
          units.add(
              new Unit(
                  config.resblockKernels().get(j),
                  SovitsConfig.DILATIONS.get(l),
                  parameters.convolution(block + ".convs1." + l + ".weight"),
                  parameters.get(block + ".convs1." + l + ".bias"),
                  parameters.convolution(block + ".convs2." + l + ".weight"),
                  parameters.get(block + ".convs2." + l + ".bias")));
        }
        blocks.add(units);
      }
      stages.add(
          new Stage(
              parameters.convolution("dec.ups." + i + ".weight"),
              parameters.get("dec.ups." + i + ".bias"),
              config.upsampleRates().get(i),
              blocks));
    }
    postWeight = parameters.convolution("dec.conv_post.weight");
  }

  /**
   * The forward pass.
   *
   * @param z {@code [inter, frames]}
   * @param speaker {@code [gin, 1]}
   * @return samples in (−1, 1) {@code [1, frames·hop]}
   */
  Tensor apply(Ops ops, Tensor z, Tensor speaker) {
    Conv1d.Settings outer = Conv1d.Settings.DEFAULT.same(OUTER_KERNEL, 1);
    Tensor shift = ops.probe("dec_cond", ops.pointwise(speaker, speakerWeight, speakerBias));
    Tensor x = ops.conv1d(z, preWeight, preBias, shift, null, null, outer);
    ops.probe("dec_pre", x);
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      x = ops.convTranspose1d(x, stage.weight, stage.bias, stage.rate, SLOPE);
      ops.probe("dec_up" + i, x);
      x = meanOfBlocks(ops, x, stage.blocks);
    }
    return ops.conv1d(x, postWeight, null, outer.leaky(LAST_SLOPE).activation(Activation.TANH));
  }

  /** The last convolution of each block also divides by their number and adds to the sum so far. */
  private static Tensor meanOfBlocks(Ops ops, Tensor input, List<List<Unit>> blocks) {
    Tensor sum = null;
    for (List<Unit> block : blocks) {
      Tensor x = input;
      for (int l = 0; l < block.size(); l++) {
        Unit unit = block.get(l);
        boolean last = l == block.size() - 1;
        Conv1d.Settings leaky = Conv1d.Settings.DEFAULT.leaky(SLOPE);
        Tensor h = ops.conv1d(x, unit.weight1, unit.bias1, leaky.same(unit.kernel, unit.dilation));
        x =
            ops.conv1d(
                h,
                unit.weight2,
                unit.bias2,
                null,
                x,
                last ? sum : null,
                leaky.same(unit.kernel, 1).scale(last ? 1f / blocks.size() : 1f));
      }
      sum = x;
    }
    return sum;
  }

  /**
   * How many frames before and after a frame its samples depend on, rounded up; the seam of
   * windowed decoding is exact with this many on each side.
   */
  int reach() {
    int outerRadius = OUTER_KERNEL / 2;
    double reach = outerRadius;
    double samplesPerFrame = 1;
    for (int i = 0; i < stages.size(); i++) {
      reach +=
          Math.ceil(config.upsampleKernels().get(i) / (double) stages.get(i).rate)
              / samplesPerFrame;
      samplesPerFrame *= stages.get(i).rate;
      int widest =
          config.resblockKernels().stream().mapToInt(Integer::intValue).max().orElseThrow();
      int taps = 0;
      for (int dilation : SovitsConfig.DILATIONS) {
        taps += (dilation + 1) * (widest / 2);
      }
      reach += taps / samplesPerFrame;
    }
    return (int) Math.ceil(reach + outerRadius / samplesPerFrame);
  }
}
