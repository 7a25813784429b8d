package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Digest;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.Processor;
import io.github.sovits4j.ops.TunableKernel;
import io.github.sovits4j.ops.TuningTarget;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be chosen: for every kind of product and convolution a value to start with, and behind
 * it the others that {@code sovits tune} tries and that a tuning file may name.
 *
 * <ul>
 *   <li>{@code TILES} of minimal filtering that a thread transforms at a time, for 256 channels, of
 *       fewer as many more; 0: the convolution is done directly
 *   <li>{@code BLOCK} of x that a thread convolves at a time, in 1024 floats
 *   <li>{@code PANELS} of outputs, and {@code ROWS} at most, in a piece of a product of matrices
 * </ul>
 *
 * <p>But for {@code TILES} of 0 or more, no choice changes a bit of a result.
 */
final class SimdKernels {

  static final String TILES = "TILES";
  static final String BLOCK = "BLOCK";
  static final String PANELS = "PANELS";
  static final String ROWS = "ROWS";

  /** Products of a prompt's rows. */
  static final String MANY_ROWS = "linear-many";

  /** Products of the rows of a step. */
  static final String FEW_ROWS = "linear-few";

  /** Convolutions that minimal filtering is not for. */
  static final String DIRECT = "conv1d-direct";

  private static final String CONV1D = "conv1d-";

  /** A kind of convolution has at least so many channels, and fewer than the next kind. */
  private static final int[] CHANNELS = {16, 32, 64, 128, 256};

  private static final List<Integer> FILTERED = List.of(48, 24, 96, 0);
  private static final List<Integer> NOT_FILTERED = List.of(0, 48);

  /** All, those that matter most first. */
  static final List<TunableKernel> ALL = all();

  private SimdKernels() {}

  private static List<TunableKernel> all() {
    List<TunableKernel> all = new ArrayList<>();
    for (int channels : CHANNELS) {
      if (channels >= Lanes.PANEL) { // fewer fill no panel
        add(all, 3, channels, channels >= 64);
        add(all, 7, channels, channels >= 32);
        add(all, 11, channels, channels >= 32);
      }
    }
    add(all, 5, 128, false);
    all.add(kernel(MANY_ROWS, Map.of(PANELS, List.of(2, 4), ROWS, List.of(264, 132, 528))));
    all.add(kernel(FEW_ROWS, Map.of(PANELS, List.of(4, 2, 8))));
    all.add(new TunableKernel(DIRECT, Conv1d.class, Map.of(BLOCK, List.of(24, 12, 48))));
    return List.copyOf(all);
  }

  private static void add(List<TunableKernel> all, int taps, int channels, boolean filtered) {
    all.add(
        new TunableKernel(
            CONV1D + taps + '-' + channels,
            Conv1d.class,
            Map.of(TILES, filtered ? FILTERED : NOT_FILTERED)));
  }

  private static TunableKernel kernel(String name, Map<String, List<Integer>> values) {
    return new TunableKernel(name, Linear.class, values);
  }

  /**
   * The kind of a convolution that minimal filtering {@linkplain WinogradConvolution#fits fits}.
   */
  static String kind(Conv1d op) {
    int in = op.weight().size(1);
    int channels = CHANNELS[0];
    for (int least : CHANNELS) {
      channels = in >= least ? least : channels;
    }
    String kind = CONV1D + op.weight().size(2) + '-' + channels;
    return ALL.stream().anyMatch(kernel -> kernel.name().equals(kind)) ? kind : DIRECT;
  }

  /** What a tuning is for. */
  static TuningTarget target(int threads) {
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put("vectors", Integer.toString(Lanes.F.vectorBitSize()));
    conditions.put("threads", Integer.toString(threads));
    conditions.put("java", System.getProperty("java.vm.version"));
    conditions.put("kernels", fingerprint());
    return new TuningTarget(
        SimdProvider.NAME,
        Processor.model() + ' ' + System.getProperty("os.arch"),
        conditions,
        ALL);
  }

  /** The table and the compiled classes that compute. */
  private static String fingerprint() {
    List<String> parts = new ArrayList<>();
    ALL.forEach(kernel -> parts.add(kernel.toString()));
    for (Class<?> kernel :
        List.of(
            Product.class,
            FewRows.class,
            RowKernels.class,
            HalfPanels.class,
            Matrix.class,
            DirectConvolution.class,
            WinogradConvolution.class,
            WinogradKernels.class)) {
      try (InputStream code = kernel.getResourceAsStream(kernel.getSimpleName() + ".class")) {
        parts.add(code == null ? "" : HexFormat.of().formatHex(code.readAllBytes()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return Digest.of(parts);
  }
}
