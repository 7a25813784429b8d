package io.github.sovits4j.model.encoders;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.Captures;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.model.nn.FoldedConv;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.Picture;
import io.github.sovits4j.model.nn.PictureConv;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import io.github.sovits4j.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * ERes2NetV2 without its head: the filter bank of a recording to an embedding of its speaker. A
 * residual network over time and frequency whose blocks split into branches, each of which sees
 * what the one before it found.
 */
public final class SpeakerNetwork implements AutoCloseable {

  /** Weighs two pictures by a small network that sees both. */
  private record Fusion(PictureConv ofFirst, PictureConv ofSecond, PictureConv weight) {

    static Fusion load(Parameters p) {
      List<PictureConv> squeeze = FoldedConv.read(p.at(0), p.at(1)).byInputs(2);
      return new Fusion(
          squeeze.getFirst(),
          squeeze.getLast().activated(Activation.SILU),
          FoldedConv.read(p.at(3), p.at(4)).whole().activated(Activation.TANH));
    }

    Picture apply(Ops ops, Picture a, Picture b) {
      Picture squeezed = ofSecond.apply(ops, b, ofFirst.apply(ops, a));
      Picture w = weight.apply(ops, squeezed);
      return new Picture(ops.blend(a.channels(), b.channels(), w.channels()), a.width());
    }
  }

  /**
   * A block.
   *
   * @param split into branches
   * @param branches a convolution each
   * @param fusions of a branch with the one before it; empty: they are added
   * @param join of the branches; their sum
   * @param shortcut null: the input itself
   * @param halves time and frequency
   */
  private record Block(
      List<PictureConv> split,
      List<PictureConv> branches,
      List<Fusion> fusions,
      List<PictureConv> join,
      PictureConv shortcut,
      boolean halves) {

    static Block load(Parameters p, boolean attentive, boolean first, boolean halves) {
      int n = SpeakerNetworkConfig.BRANCHES;
      List<PictureConv> branches = new ArrayList<>();
      List<Fusion> fusions = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        branches.add(
            FoldedConv.read(p.at("convs").at(i), p.at("bns").at(i))
                .whole()
                .activated(Activation.RELU20));
        if (attentive && i > 0) {
          fusions.add(Fusion.load(p.at("fuse_models").at(i - 1).at("local_att")));
        }
      }
      return new Block(
          FoldedConv.read(p.at("conv1"), p.at("bn1")).byOutputs(n).stream()
              .map(conv -> conv.activated(Activation.RELU20))
              .toList(),
          branches,
          fusions,
          FoldedConv.read(p.at("conv3"), p.at("bn3")).byInputs(n),
          first ? FoldedConv.read(p.at("shortcut.0"), p.at("shortcut.1")).whole() : null,
          halves);
    }

    Picture apply(Ops ops, Picture input) {
      Picture x = halves ? input.halved(ops) : input; // kernels of 1 see no more of it
      Picture sum = shortcut == null ? x : shortcut.apply(ops, x);
      Picture before = null;
      for (int i = 0; i < branches.size(); i++) {
        Picture branch = split.get(i).apply(ops, x);
        branch = before == null ? branch : fused(ops, i - 1, before, branch);
        before = branches.get(i).apply(ops, branch);
        boolean last = i == branches.size() - 1;
        PictureConv joined = last ? join.get(i).activated(Activation.RELU20) : join.get(i);
        sum = joined.apply(ops, before, sum);
      }
      return sum;
    }

