package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.AbstractGraph;
import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.Dim;
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
import io.github.sovits4j.ops.Tuning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * A captured program: arrays planned, weights packed, every operator bound as launches. A replay
 * runs the launches and allocates nothing.
 */
final class SimdGraph extends AbstractGraph {

  /** What a launch does to rows {@code from … to − 1}. */
  @FunctionalInterface
  interface Rows {
    void run(int from, int to, Scratch scratch);
  }

  private final SimdBackend backend;
  private final Tuning tuning;
  private final Set<String> kernels = new HashSet<>(); // whose parameters were asked for
  private final Layouts layouts;
  private final Object[] slots;
  private final boolean measuring; // what it would take: nothing is taken, and nothing can run
  private final List<Launch> bound = new ArrayList<>();
  private Launch[] launches = {};
  private Scratch.Wish scratch = Scratch.Wish.NOTHING;
  private boolean scratchWanted; // of the backend
  private final Set<Constant> weights = new HashSet<>(); // until all is bound
  private long own; // bytes that are this graph's
  private int sharedFloats;
  private float[] shared = {}; // memory from one launch to the next of the same operator
  private int operator; // which is being bound
  private boolean first; // launch of its operator

  SimdGraph(SimdBackend backend, Program program, Tuning tuning) {
    this(backend, program, tuning, false);
  }

  private SimdGraph(SimdBackend backend, Program program, Tuning tuning, boolean measuring) {
    super(program);
    this.measuring = measuring;
    this.backend = backend;
    this.tuning = tuning;
    this.layouts = new Layouts(program);
    this.slots = new Object[plan().slots().size()];
  }

  /**
   * Bytes that a graph of a program would take, its scratch memory included: binds, but to arrays
   * of no length, and packs no weight.
   */
  static long measure(SimdBackend backend, Program program, Tuning tuning) {
    SimdGraph graph = new SimdGraph(backend, program, tuning, true);
    graph.bindOperators();
    return graph.own + backend.bytes(graph.scratch);
  }

  @Override
  protected void bind() {
    bindOperators();
    backend.want(scratch);
    scratchWanted = true;
    launches = bound.toArray(Launch[]::new);
    weights.forEach(Constant::settle);
    weights.clear();
  }

  private void bindOperators() {
    List<MemoryPlan.Slot> planned = plan().slots();
    for (int i = 0; i < slots.length; i++) {
      take(planned.get(i).bytes());
      slots[i] = SimdBackend.allocate(planned.get(i).type(), taken(planned.get(i).elements()));
    }
    for (operator = 0; operator < program().operators().size(); operator++) {
      first = true;
      bind(program().operators().get(operator));
    }
    shared = new float[taken(sharedFloats)];
  }

  private void take(long bytes) {
    if (!measuring) {
      backend.budget().take("this graph", bytes);
    }
    own += bytes;
  }

  /** Elements that are really allocated. */
  private int taken(int elements) {
    return measuring ? 0 : elements;
  }

  @Override
  protected void free() {
    Arrays.fill(slots, null);
    launches = new Launch[0];
    bound.clear();
    shared = new float[0];
    weights.forEach(Constant::restore);
    weights.clear();
    backend.budget().give(own);
    own = 0;
    if (scratchWanted) {
      backend.unwant(scratch);
    }
  }

  @Override
  protected long held() {
    return own + (scratchWanted ? backend.heldFor(scratch) : 0);
  }

