package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.EmbedToken;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.MemoryPlan;
import io.github.sovits4j.ops.NearestCode;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.SamplePrior;
import io.github.sovits4j.ops.SampleToken;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;

/** Interprets a program: one call of a reference kernel per operator, over planned arrays. */
final class ReferenceGraph implements Graph {

  private final ReferenceBackend backend;
  private final Program program;
  private final MemoryPlan plan;
  private Object[] slots;
  private final int[] lengths;
  private final List<LaunchSite> sites;

  ReferenceGraph(ReferenceBackend backend, Program program) {
    this.backend = backend;
    this.program = program;
    this.plan = MemoryPlan.of(program);
    this.slots =
        plan.slots().stream()
            .map(slot -> ReferenceBackend.allocate(slot.type(), slot.elements()))
            .toArray();
    this.lengths = program.lengths().stream().mapToInt(Length::capacity).toArray();
    backend.take(plan.bytes());
    this.sites =
        IntStream.range(0, program.operators().size())
            .mapToObj(i -> new LaunchSite(program, i, 1, program.operators().get(i).name()))
            .toList();
  }

  @Override
  public void replay(int times) {
    requireOpen();
    for (int i = 0; i < times; i++) {
      if (backend.listener() == null) {
        program.operators().forEach(this::run);
      } else {
        runProfiled(backend.listener());
      }
      backend.launched(program.operators().size());
    }
  }

  /** An operator is one launch here, and the host is the device. */
  private void runProfiled(ProfileListener listener) {
    for (LaunchSite site : sites) {
      long start = System.nanoTime();
      run(program.operators().get(site.operator()));
      listener.launched(site, start, System.nanoTime());
    }
  }

  private void run(Operator operator) {
    switch (operator) {
      case Linear op -> RowKernels.linear(op, this);
      case LinearResidualNorm op -> RowKernels.linearResidualNorm(op, this);
      case ProjectQkv op -> RowKernels.projectQkv(op, this);
      case LastRow op -> RowKernels.lastRow(op, this);
      case EmbedRows op -> EmbeddingKernels.embedRows(op, this);
      case EmbedToken op -> EmbeddingKernels.embedToken(op, this);
      case Lookup op -> EmbeddingKernels.lookup(op, this);
      case NearestCode op -> EmbeddingKernels.nearestCode(op, this);
      case PrefillAttention op -> AttentionKernels.prefill(op, this);
      case DecodeAttention op -> AttentionKernels.decode(op, this);
      case Attention op -> AttentionKernels.attention(op, this);
      case SampleToken op -> SamplingKernels.sampleToken(op, this);
      case SamplePrior op -> SamplingKernels.samplePrior(op, this);
      case Conv1d op -> ConvolutionKernels.conv1d(op, this);
      case ConvTranspose1d op -> ConvolutionKernels.convTranspose1d(op, this);
      case Couple op -> ConvolutionKernels.couple(op, this);
      case ChannelNorm op -> ChannelKernels.norm(op, this);
      case Gate op -> ChannelKernels.gate(op, this);
      case FlipChannels op -> ChannelKernels.flip(op, this);
      case ParametricRelu op -> ChannelKernels.parametricRelu(op, this);
      case MeanOverTime op -> TimeKernels.mean(op, this);
      case Interpolate op -> TimeKernels.interpolate(op, this);
      case SliceTime op -> TimeKernels.slice(op, this);
      case CrossFade op -> TimeKernels.crossFade(op, this);
      case Spectrogram op -> SpectrogramKernel.run(op, this);
    }
  }

  /**
   * The array behind an F32 tensor, laid out for the capacities; it may be longer. Null for null.
   */
  float[] f(Tensor tensor) {
    return tensor == null ? null : (float[]) array(tensor);
  }

  /** The array behind an I32 tensor. */
  int[] i(Tensor tensor) {
    return tensor == null ? null : (int[]) array(tensor);
  }

  /** A weight matrix, transposed. */
  FMatrixRMaj transposed(Tensor weight) {
    if (weight.kind() == Tensor.Kind.CONSTANT) {
      return backend.constant(weight).transposed();
    }
    return new Constant(f(weight), new int[] {weight.size(0), weight.size(1)}).transposed();
  }

  /** The extent in force. */
  int value(Dim dim) {
    return dim.value(lengths);
  }

  private Object array(Tensor tensor) {
    return switch (tensor.kind()) {
      case CONSTANT -> backend.constant(tensor).rowMajor();
      case STATE -> backend.stateData(tensor);
      case INPUT, RESULT -> slots[plan.slotOf(tensor)];
    };
  }

  @Override
  public void set(Length length, int value) {
    requireOpen();
    program.checkLength(length, value);
    lengths[length.index()] = value;
  }

  @Override
  public void write(Tensor input, float[] data) {
    copy(input, data, data.length, true);
  }

  @Override
  public void write(Tensor input, int[] data) {
    copy(input, data, data.length, true);
  }

  @Override
  public float[] floats(Tensor output) {
    float[] data = new float[packedElements(output)];
    copy(output, data, data.length, false);
    return data;
  }

  @Override
  public int[] ints(Tensor output) {
    int[] data = new int[packedElements(output)];
    copy(output, data, data.length, false);
    return data;
  }

  @Override
  public Program program() {
    return program;
  }

  @Override
  public long bytes() {
    return plan.bytes();
  }

  @Override
  public void close() {
    if (slots != null) {
      slots = null;
      backend.take(-plan.bytes());
    }
  }

  private void requireOpen() {
    if (slots == null) {
      throw new IllegalStateException("this graph is closed");
    }
  }

  private int packedElements(Tensor tensor) {
    int n = 1;
    for (Dim dim : tensor.dims()) {
      n *= value(dim);
    }
    return n;
  }

  /** Moves data between its packed form and the memory laid out for the capacities. */
  private void copy(Tensor tensor, Object packed, int length, boolean toTensor) {
    requireOpen();
    if (packedElements(tensor) != length) {
      throw new IllegalArgumentException(
          tensor + ": expected " + packedElements(tensor) + " elements, got " + length);
    }
    if (tensor.kind() != Tensor.Kind.INPUT && (toTensor || !readable(tensor))) {
      throw new IllegalArgumentException(
          tensor + (toTensor ? " is not an input" : " is not an output") + " of this graph");
    }
    Object array = array(tensor);
    int run = value(tensor.dim(-1));
    for (int at = 0; at < length; at += run) {
      int offset = 0;
      int stride = tensor.size(-1);
      int row = at / run;
      for (int axis = tensor.rank() - 2; axis >= 0; axis--) {
        offset += row % value(tensor.dim(axis)) * stride;
        row /= value(tensor.dim(axis));
        stride *= tensor.size(axis);
      }
      if (toTensor) {
        System.arraycopy(packed, at, array, offset, run);
      } else {
        System.arraycopy(array, offset, packed, at, run);
      }
    }
  }

  private boolean readable(Tensor tensor) {
    return program.outputs().contains(tensor) || program.probes().containsValue(tensor);
  }
}
