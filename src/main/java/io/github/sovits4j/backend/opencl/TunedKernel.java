package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.Digest;
import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.EulerStep;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.GatedLinear;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.ModulatedNorm;
import io.github.sovits4j.ops.NearestCode;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.ResponseNorm;
import io.github.sovits4j.ops.RotatePairs;
import io.github.sovits4j.ops.RowNorm;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.SamplePrior;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Snake;
import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.StretchTime;
import io.github.sovits4j.ops.SumToRows;
import io.github.sovits4j.ops.TimeNorm;
import io.github.sovits4j.ops.TunableKernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every kernel with its parameters: for either class of devices a value to start with, and behind
 * it the others that {@code sovits tune} tries and that a tuning file may name. A kernel that is
 * used in two ways that want different shapes has an entry for each.
 *
 * <p>A CPU device runs a work-item per core: it wants a register tile in each and no local memory.
 * A GPU hides latency by many small work-items that share results through local memory. The
 * parameters, each as the kernel's source describes it:
 *
 * <ul>
 *   <li>{@code VEC} floats a work-item moves at once
 *   <li>{@code LANES} work-items that share one dot product, norm, attention or draw
 *   <li>{@code XT}, {@code WT} rows of x and of the matrix per work-group; {@code SLAB} columns of
 *       them that a team of a group has in local memory at a time, on a GPU. A team has {@code XT ·
 *       WT / 16} of the {@code LANES} work-items
 *   <li>{@code OT} output channels of a convolution per work-item; its weights are packed for it,
 *       so it may depend on the weight alone and never on the length of x
 *   <li>{@code SLAB} of a convolution: KiB of local memory for input channels and their weights, on
 *       a GPU; 0 loads each of them where it is multiplied
 *   <li>{@code CHUNK} channels of an attention head per work-group; {@code KT} keys scored together
 *   <li>{@code QT} queries per work-group, {@code RT} of them per work-item; there {@code KT}
 *       counts vectors of keys
 *   <li>{@code TX} vectors of time steps per work-group of a norm
 *   <li>{@code GROUP} work-items of a group along time, or of a group where each makes one element
 * </ul>
 */
