package io.github.sovits4j.ops;

import java.util.List;

/**
 * One step of a {@link Program}: what a single kernel launch should do. An operator is a record of
 * the tensors it touches and of its fixed parameters; it checks the shapes when it is made. An
 * optional tensor that is absent is null.
 */
public sealed interface Operator
    permits Attention,
        Blend,
        ChannelNorm,
        Conv1d,
        ConvTranspose1d,
        Couple,
        CrossFade,
        DecodeAttention,
        EmbedRows,
        EmbedCode,
        EulerStep,
        FlipChannels,
        Gate,
        GatedLinear,
        GroupedConv1d,
        Interpolate,
        LastRow,
        Linear,
        LinearResidualNorm,
        Lookup,
        MeanOverTime,
        ModulatedNorm,
        NearestCode,
        ParametricRelu,
        Patches,
        PrefillAttention,
        ProjectQkv,
        ResponseNorm,
        RotatePairs,
        RowNorm,
        SampleCode,
        SamplePrior,
        SliceTime,
        Snake,
        Spectrogram,
        StretchTime,
        SumToRows,
        TimeNorm {

  /** Tensors whose contents this operator uses, in kernel argument order. */
  List<Tensor> reads();

  /** Tensors this operator writes, wholly or in part. */
  List<Tensor> writes();

  /**
   * Those of its tensors that may be stored in fewer than 32 bits: matrices and caches. A list of
   * none for most operators.
   */
  default List<Tensor> narrow() {
    return List.of();
  }

  /** Floating-point operations at full capacity; a multiply-add counts two. */
  long flops();

  /**
   * The fewest bytes to move at full capacity: every input read once, every output written once.
   */
  default long bytes() {
    long bytes = 0;
    for (Tensor t : reads()) {
      bytes += t.bytes();
    }
    for (Tensor t : writes()) {
      bytes += t.bytes();
    }
    return bytes;
  }

  /** The operator's name, as in {@code docs/operators.md}. */
  default String name() {
    return getClass().getSimpleName();
  }
}