  private void bind(Operator op) {
    switch (op) {
      case Linear linear -> RowLaunches.linear(linear, this);
      case LinearResidualNorm product -> RowLaunches.linearResidualNorm(product, this);
      case ModulatedNorm norm -> RowLaunches.modulatedNorm(norm, this);
      case GatedLinear product -> RowLaunches.gatedLinear(product, this);
      case RotatePairs rotate -> RowLaunches.rotatePairs(rotate, this);
      case ProjectQkv project -> RowLaunches.projectQkv(project, this);
      case LastRow last -> RowLaunches.lastRow(last, this);
      case RowNorm norm -> RowLaunches.rowNorm(norm, this);
      case EmbedRows embed -> EmbeddingLaunches.embedRows(embed, this);
      case EmbedCode embed -> EmbeddingLaunches.embedCode(embed, this);
      case Lookup lookup -> EmbeddingLaunches.lookup(lookup, this);
      case NearestCode nearest -> EmbeddingLaunches.nearestCode(nearest, this);
      case PrefillAttention attention -> AttentionLaunches.prefill(attention, this);
      case DecodeAttention attention -> AttentionLaunches.decode(attention, this);
      case Attention attention -> AttentionLaunches.attention(attention, this);
      case SampleCode sample -> SamplingLaunches.sampleCode(sample, this);
      case SamplePrior sample -> SamplingLaunches.samplePrior(sample, this);
      case Conv1d conv -> ConvolutionLaunches.conv1d(conv, this);
      case GroupedConv1d conv -> GroupedConvolution.bind(conv, this);
      case ConvTranspose1d conv -> ConvolutionLaunches.convTranspose1d(conv, this);
      case Couple couple -> ConvolutionLaunches.couple(couple, this);
      case ChannelNorm norm -> ChannelLaunches.norm(norm, this);
      case Blend blend -> ChannelLaunches.blend(blend, this);
      case Gate gate -> ChannelLaunches.gate(gate, this);
      case FlipChannels flip -> ChannelLaunches.flip(flip, this);
      case ParametricRelu relu -> ChannelLaunches.parametricRelu(relu, this);
      case TimeNorm norm -> TimeLaunches.norm(norm, this);
      case Patches patches -> TimeLaunches.patches(patches, this);
      case MeanOverTime mean -> TimeLaunches.mean(mean, this);
      case SumToRows sum -> ChannelLaunches.sumToRows(sum, this);
      case EulerStep step -> ChannelLaunches.eulerStep(step, this);
      case ResponseNorm norm -> TimeLaunches.responseNorm(norm, this);
      case StretchTime stretch -> TimeLaunches.stretch(stretch, this);
      case Interpolate interpolate -> TimeLaunches.interpolate(interpolate, this);
      case Snake snake -> SnakeActivation.bind(snake, this);
      case SliceTime slice -> TimeLaunches.slice(slice, this);
      case CrossFade fade -> TimeLaunches.crossFade(fade, this);
      case Spectrogram spectrogram -> TimeLaunches.spectrogram(spectrogram, this);
    }
  }

  // ---- for the classes that bind launches ----

  /** The value of a parameter of a kernel, which is used here. */
  int parameter(String kernel, String parameter) {
    kernels.add(kernel);
    return tuning.parameters(kernel).get(parameter);
  }

  /** The parameters of all kernels. */
  Tuning tuning() {
    return tuning;
  }

  /** The kernels whose parameters were asked for. */
  Set<String> kernels() {
    return Set.copyOf(kernels);
  }

  /** Adds a launch of the operator that is being bound. */
  void add(IntSupplier pieces, Piece body) {
    LaunchSite site =
        new LaunchSite(
            program(), operator, first ? 1 : 0, program().operators().get(operator).name());
    first = false;
    bound.add(new Launch(site, pieces, body));
  }

  /** Adds a launch over the rows in force of an axis, so many to a piece. */
  void addRows(Dim axis, int rowsPerPiece, Rows body) {
    add(
        () -> Math.ceilDiv(value(axis), rowsPerPiece),
        (piece, memory) -> {
          int from = piece * rowsPerPiece;
          body.run(from, Math.min(value(axis), from + rowsPerPiece), memory);
        });
  }

  /** Wants so much scratch memory for every thread. */
  void want(int inputs, int sums, int weights) {
    scratch = scratch.max(new Scratch.Wish(inputs, sums, weights, 0));
  }

  /** Wants so much scratch memory of 64 bits for every thread. */
  void wantDoubles(int doubles) {
    scratch = scratch.max(new Scratch.Wish(0, 0, 0, doubles));
  }

  /** Wants so much memory that one launch of an operator leaves to its next. */
  void wantShared(int floats) {
    if (sharedFloats < floats) {
      take((floats - sharedFloats) * (long) Float.BYTES);
      sharedFloats = floats;
    }
  }

  /** The memory between launches of an operator; to be asked for when they run. */
  float[] shared() {
    return shared;
  }

  /** The extent of an axis in force. */
  int value(Tensor tensor, int axis) {
    return value(tensor.dim(axis));
  }

  /** The array behind a tensor of rows, of one axis, or null for null. */
  float[] f(Tensor tensor) {
    if (tensor == null) {
      return null;
    }
    if (layouts.timeMajor(tensor) && !line(tensor)) {
      return turned(tensor, false);
    }
    return array(tensor);
  }

  /** The array behind a tensor of channels, {@code [time, channel]}, or null for null. */
  float[] channels(Tensor tensor) {
    if (tensor == null) {
      return null;
    }
    if (!layouts.timeMajor(tensor) && !line(tensor)) {
      return turned(tensor, true);
    }
    return array(tensor);
  }

  /** Whether both orders are the same. */
  private static boolean line(Tensor tensor) {
    return tensor.rank() != 2 || tensor.size(0) == 1 || tensor.size(1) == 1;
  }

