package io.github.sovits4j.backend.opencl;

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
import io.github.sovits4j.ops.ModulatedNorm;
import io.github.sovits4j.ops.NearestCode;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.Patches;
import io.github.sovits4j.ops.PrefillAttention;
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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jocl.Pointer;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * A captured program: buffers planned, every launch bound to them. A replay enqueues the launches
 * and does nothing else.
 */
final class OpenClGraph extends AbstractGraph {

  /** Counters that launches share. */
  static final int COUNTERS = 1024;

  /** Device memory of this graph beside its slots. */
  private record Extra(cl_mem buffer, long bytes) {}

  private final OpenClBackend backend;
  private final Tuning tuning;
  private final Set<TunedKernel> used = EnumSet.noneOf(TunedKernel.class);
  private final Session session;
  private CommandQueue queue; // that of all graphs, until it is bound
  private cl_event mark; // the end of the last replay aside; null: none
  private final cl_mem[] slots;
  private final List<Extra> extras = new ArrayList<>();
  private final List<cl_kernel> kernels = new ArrayList<>();
  private final List<Launch> launches = new ArrayList<>();
  private final Set<Constant> weights = new HashSet<>(); // until all is bound
  private cl_mem lengthBuffer;
  private cl_mem counters; // shared, as scratch is, by launches that run one after another
  private Extra scratch;
  private int operator = -1; // which is being bound
  private int lastLaunched = -1;

  OpenClGraph(OpenClBackend backend, Program program, Tuning tuning) {
    super(program);
    this.backend = backend;
    this.tuning = tuning;
    this.session = backend.session();
    this.queue = session.queue();
    this.slots = new cl_mem[plan().slots().size()];
  }

  @Override
  protected void bind() {
    session.budget().require("this graph", plan().bytes());
    for (int i = 0; i < slots.length; i++) {
      slots[i] =
          session.allocate(
              "slot " + plan().slots().get(i) + " of a graph", plan().slots().get(i).bytes());
    }
    lengthBuffer = extra("lengths", GraphMemory.lengths(lengths().length));
    lengthChanged();
    while (++operator < program().operators().size()) {
      bind(program().operators().get(operator));
    }
    session.finish();
    weights.forEach(Constant::settle);
    weights.clear();
    if (program().aside()) {
      queue = session.aside();
    }
  }

  private void bind(Operator operator) {
    switch (operator) {
      case Linear op -> RowLaunches.linear(op, this);
      case LinearResidualNorm op -> RowLaunches.linearResidualNorm(op, this);
      case ModulatedNorm op -> RowLaunches.modulatedNorm(op, this);
      case GatedLinear op -> RowLaunches.gatedLinear(op, this);
      case RotatePairs op -> RowLaunches.rotatePairs(op, this);
      case ProjectQkv op -> RowLaunches.projectQkv(op, this);
      case LastRow op -> RowLaunches.lastRow(op, this);
      case RowNorm op -> RowLaunches.rowNorm(op, this);
      case EmbedRows op -> EmbeddingLaunches.embedRows(op, this);
      case EmbedCode op -> EmbeddingLaunches.embedCode(op, this);
      case Lookup op -> EmbeddingLaunches.lookup(op, this);
      case NearestCode op -> EmbeddingLaunches.nearestCode(op, this);
      case PrefillAttention op -> AttentionLaunches.prefill(op, this);
      case DecodeAttention op -> AttentionLaunches.decode(op, this);
      case Attention op -> AttentionLaunches.attention(op, this);
      case SampleCode op -> SamplingLaunches.sampleCode(op, this);
      case SamplePrior op -> SamplingLaunches.samplePrior(op, this);
      case Conv1d op -> ConvolutionLaunches.conv1d(op, this);
      case GroupedConv1d op -> ConvolutionLaunches.groupedConv1d(op, this);
      case ConvTranspose1d op -> ConvolutionLaunches.convTranspose1d(op, this);
      case Couple op -> ConvolutionLaunches.couple(op, this);
      case ChannelNorm op -> ChannelLaunches.norm(op, this);
      case Blend op -> ChannelLaunches.blend(op, this);
      case Gate op -> ChannelLaunches.gate(op, this);
      case FlipChannels op -> ChannelLaunches.flip(op, this);
      case ParametricRelu op -> ChannelLaunches.parametricRelu(op, this);
      case TimeNorm op -> TimeLaunches.norm(op, this);
      case Patches op -> TimeLaunches.patches(op, this);
      case MeanOverTime op -> TimeLaunches.mean(op, this);
      case SumToRows op -> ChannelLaunches.sumToRows(op, this);
      case EulerStep op -> ChannelLaunches.eulerStep(op, this);
      case ResponseNorm op -> TimeLaunches.responseNorm(op, this);
      case StretchTime op -> TimeLaunches.stretch(op, this);
      case Interpolate op -> TimeLaunches.interpolate(op, this);
      case Snake op -> TimeLaunches.snake(op, this);
      case SliceTime op -> TimeLaunches.slice(op, this);
      case CrossFade op -> TimeLaunches.crossFade(op, this);
      case Spectrogram op -> TimeLaunches.spectrogram(op, this);
    }
  }