enum TunedKernel {
  /** A matrix times few rows: a read of the matrix. */
  LINEAR_ROW(
      "linear", Linear.class, "VEC 16 8, WT 8 4 6 12 16", "VEC 4, LANES 64 32 128, WT 2 1 4"),
  /** The same where the matrix has fewer than 32 bits: unpacking takes time as well. */
  LINEAR_ROW_NARROW(
      "linear", Linear.class, "VEC 16 8, WT 8 4 6 12 16", "VEC 4, LANES 64 32 128, WT 2 1 4"),
  LINEAR_ROWS(
      "linear",
      Linear.class,
      "VEC 16 8, XT 4 2 6 8, WT 4 2 3 6",
      "VEC 4, LANES 32 64 128, XT 2 4 8, WT 2 4 8"),
  /** As many rows as a prompt has. */
  LINEAR_MANY(
      "linear",
      Linear.class,
      "VEC 16 8, XT 4 2 6 8, WT 4 2 3 6",
      "VEC 4, LANES 256 64 128 512, XT 32, WT 32, SLAB 16 8 32"),
  LINEAR_RESIDUAL_NORM_ROW(
      "linear-residual-norm",
      LinearResidualNorm.class,
      "VEC 16 8, WT 8 4 6 12 16",
      "VEC 4, LANES 128 64 32, WT 2 1 4"),
  LINEAR_RESIDUAL_NORM_ROW_NARROW(
      "linear-residual-norm",
      LinearResidualNorm.class,
      "VEC 16 8, WT 8 4 6 12 16",
      "VEC 4, LANES 128 64 32, WT 2 1 4"),
  /** The product alone; {@link #ROW_NORM} follows. */
  LINEAR_RESIDUAL_NORM_ROWS(
      "linear",
      LinearResidualNorm.class,
      "VEC 16 8, XT 4 2 6 8, WT 4 2 3 6",
      "VEC 4, LANES 32 64 128, XT 2 4 8, WT 2 4 8"),
  LINEAR_RESIDUAL_NORM_MANY(
      "linear",
      LinearResidualNorm.class,
      "VEC 16 8, XT 4 2 6 8, WT 4 2 3 6",
      "VEC 4, LANES 256 64 128 512, XT 32, WT 32, SLAB 16 8 32"),
  GATED_LINEAR_ROWS(
      "gated-linear",
      GatedLinear.class,
      "VEC 16 8, XT 4 2 6 8, WT 4 2 3 6",
      "VEC 4, LANES 32 64 128, XT 2 4 8, WT 2 4 8"),
  GATED_LINEAR_MANY(
      "gated-linear",
      GatedLinear.class,
      "VEC 16 8, XT 4 2 6 8, WT 4 2 3 6",
      "VEC 4, LANES 256 64 128 512, XT 32, WT 32, SLAB 16 8 32"),
  MODULATED_NORM("modulated-norm", ModulatedNorm.class, "VEC 16 8", "VEC 4, LANES 64 32 128"),
  ROW_NORM("row-norm", RowNorm.class, "VEC 16 8", "VEC 4, LANES 64 32 128"),
  PROJECT_QKV_ROW(
      "project-qkv",
      ProjectQkv.class,
      "VEC 16 8, WT 8 4 6 12 16",
      "VEC 4, LANES 64 32 128, WT 2 1 4"),
  PROJECT_QKV_ROW_NARROW(
      "project-qkv",
      ProjectQkv.class,
      "VEC 16 8, WT 8 4 6 12 16",
      "VEC 4, LANES 64 32 128, WT 2 1 4"),
  PROJECT_QKV_ROWS(
      "project-qkv",
      ProjectQkv.class,
      "VEC 16 8, XT 4 2 6 8, WT 4 2 3 6",
      "VEC 4, LANES 32 64 128, XT 2 4 8, WT 2 4 8"),
  PROJECT_QKV_MANY(
      "project-qkv",
      ProjectQkv.class,
      "VEC 16 8, XT 4 2 6 8, WT 4 2 3 6",
      "VEC 4, LANES 256 64 128 512, XT 32, WT 32, SLAB 16 8 32"),
  PREFILL_ATTENTION(
      "prefill-attention",
      PrefillAttention.class,
      "VEC 16 8, QT 64 32, RT 8 4, KT 2 4 1, CHUNK 64 32",
      "VEC 4, LANES 256 64 128, QT 32 16 64, RT 1 2 4, KT 8 4, CHUNK 64 32"),
  DECODE_ATTENTION(
      "decode-attention",
      DecodeAttention.class,
      "VEC 16 8, CHUNK 32",
      "VEC 4, LANES 64 32 128, CHUNK 32 16"),
  ATTENTION(
      "attention",
      Attention.class,
      "VEC 16 8, KT 4 2 8, CHUNK 128 64, GROUP 1",
      "VEC 4, LANES 8 4 16, KT 4, CHUNK 16 32, GROUP 8 16"),
  CONV1D(
      "conv1d",
      Conv1d.class,
      "VEC 16 8, OT 16 8 12 24, GROUP 1",
      "VEC 4, LANES 8 4 2 1 16, OT 8 4 16, GROUP 32 16 64, SLAB 24 12 32 0"),
  /** Fewer than {@link #FEW} channels come out. */
  CONV1D_FEW("conv1d", Conv1d.class, "VEC 16 8, OT 1, GROUP 1 4", "VEC 4, OT 1, GROUP 64 32 128"),
  CONV1D_STRIDED(
      "conv1d",
      Conv1d.class,
      "VEC 16 8, OT 16 8 24, GROUP 1",
      "VEC 4, LANES 8 4 2 1, OT 8 4, GROUP 32 16, SLAB 24 12 0"),
  CONV_TRANSPOSE1D(
      "conv-transpose1d",
      ConvTranspose1d.class,
      "VEC 16 8, OT 16 8 24, GROUP 1",
      "VEC 4, LANES 8 4 2 1, OT 8 4, GROUP 32 16"),
  COUPLE(
      "couple",
      Couple.class,
      "VEC 16 8, OT 16 8, GROUP 1",
      "VEC 4, LANES 8 4 1, OT 8 4, GROUP 32 16"),
  CHANNEL_NORM(
      "channel-norm", ChannelNorm.class, "VEC 16 8, TX 1", "VEC 4, LANES 16 8 32, TX 8 4 16"),
  BLEND("blend", Blend.class, "VEC 16 8, GROUP 1 4", "VEC 4, GROUP 64 32 128"),
  GATE("gate", Gate.class, "VEC 16 8, GROUP 1 4", "VEC 4, GROUP 64 32 128"),
  NEAREST_CODE("nearest-code", NearestCode.class, "VEC 16 8", "VEC 4, LANES 64 32 128"),
  MEAN_OVER_TIME("mean-over-time", MeanOverTime.class, "VEC 16 8", "VEC 4, LANES 64 32 128"),
  RESPONSE_NORM("response-norm", ResponseNorm.class, "VEC 16 8", "VEC 4, LANES 128 64 256"),
  TIME_NORM("time-norm", TimeNorm.class, "VEC 16 8", "VEC 4, LANES 128 64 256"),
  SNAKE("snake", Snake.class, "VEC 16 8, CHUNK 256 128 512", "VEC 4, LANES 64 32, CHUNK 256 512"),
  SPECTROGRAM("spectrogram", Spectrogram.class, "VEC 16", "VEC 4, LANES 64 128 256"),
  SAMPLE_CODE("sample-code", SampleCode.class, "VEC 16 8", "VEC 4, LANES 256 64 128"),
  // One work-item per element.
  EMBED_ROWS("embed-rows", EmbedRows.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  EMBED_CODE("embed-code", EmbedCode.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  LOOKUP("lookup", Lookup.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  LAST_ROW("last-row", LastRow.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  SAMPLE_PRIOR("sample-prior", SamplePrior.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  FLIP_CHANNELS("flip-channels", FlipChannels.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  PARAMETRIC_RELU(
      "parametric-relu", ParametricRelu.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  ROTATE_PAIRS("rotate-pairs", RotatePairs.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  SUM_TO_ROWS("sum-to-rows", SumToRows.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  EULER_STEP("euler-step", EulerStep.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  STRETCH_TIME("stretch-time", StretchTime.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  INTERPOLATE("interpolate", Interpolate.class, "VEC 16, GROUP 64 16", "VEC 4, GROUP 64 128"),
  PATCHES("patches", Patches.class, "VEC 16, GROUP 64 256", "VEC 4, GROUP 64 128"),
  SLICE_TIME("slice-time", SliceTime.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128"),
  CROSS_FADE("cross-fade", CrossFade.class, "VEC 16, GROUP 64", "VEC 4, GROUP 64 128");

  /** Below so many output channels a convolution makes them one by one. */
  static final int FEW = 4;

  private final String file;
  private final Class<? extends Operator> operator;
  private final String cpu;
  private final String gpu;

  TunedKernel(String file, Class<? extends Operator> operator, String cpu, String gpu) {
    this.file = file;
    this.operator = operator;
    this.cpu = cpu;
    this.gpu = gpu;
  }

  /** {@code "VEC 16 8, WT 4"}: a name, the default, the other values; names parted by commas. */
  private static Map<String, List<Integer>> parse(String space) {
    Map<String, List<Integer>> values = new LinkedHashMap<>();
    for (String parameter : space.split(", ", -1)) {
      List<String> words = List.of(parameter.split(" ", -1));
      values.put(
          words.getFirst(), words.subList(1, words.size()).stream().map(Integer::valueOf).toList());
    }
    return Collections.unmodifiableMap(values);
  }

  /** What people and tuning files call it. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kernel's file without its ending. */
  String file() {
    return file;
  }

  Class<? extends Operator> operator() {
    return operator;
  }

  /** For the search. */
  TunableKernel searched(boolean forGpu) {
    return new TunableKernel(id(), operator, parse(forGpu ? gpu : cpu));
  }

  /** Everything a tuning depends on beside the device: the sources and this table. */
  static String fingerprint() {
    List<String> parts = new ArrayList<>();
    for (TunedKernel kernel : values()) {
      parts.add(kernel.name() + kernel.cpu + kernel.gpu + KernelSource.of(kernel.file));
    }
    return Digest.of(parts);
  }
}
