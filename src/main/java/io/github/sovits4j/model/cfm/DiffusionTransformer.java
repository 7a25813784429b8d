package io.github.sovits4j.model.cfm;

import static io.github.sovits4j.ops.Addends.residual;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.ConvNextBlock;
import io.github.sovits4j.model.nn.Dense;
import io.github.sovits4j.model.nn.Embedding;
import io.github.sovits4j.model.nn.GroupedConv;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.StepModulation;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.DiffusionConfig;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The diffusion transformer (DiT): the velocity at which noisy mel frames move to those that fit
 * features and a prompt. Three parts that are recorded apart, for they run differently often: the
 * {@link #modulate modulations} once for a number of steps, the {@link #condition condition} once
 * for every call, the {@link #velocity velocity} in every step.
 */
final class DiffusionTransformer {

  /** Of all its norms. */
  static final float EPSILON = 1e-6f;

  /** Most frames: there are no more positions. */
  static final int MOST_FRAMES = 4096;

  private final DiffusionConfig config;
  private final Embedding places;
  private final List<ConvNextBlock> textBlocks;
  private final Conv ofNoise; // parts of one product over what would otherwise be joined:
  private final Conv ofPrompt; // noisy frames, prompt, features
  private final Conv ofFeatures;
  private final GroupedConv positions1;
  private final GroupedConv positions2;
  private final StepConditioning conditioning;
  private final Tensor rotary;
  private final List<DitBlock> blocks;
  private final StepModulation outModulation;
  private final Dense out;

  /**
   * @param p what is below {@code cfm.estimator}
   */
  DiffusionTransformer(Parameters p, DiffusionConfig config) {
    this.config = config;
    int dim = config.ditDim();
    int mel = config.melBands();
    int features = config.featureDim();
    Parameters text = p.at("text_embed");
    places = new Embedding(text.table("text positions", waves(features), MOST_FRAMES, features));
    textBlocks =
        IntStream.range(0, config.textLayers())
            .mapToObj(i -> new ConvNextBlock(text.at("text_blocks").at(i)))
            .toList();
    Parameters input = p.at("input_embed");
    Parameters proj = input.at("proj");
    ofNoise = product(proj.columns(0, mel), false);
    ofPrompt = product(proj.columns(mel, mel), false);
    ofFeatures = product(proj.columns(2 * mel, features), true);
    Parameters position = input.at("conv_pos_embed.conv1d");
    positions1 = new GroupedConv(position.at(0)).activated(Activation.MISH);
    positions2 = new GroupedConv(position.at(2)).activated(Activation.MISH);
    conditioning = StepConditioning.load(p);
    int head = dim / config.ditHeads();
    rotary = p.table("rotary positions", rotations(head), MOST_FRAMES, head);
    blocks =
        IntStream.range(0, config.ditLayers())
            .mapToObj(i -> DitBlock.load(p.at("transformer_blocks").at(i), dim, config.ditHeads()))
            .toList();
    outModulation = new StepModulation(p.at("norm_out.linear"), dim, 0);
    out = new Dense(p.at("proj_out"));
  }

  private static Conv product(Parameters p, boolean biased) {
    return new Conv(p.kernel("weight"), biased ? p.get("bias") : null, Conv1d.Settings.DEFAULT);
  }

  /** Row p: cosines, then sines, of p at {@code width / 2} falling frequencies. */
  private static float[] waves(int width) {
    float[] table = new float[MOST_FRAMES * width];
    for (int p = 0; p < MOST_FRAMES; p++) {
      for (int k = 0; k < width / 2; k++) {
        double angle = p * Math.pow(10_000, -2.0 * k / width);
        table[p * width + k] = (float) Math.cos(angle);
        table[p * width + width / 2 + k] = (float) Math.sin(angle);
      }
    }
    return table;
  }

  /** Row p: cosine and sine of p at each of {@code width / 2} falling frequencies. */
  private static float[] rotations(int width) {
    float[] table = new float[MOST_FRAMES * width];
    for (int p = 0; p < MOST_FRAMES; p++) {
      for (int k = 0; k < width / 2; k++) {
        double angle = p * Math.pow(10_000, -2.0 * k / width);
        table[p * width + 2 * k] = (float) Math.cos(angle);
        table[p * width + 2 * k + 1] = (float) Math.sin(angle);
      }
    }
    return table;
  }

  /**
   * Computes the modulations of all steps.
   *
   * @param times {@link StepConditioning#waves} of the steps' times
   * @param sizes those of their sizes
   * @param into receives them
   */
  void modulate(Ops ops, Tensor times, Tensor sizes, Modulations into) {
    Tensor c = conditioning.apply(ops, times, sizes); // [1, steps, dim]
    for (int i = 0; i < blocks.size(); i++) {
      blocks.get(i).modulation().keep(ops, c, into.blocks().get(i));
    }
    outModulation.keep(ops, c, into.out());
  }

  /**
   * What a call adds to the noisy frames in every step.
   *
   * @param places I32 {@code [frames]}: the places of the frames, from 0
   * @param features {@code [features, frames]}; null: zeros
   * @param prompt {@code [mel, frames]}, zeros behind its end; null: zeros
   * @return {@code [dim, frames]}
   */
  Tensor condition(Ops ops, Tensor places, Tensor features, Tensor prompt) {
    Tensor t = this.places.apply(ops, places); // [features, frames]
    if (features != null) {
      t = ops.blend(features, t, null);
    }
    for (ConvNextBlock block : textBlocks) {
      t = block.apply(ops, t); // [features, frames]
    }
    if (features != null) {
      ops.probe("text_embed", t);
    }
    Tensor h = ofFeatures.apply(ops, t); // [dim, frames]
    return prompt == null ? h : ofPrompt.apply(ops, prompt, residual(h));
  }

  /**
   * The velocity of noisy frames.
   *
   * @param x {@code [mel, frames]}
   * @param condition see {@link #condition}
   * @param modulations of the schedule; the row of its counter's step is in force
   * @param start I32 {@code [1]}: 0
   * @param end I32 {@code [1]}: the frames in force
   * @return {@code [1, frames, mel]}
   */
  Tensor velocity(
      Ops ops, Tensor x, Tensor condition, Modulations modulations, Tensor start, Tensor end) {
    Tensor c = ofNoise.apply(ops, x, residual(condition)); // [dim, frames]
    Tensor near = positions2.apply(ops, positions1.apply(ops, c)); // [dim, frames]
    Tensor h = ops.probe("block_input", ops.sumToRows(near, c, Activation.NONE));
    DitBlock.Shared shared = new DitBlock.Shared(modulations.step(), rotary, start, end);
    record Layer(int number, DitBlock block, Tensor rows) {}
    List<Layer> layers =
        IntStream.range(0, blocks.size())
            .mapToObj(i -> new Layer(i + 1, blocks.get(i), modulations.blocks().get(i)))
            .toList();
    h =
        ops.repeat(
            layers,
            h,
            (layer, z) ->
                ops.probe(
                    String.format(Locale.ROOT, "block_%02d", layer.number),
                    layer.block.apply(ops, z, layer.rows, shared))); // [1, frames, dim]
    return ops.probe("velocity", head(ops, h, modulations));
  }

  /** What the blocks gave {@code [1, frames, dim]} to a velocity {@code [1, frames, mel]}. */
  Tensor head(Ops ops, Tensor h, Modulations modulations) {
    return out.apply(
        ops,
        ops.modulatedNorm(h, modulations.out(), modulations.step(), 0, config.ditDim(), EPSILON));
  }
}