  /** A copy in the other order, made anew in every replay: rows and channels rarely meet. */
  private float[] turned(Tensor tensor, boolean toTimeMajor) {
    float[] from = array(tensor);
    float[] to = extra(tensor.elements());
    int channels = tensor.size(0);
    int stride = tensor.size(1);
    add(
        () -> 1,
        (piece, memory) -> {
          if (toTimeMajor) {
            Transpose.toTimeMajor(from, stride, channels, value(tensor, 1), to, channels);
          } else {
            Transpose.toChannelMajor(from, channels, channels, value(tensor, 1), to, stride);
          }
        });
    return to;
  }

  private float[] array(Tensor tensor) {
    return switch (tensor.kind()) {
      case CONSTANT -> constant(tensor).form(Constant.Form.PLAIN);
      case STATE -> (float[]) memoryOf(tensor);
      case INPUT, RESULT -> (float[]) slots[plan().slotOf(tensor)];
    };
  }

  /** The array behind an I32 tensor. */
  int[] i(Tensor tensor) {
    if (tensor == null) {
      return null;
    }
    return switch (tensor.kind()) {
      case STATE -> (int[]) memoryOf(tensor);
      case CONSTANT, INPUT, RESULT -> (int[]) slots[plan().slotOf(tensor)];
    };
  }

  /** A state: float[] or, in 16 bits, short[]. */
  Object state(Tensor tensor) {
    return tensor.kind() == Tensor.Kind.STATE ? memoryOf(tensor) : f(tensor);
  }

  private Object memoryOf(Tensor state) {
    return measuring ? SimdBackend.allocate(state.type(), 0) : backend.memoryOf(state);
  }

  /** A weight. */
  Constant constant(Tensor weight) {
    if (weight.kind() != Tensor.Kind.CONSTANT) {
      throw new IllegalArgumentException(weight + ": expected a constant as weight");
    }
    Constant constant = backend.weight(weight);
    if (measuring) {
      return constant.sketch();
    }
    if (weights.add(constant)) {
      constant.begin();
    }
    return constant;
  }

  /** Memory that lives as long as this graph. */
  float[] extra(int floats) {
    take((long) floats * Float.BYTES);
    return new float[taken(floats)];
  }

  /** A small weight packed as that of a product, for this graph alone. */
  float[] panels(float[] weight, int[] shape) {
    float[] packed = extra(Packing.PANELS.size(shape, 1));
    if (!measuring) {
      Packing.PANELS.move(weight, packed, shape, 1, true);
    }
    return packed;
  }

  // ---- running ----

  @Override
  protected void run(int times) {
    Workers workers = backend.workers();
    ProfileListener listener = backend.listener();
    for (int i = 0; i < times; i++) {
      for (Launch launch : launches) {
        long start = listener == null ? 0 : System.nanoTime();
        workers.run(launch.pieces().getAsInt(), launch.body());
        if (listener != null) {
          listener.launched(launch.site(), start, System.nanoTime());
        }
      }
    }
    backend.launched(times * launches.length);
  }

  /** Pieces ask for the lengths themselves. */
  @Override
  protected void lengthChanged() {}

  @Override
  protected void store(Tensor input, float[] data) {
    if (layouts.timeMajor(input)) {
      int time = value(input, 1);
      Transpose.toTimeMajor(data, time, value(input, 0), time, array(input), input.size(0));
    } else {
      copy(input, data, true);
    }
  }

  @Override
  protected void store(Tensor input, int[] data) {
    copy(input, data, true);
  }

  @Override
  protected float[] loadFloats(Tensor tensor) {
    float[] data = new float[elements(tensor)];
    if (layouts.timeMajor(tensor)) {
      int time = value(tensor, 1);
      Transpose.toChannelMajor(array(tensor), tensor.size(0), value(tensor, 0), time, data, time);
    } else {
      copy(tensor, data, false);
    }
    return data;
  }

  @Override
  protected int[] loadInts(Tensor tensor) {
    int[] data = new int[elements(tensor)];
    copy(tensor, data, false);
    return data;
  }

  /** Steps lie one after another where both are time-major. */
  @Override
  protected void copyRows(
      Tensor input, AbstractGraph source, Tensor output, int rows, int from, int steps) {
    SimdGraph other = (SimdGraph) source;
    if (layouts.timeMajor(input) && other.layouts.timeMajor(output)) {
      System.arraycopy(other.array(output), from * rows, array(input), 0, steps * rows);
    } else {
      super.copyRows(input, source, output, rows, from, steps);
    }
  }

  /** Moves data between its packed form and the memory laid out for the capacities. */
  private void copy(Tensor tensor, Object packed, boolean toTensor) {
    Object array = slots[plan().slotOf(tensor)];
    int length = elements(tensor);
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