  // ---- for the classes that bind launches ----

  /** The shape a kernel has in this graph. */
  Shape shape(TunedKernel kernel) {
    return new Shape(tuning.parameters(kernel.id()));
  }

  /** Starts binding a kernel in its shape. */
  Binding kernel(TunedKernel kernel) {
    return kernel(kernel, shape(kernel));
  }

  /** Starts binding a kernel in a shape that depends on more than the kernel. */
  Binding kernel(TunedKernel tuned, Shape shape) {
    cl_kernel kernel = backend.programs().kernel(tuned.file(), shape.defines());
    kernels.add(kernel);
    used.add(tuned);
    return new Binding(this, tuned.file(), shape, kernel);
  }

  OpenClOptions options() {
    return backend.options();
  }

  Session session() {
    return session;
  }

  /** The memory behind a tensor. */
  cl_mem buffer(Tensor tensor) {
    return switch (tensor.kind()) {
      case CONSTANT -> buffer(tensor, Constant.Form.PLAIN);
      case STATE -> backend.buffer(tensor);
      case INPUT, RESULT -> slots[plan().slotOf(tensor)];
    };
  }

  /** A weight in the form a kernel wants. */
  cl_mem buffer(Tensor weight, Constant.Form form) {
    if (weight.kind() != Tensor.Kind.CONSTANT) {
      throw new IllegalArgumentException(weight + ": expected a constant as weight");
    }
    Constant constant = backend.weight(weight);
    weights.add(constant);
    return constant.buffer(form);
  }

  /** A weight. */
  Constant constant(Tensor weight) {
    return backend.weight(weight);
  }

  cl_mem lengthBuffer() {
    return lengthBuffer;
  }

  /** Zeros that live as long as this graph. */
  cl_mem extra(String what, long bytes) {
    Extra extra = new Extra(session.allocate(what, bytes), bytes);
    extras.add(extra);
    return extra.buffer;
  }

  /**
   * Zeros that every kernel that uses them leaves as zeros; one buffer serves all, for they run one
   * after another.
   *
   * @param count how many ints, at most {@link #COUNTERS}
   */
  cl_mem counters(int count) {
    if (count > COUNTERS) {
      return extra("counters", count * (long) Integer.BYTES);
    }
    if (counters == null) {
      counters = extra("counters", COUNTERS * (long) Integer.BYTES);
    }
    return counters;
  }

  /** Memory for one launch at a time, which leaves nothing in it that another may rely on. */
  cl_mem scratch(long bytes) {
    if (scratch == null || scratch.bytes < bytes) {
      extra("scratch", bytes);
      scratch = extras.getLast();
    }
    return scratch.buffer;
  }

