package io.github.sovits4j.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes of ERes2NetV2, the network that turns a recording into an embedding of its speaker. The
 * same in all and therefore not listed: four stages, each with twice the channels of the one before
 * and, but for the first, at half the resolution; four branches in a block, three eighths of its
 * planes wide each; blocks that end four times as wide as their planes; fusion by attention in the
 * last two stages.
 *
 * @param channels of the first stage
 * @param blocks of each stage
 * @param bands of the filter bank, a multiple of 8
 */
public record SpeakerNetworkConfig(int channels, List<Integer> blocks, int bands)
    implements EncoderConfig {

  /** Stages. */
  public static final int STAGES = 4;

  /** Branches of a block. */
  public static final int BRANCHES = 4;

  /** A block ends so many times as wide as its planes. */
  public static final int EXPANSION = 4;

  /** Stages from this one on (0-based) fuse by attention. */
  public static final int ATTENTIVE = 2;

  private static final int BASE_WIDTH = 24; // of a branch, for BASE_PLANES planes
  private static final int BASE_PLANES = 64;
  private static final int SQUEEZE = 4; // of the small networks that fuse
  private static final String NETWORK = "ERes2NetV2 (speaker)";

  /**
   * Checks that the sizes fit together.
   *
   * @throws io.github.sovits4j.UserException when they do not
   */
  public SpeakerNetworkConfig {
    blocks = List.copyOf(blocks);
    Require.between(NETWORK, "channels", channels, 1, 1 << 12);
    Require.that(
        NETWORK, blocks.size() == STAGES, "it has " + blocks.size() + " stages, expected 4");
    for (int n : blocks) {
      Require.between(NETWORK, "blocks", n, 1, 100);
    }
    Require.between(NETWORK, "bands", bands, 8, 1024);
    Require.that(NETWORK, bands % 8 == 0, "bands " + bands + " are no multiple of 8");
  }

  /** The sizes of the published network. */
  public static SpeakerNetworkConfig full() {
    return new SpeakerNetworkConfig(64, List.of(3, 4, 6, 3), 80);
  }

  /** Small sizes for tests; fit the Pro versions of {@link SovitsConfig#tiny}. */
  public static SpeakerNetworkConfig tiny() {
    return new SpeakerNetworkConfig(1, List.of(1, 1, 1, 1), 80);
  }

  /**
   * Reads the sizes off a checkpoint.
   *
   * @throws io.github.sovits4j.UserException when a tensor is missing or of the wrong kind
   */
  public static SpeakerNetworkConfig fromUpstream(Map<String, int[]> shapes) {
    ShapeReader tensors = new ShapeReader(NETWORK, shapes);
    List<Integer> blocks = new ArrayList<>();
    for (int stage = 1; stage <= STAGES; stage++) {
      blocks.add(tensors.count("layer" + stage + '.', ".conv1.weight"));
    }
    return new SpeakerNetworkConfig(tensors.extent("conv1.weight", 4, 0), blocks, 80);
  }

  /** Planes of a stage, from 0. */
  public int planes(int stage) {
    return channels << stage;
  }

  /** Channels of a branch in a stage. */
  public int branch(int stage) {
    return Math.max(1, planes(stage) * BASE_WIDTH / BASE_PLANES);
  }

  /** Values of the embedding. */
  public int embedding() {
    return EXPANSION * planes(STAGES - 1) * bands / 8;
  }

  @Override
  public Map<String, int[]> tensorShapes() {
    Map<String, int[]> out = new LinkedHashMap<>();
    out.put("conv1.weight", new int[] {channels, 1, 3, 3});
    norm(out, "bn1", channels);
    int in = channels;
    for (int stage = 0; stage < STAGES; stage++) {
      for (int i = 0; i < blocks.get(stage); i++) {
        block(out, "layer" + (stage + 1) + '.' + i + '.', stage, i == 0, in);
        in = EXPANSION * planes(stage);
      }
    }
    int last = EXPANSION * planes(STAGES - 1);
    out.put("layer3_ds.weight", new int[] {last, last / 2, 3, 3});
    fusion(out, "fuse34.local_att.", last);
    return out;
  }

  private void block(Map<String, int[]> out, String prefix, int stage, boolean first, int in) {
    int w = branch(stage);
    int wide = EXPANSION * planes(stage);
    out.put(prefix + "conv1.weight", new int[] {BRANCHES * w, in, 1, 1});
    norm(out, prefix + "bn1", BRANCHES * w);
    for (int i = 0; i < BRANCHES; i++) {
      out.put(prefix + "convs." + i + ".weight", new int[] {w, w, 3, 3});
      norm(out, prefix + "bns." + i, w);
      if (stage >= ATTENTIVE && i > 0) {
        fusion(out, prefix + "fuse_models." + (i - 1) + ".local_att.", w);
      }
    }
    out.put(prefix + "conv3.weight", new int[] {wide, BRANCHES * w, 1, 1});
    norm(out, prefix + "bn3", wide);
    if (first) {
      out.put(prefix + "shortcut.0.weight", new int[] {wide, in, 1, 1});
      norm(out, prefix + "shortcut.1", wide);
    }
  }

  private static void fusion(Map<String, int[]> out, String prefix, int n) {
    int small = Math.max(1, n / SQUEEZE);
    out.put(prefix + "0.weight", new int[] {small, 2 * n, 1, 1});
    out.put(prefix + "0.bias", new int[] {small});
    norm(out, prefix + "1", small);
    out.put(prefix + "3.weight", new int[] {n, small, 1, 1});
    out.put(prefix + "3.bias", new int[] {n});
    norm(out, prefix + "4", n);
  }

  private static void norm(Map<String, int[]> out, String name, int n) {
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      out.put(name + '.' + part, new int[] {n});
    }
  }
}
