package io.github.sovits4j.model.vocoder;

import static io.github.sovits4j.ops.Addends.residual;
import static io.github.sovits4j.ops.Addends.shift;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.ConvTranspose;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.SnakeBeta;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Snake;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Up-samples frames to samples; after each up-sampling the mean of residual blocks with different
 * kernels. HiFi-GAN has leaky ReLUs before its convolutions, BigVGAN alias-free snakes; else they
 * are the same.
 */
public final class Generator {

  private static final float SLOPE = 0.1f;
  private static final float LAST_SLOPE = 0.01f;

  /** Two convolutions of a residual block: {@code x + conv2(act2(conv1(act1(x))))}. */
  private interface Unit {

    /**
     * @param sum of the blocks before, for the last unit of a block; else null
     */
    Tensor apply(Ops ops, Tensor x, Tensor sum);

    /** Time steps on each side that it looks at. */
    int radius();
  }

  /** With leaky ReLUs, which are part of the convolutions. */
  private record LeakyUnit(Conv conv1, Conv conv2) implements Unit {
    @Override
    public Tensor apply(Ops ops, Tensor x, Tensor sum) {
      Tensor h = conv1.apply(ops, x);
      return conv2.apply(ops, h, residual(x).andSum(sum));
    }

    @Override
    public int radius() {
      return Generator.radius(conv1) + Generator.radius(conv2);
    }
  }

  /** With snakes. */
  private record SnakeUnit(SnakeBeta snake1, Conv conv1, SnakeBeta snake2, Conv conv2)
      implements Unit {
    @Override
    public Tensor apply(Ops ops, Tensor x, Tensor sum) {
      Tensor h = conv1.apply(ops, snake1.apply(ops, x));
      return conv2.apply(ops, snake2.apply(ops, h), residual(x).andSum(sum));
    }

    @Override
    public int radius() {
      return Generator.radius(conv1) + Generator.radius(conv2) + 2 * Snake.REACH;
    }
  }

  private record Stage(ConvTranspose up, List<List<Unit>> blocks) {}

  private final Conv pre;
  private final Conv condition; // null: there is no speaker
  private final List<Stage> stages;
  private final SnakeBeta last; // null: the leaky ReLU is part of the last convolution
  private final Conv post;

  private Generator(Conv pre, Conv condition, List<Stage> stages, SnakeBeta last, Conv post) {
    this.pre = pre;
    this.condition = condition;
    this.stages = stages;
    this.last = last;
    this.post = post;
  }

  /**
   * HiFi-GAN, which ends in a tanh; told a speaker where there is a {@code cond}.
   *
   * @param rates of the up-samplings
   * @param kinds kernels of residual blocks behind each
   */
  public static Generator hifiGan(Parameters p, List<Integer> rates, int kinds) {
    return new Generator(
        new Conv(p.at("conv_pre")),
        p.contains("cond.weight") ? new Conv(p.at("cond")) : null,
        stages(
            p,
            rates,
            kinds,
            (ups, rate) -> new ConvTranspose(ups, rate).leaky(SLOPE),
            Generator::leaky),
        null,
        new Conv(p.at("conv_post")).leaky(LAST_SLOPE).activated(Activation.TANH));
  }

  /**
   * BigVGAN, whose samples may lie beyond −1 … 1.
   *
   * @param rates of the up-samplings
   * @param kinds kernels of residual blocks behind each
   */
  public static Generator bigVgan(Parameters p, List<Integer> rates, int kinds) {
    return new Generator(
        new Conv(p.at("conv_pre")),
        null,
        stages(
            p, rates, kinds, (ups, rate) -> new ConvTranspose(ups.at(0), rate), Generator::snakes),
        new SnakeBeta(p.at("activation_post.act")),
        new Conv(p.at("conv_post")));
  }

  /** The convolutions of a unit, number l of its block; the second with a factor. */
  private interface UnitLoader {
    Unit load(Parameters block, int l, float scale);
  }