  /** Adds a launch of the operator that is being bound. */
  void add(String name, cl_kernel kernel, long[] global, long[] local) {
    LaunchSite site = new LaunchSite(program(), operator, operator == lastLaunched ? 0 : 1, name);
    lastLaunched = operator;
    launches.add(new Launch(name, site, kernel, global, local));
  }

  // ---- running ----

  /** How many kernels a replay enqueues. */
  int launchesPerReplay() {
    return launches.size();
  }

  /** The kernels it was bound with. */
  Set<TunedKernel> used() {
    return Set.copyOf(used);
  }

  /** The launches in order; for profiles. */
  List<Launch> launches() {
    return List.copyOf(launches);
  }

  @Override
  protected void run(int times) {
    for (int i = 0; i < times; i++) {
      for (Launch launch : launches) {
        queue.enqueue(launch);
      }
    }
    queue.flush();
    if (aside()) {
      forgetMark();
      mark = queue.mark();
    }
  }

  /** Whether others may run at the same time. */
  private boolean aside() {
    return queue != session.queue();
  }

  private void forgetMark() {
    if (mark != null) {
      queue.release(mark);
      mark = null;
    }
  }

  @Override
  public boolean done() {
    if (!aside()) {
      return super.done();
    }
    return mark == null || queue.passed(mark);
  }

  @Override
  protected void lengthChanged() {
    if (lengths().length > 0) {
      queue.write(lengthBuffer, Pointer.to(lengths()), lengths().length * (long) Integer.BYTES);
    }
  }

  @Override
  protected void store(Tensor input, float[] data) {
    copy(input, Pointer.to(data), true);
  }

  @Override
  protected void store(Tensor input, int[] data) {
    copy(input, Pointer.to(data), true);
  }

  @Override
  protected float[] loadFloats(Tensor tensor) {
    float[] data = new float[elements(tensor)];
    copy(tensor, Pointer.to(data), false);
    return data;
  }

  @Override
  protected int[] loadInts(Tensor tensor) {
    int[] data = new int[elements(tensor)];
    copy(tensor, Pointer.to(data), false);
    return data;
  }

  private void copy(Tensor tensor, Pointer data, boolean toDevice) {
    Block block = Block.of(tensor, lengths());
    if (!block.whole()) {
      queue.copy(buffer(tensor), data, block, toDevice);
    } else if (toDevice) {
      queue.write(buffer(tensor), data, block.bytes());
    } else {
      queue.read(buffer(tensor), data, block.bytes());
    }
  }

  @Override
  protected void copyRows(
      Tensor input, AbstractGraph source, Tensor output, int rows, int first, int steps) {
    OpenClGraph from = (OpenClGraph) source;
    boolean between = from.queue != queue; // then nothing else keeps an order
    if (between) {
      from.finish();
    }
    long width = output.type().bytes();
    queue.copyRows(
        from.buffer(output),
        first * width,
        output.size(-1) * width,
        buffer(input),
        input.size(-1) * width,
        steps * width,
        rows);
    if (between) {
      finish();
    }
  }

  @Override
  public void finish() {
    queue.finish();
  }

  @Override
  protected long held() {
    long bytes = 0;
    for (int i = 0; i < slots.length; i++) {
      bytes += slots[i] == null ? 0 : session.footprint(plan().slots().get(i).bytes());
    }
    return bytes + extras.stream().mapToLong(extra -> session.footprint(extra.bytes)).sum();
  }

  @Override
  protected void free() {
    session.finish();
    forgetMark();
    launches.clear();
    kernels.forEach(session::release);
    kernels.clear();
    extras.forEach(extra -> session.free(extra.buffer, extra.bytes));
    extras.clear();
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] != null) {
        session.free(slots[i], plan().slots().get(i).bytes());
        slots[i] = null;
      }
    }
    weights.forEach(Constant::drop);
    weights.clear();
    session.requireIntact();
  }
}
