package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.AbstractGraph;
import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.EulerStep;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.GatedLinear;
import io.github.sovits4j.ops.GroupedConv1d;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.MemoryPlan;
import io.github.sovits4j.ops.ModulatedNorm;
import io.github.sovits4j.ops.NearestCode;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
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
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TimeNorm;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Interprets a program: one call of a reference kernel per operator, over planned arrays. */
final class ReferenceGraph extends AbstractGraph {

  private final ReferenceBackend backend;
  private final Object[] slots;
  private final List<LaunchSite> sites;
  private long held; // bytes

  ReferenceGraph(ReferenceBackend backend, Program program) {
    super(program);
    this.backend = backend;
    this.slots = new Object[plan().slots().size()];
    this.sites =
        IntStream.range(0, program.operators().size())
            .mapToObj(i -> new LaunchSite(program, i, 1, program.operators().get(i).name()))
            .toList();
  }

  @Override
  protected void bind() {
    List<MemoryPlan.Slot> planned = plan().slots();
    for (int i = 0; i < slots.length; i++) {
      backend.budget().take("this graph", planned.get(i).bytes());
      held += planned.get(i).bytes();
      slots[i] = ReferenceBackend.allocate(planned.get(i).type(), planned.get(i).elements());
    }
  }

  @Override
  protected void free() {
    Arrays.fill(slots, null);
    backend.budget().give(held);
    held = 0;
  }

  @Override
  protected long held() {
    return held;
  }

  @Override
  protected void run(int times) {
    for (int i = 0; i < times; i++) {
      if (backend.listener() == null) {
        program().operators().forEach(this::run);
      } else {
        runProfiled(backend.listener());
      }
      backend.launched(program().operators().size());
    }
  }

  /** An operator is one launch here, and the host is the device. */
  private void runProfiled(ProfileListener listener) {
    for (LaunchSite site : sites) {
      long start = System.nanoTime();
      run(program().operators().get(site.operator()));
      listener.launched(site, start, System.nanoTime());
    }
  }

  private void run(Operator operator) {
    switch (operator) {
      case Linear op -> RowKernels.linear(op, this);
      case LinearResidualNorm op -> RowKernels.linearResidualNorm(op, this);
      case ModulatedNorm op -> RowKernels.modulatedNorm(op, this);
      case GatedLinear op -> RowKernels.gatedLinear(op, this);
      case RotatePairs op -> RowKernels.rotatePairs(op, this);
      case ProjectQkv op -> RowKernels.projectQkv(op, this);
      case LastRow op -> RowKernels.lastRow(op, this);
      case RowNorm op -> RowKernels.rowNorm(op, this);
      case EmbedRows op -> EmbeddingKernels.embedRows(op, this);
      case EmbedCode op -> EmbeddingKernels.embedCode(op, this);
      case Lookup op -> EmbeddingKernels.lookup(op, this);
      case NearestCode op -> EmbeddingKernels.nearestCode(op, this);
      case PrefillAttention op -> AttentionKernels.prefill(op, this);
      case DecodeAttention op -> AttentionKernels.decode(op, this);
      case Attention op -> AttentionKernels.attention(op, this);
      case SampleCode op -> SamplingKernels.sampleCode(op, this);
      case SamplePrior op -> SamplingKernels.samplePrior(op, this);
      case Conv1d op -> ConvolutionKernels.conv1d(op, this);
      case GroupedConv1d op -> ConvolutionKernels.groupedConv1d(op, this);
      case ConvTranspose1d op -> ConvolutionKernels.convTranspose1d(op, this);
      case Couple op -> ConvolutionKernels.couple(op, this);
      case ChannelNorm op -> ChannelKernels.norm(op, this);
      case Blend op -> ChannelKernels.blend(op, this);
      case Gate op -> ChannelKernels.gate(op, this);
      case FlipChannels op -> ChannelKernels.flip(op, this);
      case ParametricRelu op -> ChannelKernels.parametricRelu(op, this);
      case TimeNorm op -> TimeKernels.norm(op, this);
      case Patches op -> TimeKernels.patches(op, this);
      case MeanOverTime op -> TimeKernels.mean(op, this);
      case SumToRows op -> ChannelKernels.sumToRows(op, this);
      case EulerStep op -> ChannelKernels.eulerStep(op, this);
      case ResponseNorm op -> TimeKernels.responseNorm(op, this);
      case StretchTime op -> TimeKernels.stretch(op, this);
      case Interpolate op -> TimeKernels.interpolate(op, this);
      case Snake op -> TimeKernels.snake(op, this);
      case SliceTime op -> TimeKernels.slice(op, this);
      case CrossFade op -> TimeKernels.crossFade(op, this);
      case Spectrogram op -> SpectrogramKernel.run(op, this);
    }
  }

  /** A tensor of real numbers; null stands for zeros. */
  Doubles doubles(Tensor tensor) {
    return tensor == null
        ? Doubles.absent()
        : Doubles.of(tensor, (float[]) array(tensor), extents(tensor));
  }

  /** The memory of an I32 tensor, laid out for the capacities. */
  int[] integers(Tensor tensor) {
    return (int[]) array(tensor);
  }

  /** All rows in force, one below the other. */
  DMatrixRMaj rows(Tensor tensor) {
    float[] packed = loadFloats(tensor);
    int columns = value(tensor.dim(-1));
    DMatrixRMaj rows = new DMatrixRMaj(packed.length / columns, columns);
    for (int i = 0; i < packed.length; i++) {
      rows.data[i] = packed[i];
    }
    return rows;
  }

  /** Stores all rows in force, rounded. */
  void put(Tensor tensor, DMatrixRMaj rows) {
    float[] packed = new float[rows.getNumElements()];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (float) rows.data[i];
    }
    store(tensor, packed);
  }

  private int[] extents(Tensor tensor) {
    return tensor.dims().stream().mapToInt(this::value).toArray();
  }

  private Object array(Tensor tensor) {
    return switch (tensor.kind()) {
      case CONSTANT, STATE -> backend.array(tensor);
      case INPUT, RESULT -> slots[plan().slotOf(tensor)];
    };
  }

  /** Kernels ask for the lengths themselves. */
  @Override
  protected void lengthChanged() {}

  @Override
  protected void store(Tensor input, float[] data) {
    copy(input, data, data.length, true);
  }

  @Override
  protected void store(Tensor input, int[] data) {
    copy(input, data, data.length, true);
  }

  @Override
  protected float[] loadFloats(Tensor tensor) {
    float[] data = new float[elements(tensor)];
    copy(tensor, data, data.length, false);
    return data;
  }

  @Override
  protected int[] loadInts(Tensor tensor) {
    int[] data = new int[elements(tensor)];
    copy(tensor, data, data.length, false);
    return data;
  }

  /** Moves data between its packed form and the memory laid out for the capacities. */
  private void copy(Tensor tensor, Object packed, int length, boolean toTensor) {
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
}