  private static List<Stage> stages(
      Parameters p,
      List<Integer> rates,
      int kinds,
      BiFunction<Parameters, Integer, ConvTranspose> up,
      UnitLoader unit) {
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < rates.size(); i++) {
      List<List<Unit>> blocks = new ArrayList<>();
      for (int j = 0; j < kinds; j++) {
        blocks.add(block(p.at("resblocks").at(kinds * i + j), kinds, unit));
      }
      stages.add(new Stage(up.apply(p.at("ups").at(i), rates.get(i)), blocks));
    }
    return stages;
  }

  /** The last convolution of a block also divides by the number of blocks, for their mean. */
  private static List<Unit> block(Parameters p, int blocks, UnitLoader unit) {
    List<Unit> units = new ArrayList<>();
    for (int l = 0; l < SovitsConfig.DILATIONS.size(); l++) {
      boolean lastUnit = l == SovitsConfig.DILATIONS.size() - 1;
      units.add(unit.load(p, l, lastUnit ? 1f / blocks : 1f));
    }
    return units;
  }

  private static Conv first(Parameters p, int l) {
    return new Conv(p.at("convs1").at(l)).dilated(SovitsConfig.DILATIONS.get(l));
  }

  private static Unit leaky(Parameters p, int l, float scale) {
    return new LeakyUnit(
        first(p, l).leaky(SLOPE), new Conv(p.at("convs2").at(l)).leaky(SLOPE).scaled(scale));
  }

  private static Unit snakes(Parameters p, int l, float scale) {
    return new SnakeUnit(
        new SnakeBeta(p.at("activations").at(2 * l).at("act")),
        first(p, l),
        new SnakeBeta(p.at("activations").at(2 * l + 1).at("act")),
        new Conv(p.at("convs2").at(l)).scaled(scale));
  }

  /**
   * The forward pass.
   *
   * @param x {@code [bands, frames]}: mel frames, or the latent of S2
   * @param speaker {@code [gin, 1]}; null where the network knows none
   * @return samples {@code [1, frames·hop]}
   */
  public Tensor apply(Ops ops, Tensor x, Tensor speaker) {
    Tensor c =
        condition == null
            ? null
            : ops.probe("dec_cond", condition.apply(ops, speaker)); // [channels, 1]
    Tensor h = ops.probe("dec_pre", pre.apply(ops, x, shift(c))); // [channels, frames]
    for (int i = 0; i < stages.size(); i++) {
      h = ops.probe("dec_up" + i, stages.get(i).up.apply(ops, h)); // [channels/2, rate·time]
      h = meanOfBlocks(ops, h, stages.get(i).blocks, i == 0);
    }
    return post.apply(ops, last == null ? h : last.apply(ops, h));
  }

  /** Each block adds its share to the sum of those before it. */
  private static Tensor meanOfBlocks(
      Ops ops, Tensor input, List<List<Unit>> blocks, boolean firstStage) {
    Tensor sum = null;
    for (List<Unit> block : blocks) {
      Tensor x = input;
      for (Unit unit : block) {
        x = unit.apply(ops, x, unit == block.getLast() ? sum : null);
      }
      if (sum == null && firstStage) {
        ops.probe("dec_block0", x); // divided by the number of blocks
      }
      sum = x;
    }
    return sum;
  }

  /**
   * How many frames before and after a frame its samples depend on, rounded up; the seam of
   * windowed decoding is exact with this many on each side.
   */
  public int reach() {
    double reach = radius(pre);
    double samplesPerFrame = 1;
    for (Stage stage : stages) {
      double rate = stage.up.stride();
      reach += Math.ceil(stage.up.weight().size(2) / rate) / samplesPerFrame;
      samplesPerFrame *= rate;
      int taps = 0; // of the block that looks furthest
      for (List<Unit> block : stage.blocks) {
        taps = Math.max(taps, block.stream().mapToInt(Unit::radius).sum());
      }
      reach += taps / samplesPerFrame;
    }
    int end = radius(post) + (last == null ? 0 : Snake.REACH);
    return (int) Math.ceil(reach + end / samplesPerFrame);
  }

  private static int radius(Conv conv) {
    return conv.settings().padding();
  }
}