    private Picture fused(Ops ops, int index, Picture before, Picture branch) {
      return fusions.isEmpty()
          ? new Picture(ops.blend(before.channels(), branch.channels(), null), branch.width())
          : fusions.get(index).apply(ops, before, branch);
    }
  }

  private record Ends(Length frames, Tensor bank, Tensor embedding) {}

  private final SpeakerNetworkConfig config;
  private final DeviceWeights weights;
  private final PictureConv stem;
  private final List<List<Block>> stages;
  private final PictureConv downsample;
  private final Fusion fusion;
  private final Captures<Integer, Ends> captures;

  /** Uploads the weights, under upstream's names. */
  public SpeakerNetwork(Backend backend, TensorSource source, SpeakerNetworkConfig config) {
    this(backend, source, config, null);
  }

  /** As above, with an observer that is shown every graph after it ran; null for none. */
  public SpeakerNetwork(
      Backend backend, TensorSource source, SpeakerNetworkConfig config, Consumer<Graph> observer) {
    this.config = config;
    weights = new DeviceWeights(backend, source);
    captures = new Captures<>(backend, 1, observer, this::record);
    try {
      Parameters p = weights.parameters();
      stem = FoldedConv.read(p.at("conv1"), p.at("bn1")).whole().activated(Activation.RELU);
      stages = new ArrayList<>();
      for (int stage = 0; stage < SpeakerNetworkConfig.STAGES; stage++) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < config.blocks().get(stage); i++) {
          Parameters block = p.at("layer" + (stage + 1)).at(i);
          boolean attentive = stage >= SpeakerNetworkConfig.ATTENTIVE;
          blocks.add(Block.load(block, attentive, i == 0, i == 0 && stage > 0));
        }
        stages.add(blocks);
      }
      downsample = FoldedConv.read(p.at("layer3_ds"), null).whole().strided(2);
      fusion = Fusion.load(p.at("fuse34.local_att"));
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }

  private Ends record(Ops ops, int capacity) {
    Length frames = ops.length("frames", capacity);
    Tensor bank =
        ops.input("filter bank", DataType.F32, Dim.of(1), frames.dim().times(config.bands()));
    Picture x = stem.apply(ops, new Picture(bank, config.bands()));
    Picture beforeLast = x;
    for (int stage = 0; stage < stages.size(); stage++) {
      beforeLast = x;
      for (Block block : stages.get(stage)) {
        x = block.apply(ops, x);
      }
      ops.probe("layer" + (stage + 1), x.channels());
    }
    Picture early = downsample.apply(ops, beforeLast);
    ops.probe("layer3_ds", early.channels());
    x = fusion.apply(ops, x, early);
    ops.probe("fuse34", x.channels());
    Tensor mean = ops.meanOverTime(x.channels(), x.width()); // [channels, width]
    return new Ends(frames, bank, ops.output(mean));
  }

  /** Values of the embedding. */
  public int width() {
    return config.embedding();
  }

  /**
   * Hears who speaks.
   *
   * @param bank the filter bank {@code [frames, bands]}, row-major, at least one frame
   * @return the embedding, {@link #width} values
   * @throws UserException when the weights are so large that the result is not finite
   */
  public float[] embedding(float[] bank) {
    int frames = bank.length / config.bands();
    if (frames < 1 || bank.length % config.bands() != 0) {
      throw new IllegalArgumentException(
          "expected frames of " + config.bands() + " bands, got " + bank.length + " values");
    }
    Capture<Ends> capture = captures.get(captures.bucket(frames));
    Ends e = capture.ends();
    float[] embedding =
        capture.set(e.frames, frames).write(e.bank, bank).replay().floats(e.embedding);
    for (float value : embedding) {
      if (!Float.isFinite(value)) {
        throw new UserException(
            "the speaker network (ERes2NetV2) gave NaN or infinity: its weights are too large or"
                + " damaged. Get and convert the encoder again.");
      }
    }
    return embedding;
  }

  /** What the weights take of the device's memory. */
  public long bytes() {
    return weights.bytes();
  }

  /** How much more so many frames of a filter bank will take; nothing is allocated. */
  public long bytesNeeded(int frames) {
    return captures.bytesNeeded(List.of(captures.bucket(frames)));
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  public void forget() {
    captures.close();
  }

  @Override
  public void close() {
    captures.close();
    weights.close();
  }
}
