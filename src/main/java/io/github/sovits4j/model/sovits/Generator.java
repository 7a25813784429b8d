package io.github.sovits4j.model.sovits;

import static io.github.sovits4j.ops.Addends.residual;
import static io.github.sovits4j.ops.Addends.shift;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.ConvTranspose;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.ops.Activation;
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

  /** {@code x + conv2(lrelu(conv1(lrelu(x))))}. */
  private record Unit(Conv conv1, Conv conv2) {}

  private record Stage(ConvTranspose up, List<List<Unit>> blocks) {}

  private final Conv pre;
  private final Conv condition;
  private final List<Stage> stages = new ArrayList<>();
  private final Conv post;

  Generator(Parameters p, SovitsConfig config) {
    pre = new Conv(p.at("conv_pre"));
    condition = new Conv(p.at("cond"));
    int kinds = config.resblockKernels().size();
    for (int i = 0; i < config.upsampleRates().size(); i++) {
      List<List<Unit>> blocks = new ArrayList<>();
      for (int j = 0; j < kinds; j++) {
        blocks.add(block(p.at("resblocks").at(kinds * i + j), kinds));
      }
      ConvTranspose up = new ConvTranspose(p.at("ups").at(i), config.upsampleRates().get(i));
      stages.add(new Stage(up.leaky(SLOPE), blocks));
    }
    post = new Conv(p.at("conv_post")).leaky(LAST_SLOPE).activated(Activation.TANH);
  }

  /** The last convolution of a block also divides by the number of blocks, for their mean. */
  private static List<Unit> block(Parameters p, int blocks) {
    List<Unit> units = new ArrayList<>();
    for (int l = 0; l < SovitsConfig.DILATIONS.size(); l++) {
      boolean last = l == SovitsConfig.DILATIONS.size() - 1;
      units.add(
          new Unit(
              new Conv(p.at("convs1").at(l)).dilated(SovitsConfig.DILATIONS.get(l)).leaky(SLOPE),
              new Conv(p.at("convs2").at(l)).leaky(SLOPE).scaled(last ? 1f / blocks : 1f)));
    }
    return units;
  }

  /**
   * The forward pass.
   *
   * @param z {@code [inter, frames]}
   * @param speaker {@code [gin, 1]}
   * @return samples in (−1, 1) {@code [1, frames·hop]}
   */
  Tensor apply(Ops ops, Tensor z, Tensor speaker) {
    Tensor c = ops.probe("dec_cond", condition.apply(ops, speaker)); // [channels, 1]
    Tensor x = ops.probe("dec_pre", pre.apply(ops, z, shift(c))); // [channels, frames]
    for (int i = 0; i < stages.size(); i++) {
      x = ops.probe("dec_up" + i, stages.get(i).up.apply(ops, x)); // [channels/2, rate·time]
      x = meanOfBlocks(ops, x, stages.get(i).blocks);
    }
    return post.apply(ops, x);
  }

  /** Each block adds its share to the sum of those before it. */
  private static Tensor meanOfBlocks(Ops ops, Tensor input, List<List<Unit>> blocks) {
    Tensor sum = null;
    for (List<Unit> block : blocks) {
      Tensor x = input;
      for (int l = 0; l < block.size(); l++) {
        boolean last = l == block.size() - 1;
        Tensor h = block.get(l).conv1.apply(ops, x);
        x = block.get(l).conv2.apply(ops, h, residual(x).andSum(last ? sum : null));
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
    double reach = radius(pre);
    double samplesPerFrame = 1;
    for (Stage stage : stages) {
      double rate = stage.up.stride();
      reach += Math.ceil(stage.up.weight().size(2) / rate) / samplesPerFrame;
      samplesPerFrame *= rate;
      int taps = 0; // of the block that looks furthest
      for (List<Unit> block : stage.blocks) {
        taps =
            Math.max(taps, block.stream().mapToInt(u -> radius(u.conv1) + radius(u.conv2)).sum());
      }
      reach += taps / samplesPerFrame;
    }
    return (int) Math.ceil(reach + radius(post) / samplesPerFrame);
  }

  private static int radius(Conv conv) {
    return conv.settings().padding();
  }
}
