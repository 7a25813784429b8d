package io.github.sovits4j.ops;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vocabulary a network is written in. Every method appends one fused operator to the program
 * being recorded and returns a handle to its result; nothing is computed. The formulas stand at the
 * operators' records.
 */
public final class Ops {

  private final List<Operator> operators = new ArrayList<>();
  private final List<Program.Repeat> repeats = new ArrayList<>();
  private final List<Length> lengths = new ArrayList<>();
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Tensor> outputs = new ArrayList<>();
  private final Map<String, Tensor> probes = new LinkedHashMap<>();
  private final boolean probing;
  private boolean aside;

  /** Starts an empty program whose {@linkplain #probe probes} are ignored. */
  public Ops() {
    this(false);
  }

  /**
   * Starts an empty program.
   *
   * @param probing whether probed tensors are kept for reading, at the price of memory
   */
  public Ops(boolean probing) {
    this.probing = probing;
  }

  /** What was recorded so far. */
  public Program program() {
    return new Program(operators, repeats, lengths, inputs, outputs, probes, aside);
  }

  // ---- structure ----

  /**
   * The program may run at the same time as those that do not say so, where a device does two
   * things at once; {@link Graph#done} tells when it is over. It must not use states.
   */
  public void aside() {
    aside = true;
  }

  /** A length the host sets before a replay. */
  public Length length(String name, int capacity) {
    Length length = new Length(name, capacity, lengths.size());
    lengths.add(length);
    return length;
  }

  /**
   * A length that follows from another. {@link Capture#set} sets both.
   *
   * @param rule how; asked for twice, the same length is meant
   */
  public Length length(String name, Length.Rule rule) {
    for (Length length : lengths) {
      if (rule.equals(length.rule())) {
        return length;
      }
    }
    Length length = new Length(name, rule.value(rule.base().capacity()), lengths.size(), rule);
    lengths.add(length);
    return length;
  }

  /** The extent {@code (dim + plus) / divisor}, rounded down: fixed where the other is. */
  public Dim derived(Dim dim, int plus, int divisor) {
    return dim.fixed()
        ? Dim.of(Math.floorDiv(dim.capacity() + plus, divisor))
        : length(
                '(' + dim.length().name() + (plus < 0 ? "" : "+") + plus + ")/" + divisor,
                new Length.Rule(dim.length(), dim.factor(), plus, divisor))
            .dim();
  }

  /** A tensor the host writes before a replay. */
  public Tensor input(String name, DataType type, Dim... dims) {
    Tensor tensor = new Tensor(name, type, Tensor.Kind.INPUT, List.of(dims));
    inputs.add(tensor);
    return tensor;
  }

  /** Keeps a result for the host to read after a replay. */
  public Tensor output(Tensor tensor) {
    outputs.add(tensor);
    return tensor;
  }

  /** Names a result so that checks can look at it; costs nothing unless the recorder is probing. */
  public Tensor probe(String name, Tensor tensor) {
    if (probing) {
      probes.put(name, tensor);
    }
    return tensor;
  }

  /** What a layer records for one input. */
  @FunctionalInterface
  public interface Applied<L> {

    /** The layer's result. */
    Tensor apply(L layer, Tensor x);
  }

  /**
   * Records layers that differ only in the tensors they name, each applied to the result of the one
   * before.
   *
   * @param layers of one kind; at least one
   * @param x what the first is applied to
   * @return the last one's result
   */
  public <L> Tensor repeat(List<L> layers, Tensor x, Applied<L> body) {
    int start = operators.size();
    Tensor hidden = x;
    for (L layer : layers) {
      hidden = body.apply(layer, hidden);
    }
    int recorded = operators.size() - start;
    if (layers.isEmpty() || recorded % layers.size() != 0) {
      throw new IllegalStateException(
          "repeat: expected layers of one kind, got "
              + recorded
              + " operators from "
              + layers.size()
              + " layers");
    }
    repeats.add(new Program.Repeat(start, recorded / layers.size(), layers.size()));
    return hidden;
  }

  // ---- rows: the text-to-semantic transformer ----

  /** {@link Linear}: {@code act(x · Wᵀ + b)}; bias may be null. */
  public Tensor linear(Tensor x, Tensor weight, Tensor bias, Activation activation) {
    List<Dim> dims = new ArrayList<>(x.dims());
    dims.set(dims.size() - 1, weight.dim(0));
    return linearInto(result("linear", DataType.F32, dims), x, weight, bias, activation);
  }

  /** {@link Linear} whose rows are kept for other graphs, in a state. */
  public Tensor linearInto(Tensor y, Tensor x, Tensor weight, Tensor bias, Activation activation) {
    return add(new Linear(x, weight, bias, activation, y), y);
  }

  /** {@link LinearResidualNorm}: {@code LayerNorm(residual + x · Wᵀ + b)}. */
  public Tensor linearResidualNorm(
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor residual,
      Tensor gamma,
      Tensor beta,
      float epsilon) {
    Tensor y = result("linear-norm", DataType.F32, residual.dims());
    return add(new LinearResidualNorm(x, weight, bias, residual, gamma, beta, epsilon, y), y);
  }

  /** {@link RowNorm}. */
  public Tensor rowNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    Tensor y = result("row-norm", DataType.F32, x.dims());
    return add(new RowNorm(x, gamma, beta, epsilon, y), y);
  }

  /** {@link ModulatedNorm}: scale and shift are {@code d} elements each of a row. */
  public Tensor modulatedNorm(
      Tensor x, Tensor modulation, Tensor step, int scaleAt, int shiftAt, float epsilon) {
    Tensor y = result("modulated-norm", DataType.F32, x.dims());
    return add(new ModulatedNorm(x, modulation, step, scaleAt, shiftAt, epsilon, y), y);
  }

  /** {@link GatedLinear}: {@code residual + gate · (x · Wᵀ + b)}. */
  public Tensor gatedLinear(
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor modulation,
      Tensor step,
      int gateAt,
      Tensor residual) {
    Tensor y = result("gated-linear", DataType.F32, residual.dims());
    return add(new GatedLinear(x, weight, bias, modulation, step, gateAt, residual, y), y);
  }

  /** {@link RotatePairs}. */
  public Tensor rotatePairs(Tensor x, Tensor table) {
    Tensor y = result("rotated", DataType.F32, x.dims());
    return add(new RotatePairs(x, table, y), y);
  }

  /** {@link ProjectQkv}: returns the queries; keys and values go to the cache. */
  public Tensor projectQkv(
      Tensor x, Tensor weight, Tensor bias, Tensor keys, Tensor values, Tensor position) {
    Tensor q = result("q", DataType.F32, x.dims());
    return add(new ProjectQkv(x, weight, bias, keys, values, position, q), q);
  }

  /** What {@link ProjectQkv} gives where nothing is kept for later. */
  public record Projected(Tensor queries, Tensor keys, Tensor values) {}

  /** {@link ProjectQkv} whose keys and values are results, as long as x. */
  public Projected projectQkv(Tensor x, Tensor weight, Tensor bias) {
    Tensor keys = result("k", DataType.F32, x.dims());
    Tensor values = result("v", DataType.F32, x.dims());
    return new Projected(projectQkv(x, weight, bias, keys, values, null), keys, values);
  }

  /** {@link PrefillAttention}. */
  public Tensor prefillAttention(
      Tensor q, Tensor keys, Tensor values, Tensor start, Tensor textEnd, int heads) {
    Tensor y = result("attention", DataType.F32, q.dims());
    return add(new PrefillAttention(q, keys, values, start, textEnd, heads, y), y);
  }

  /** {@link DecodeAttention}. */
  public Tensor decodeAttention(
      Tensor q, Tensor keys, Tensor values, Tensor start, Tensor position, int heads) {
    Tensor y = result("attention", DataType.F32, q.dims());
    return add(new DecodeAttention(q, keys, values, start, position, heads, y), y);
  }

  /** {@link EmbedRows}; features may be null. */
  public Tensor embedRows(
      Tensor ids,
      Tensor start,
      Tensor textEnd,
      Tensor features,
      Tensor textTable,
      Tensor audioTable,
      Tensor positions,
      float textScale,
      float audioScale) {
    Tensor y = result("rows", DataType.F32, List.of(ids.dim(0), ids.dim(1), textTable.dim(1)));
    return add(
        new EmbedRows(
            ids,
            start,
            textEnd,
            features,
            textTable,
            audioTable,
            positions,
            textScale,
            audioScale,
            y),
        y);
  }

  /** {@link EmbedCode}. */
  public Tensor embedCode(
      Tensor lastCode,
      Tensor step,
      Tensor promptLength,
      Tensor table,
      Tensor positions,
      float scale) {
    Tensor y = result("row", DataType.F32, List.of(lastCode.dim(0), Dim.of(1), table.dim(1)));
    return add(new EmbedCode(lastCode, step, promptLength, table, positions, scale, y), y);
  }

  /** {@link LastRow}. */
  public Tensor lastRow(Tensor x) {
    Tensor y = result("last-row", DataType.F32, List.of(x.dim(0), Dim.of(1), x.dim(2)));
    return add(new LastRow(x, y), y);
  }

  /** {@link SampleCode}: advances the state, returns the probabilities. */
  public Tensor sampleCode(Tensor logits, SamplerState state) {
    Tensor probabilities =
        result("probabilities", DataType.F32, List.of(logits.dim(0), logits.dim(2)));
    return add(new SampleCode(logits, state, probabilities), probabilities);
  }

  // ---- channels: everything with convolutions ----

  /** {@link Lookup}: rows of a table as columns, each repeated. */
  public Tensor lookup(Tensor ids, Tensor table, int repeat) {
    Tensor y = result("lookup", DataType.F32, List.of(table.dim(1), ids.dim(0).times(repeat)));
    return add(new Lookup(ids, table, repeat, y), y);
  }

  /** {@link Conv1d} that keeps the length and adds nothing; bias may be null. */
  public Tensor conv1d(Tensor x, Tensor weight, Tensor bias, Conv1d.Settings settings) {
    return conv1d(x, weight, bias, settings, Addends.NONE, x.dim(1));
  }

  /**
   * {@link Conv1d}; bias may be null.
   *
   * @param time extent of the result: that of x where the settings keep the length
   */
  public Tensor conv1d(
      Tensor x, Tensor weight, Tensor bias, Conv1d.Settings settings, Addends addends, Dim time) {
    Tensor y = result("conv", DataType.F32, List.of(weight.dim(0), time));
    return add(
        new Conv1d(
            x, weight, bias, addends.shift(), addends.residual(), addends.sum(), settings, y),
        y);
  }

  /** The extent of a convolution's result, given that of what it is applied to. */
  public Dim convolved(Dim time, int kernel, Conv1d.Settings settings) {
    int stride = settings.stride();
    int shorter = settings.dilation() * (kernel - 1) + 1 - 2 * settings.padding();
    return settings.keepsLength(kernel) ? time : derived(time, stride - shorter, stride);
  }

  /**
   * {@link ConvTranspose1d}: {@code stride} times as long as x, and one more where kernel and
   * stride differ by an odd number.
   */
  public Tensor convTranspose1d(Tensor x, Tensor weight, Tensor bias, int stride, float slope) {
    int more = ConvTranspose1d.more(weight.size(2), stride);
    Dim times = x.dim(1).times(stride);
    Dim time = more == 0 ? times : derived(times, more, 1);
    Tensor y = result("upsampled", DataType.F32, List.of(weight.dim(1), time));
    return add(new ConvTranspose1d(x, weight, bias, stride, slope, y), y);
  }

  /**
   * {@link GroupedConv1d}.
   *
   * @param time extent of the result
   */
  public Tensor groupedConv1d(
      Tensor x,
      Tensor weight,
      Tensor bias,
      int groups,
      int padding,
      Activation activation,
      Dim time) {
    Tensor y = result("grouped-conv", DataType.F32, List.of(weight.dim(0), time));
    return add(new GroupedConv1d(x, weight, bias, groups, padding, activation, y), y);
  }

  /** {@link Patches} of pictures with {@code width} elements for every time step. */
  public Tensor patches(Tensor x, int kernel, int stride, int width) {
    Dim time = new Dim(x.dim(1).length(), x.dim(1).factor() / width);
    Dim steps = stride == 1 ? time : derived(time, stride - 1, stride);
    Tensor y =
        result(
            "patches",
            DataType.F32,
            List.of(
                Dim.of(kernel * kernel * x.size(0)), steps.times(Patches.narrowed(width, stride))));
    return add(new Patches(x, kernel, stride, width, y), y);
  }

  /** {@link Blend}; the weight may be null. */
  public Tensor blend(Tensor a, Tensor b, Tensor weight) {
    Tensor y = result("blend", DataType.F32, a.dims());
    return add(new Blend(a, b, weight, y), y);
  }

  /** {@link ChannelNorm}. */
  public Tensor channelNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    Tensor y = result("norm", DataType.F32, x.dims());
    return add(new ChannelNorm(x, gamma, beta, epsilon, y), y);
  }

  /** {@link TimeNorm}. */
  public Tensor timeNorm(
      Tensor x, Tensor gamma, Tensor beta, float epsilon, Activation activation) {
    Tensor y = result("time-norm", DataType.F32, x.dims());
    return add(new TimeNorm(x, gamma, beta, epsilon, activation, y), y);
  }

  /**
   * {@link Attention} of a time axis to itself.
   *
   * @param qkv queries, keys and values, stacked {@code [3d, time]}
   */
  public Tensor selfAttention(
      Tensor qkv, int heads, float scale, Tensor relativeKeys, Tensor relativeValues) {
    int d = qkv.size(0) / 3;
    Tensor y = result("attention", DataType.F32, List.of(Dim.of(d), qkv.dim(1)));
    return add(
        new Attention(qkv, 0, qkv, d, 2 * d, heads, scale, relativeKeys, relativeValues, y), y);
  }

  /**
   * {@link Attention} of one time axis to another.
   *
   * @param q queries {@code [d, time]}
   * @param kv keys and values, stacked {@code [2d, keys]}
   */
  public Tensor crossAttention(Tensor q, Tensor kv, int heads, float scale) {
    Tensor y = result("attention", DataType.F32, q.dims());
    return add(new Attention(q, 0, kv, 0, q.size(0), heads, scale, null, null, y), y);
  }

  /** {@link Gate} of WaveNet: tanh times sigmoid. */
  public Tensor gatedTanh(Tensor x) {
    Tensor y = result("gate", DataType.F32, List.of(Dim.of(x.size(0) / 2), x.dim(1)));
    return add(new Gate(x, true, null, y), y);
  }

  /** {@link Gate} of a gated linear unit, added to a residual. */
  public Tensor gatedLinear(Tensor x, Tensor residual) {
    Tensor y = result("gate", DataType.F32, residual.dims());
    return add(new Gate(x, false, residual, y), y);
  }

  /** {@link FlipChannels}. */
  public Tensor flipChannels(Tensor x) {
    Tensor y = result("flipped", DataType.F32, x.dims());
    return add(new FlipChannels(x, y), y);
  }

  /** {@link Couple}. */
  public Tensor couple(Tensor x, Tensor h, Tensor weight, Tensor bias) {
    Tensor y = result("coupled", DataType.F32, x.dims());
    return add(new Couple(x, h, weight, bias, y), y);
  }

  /** {@link SumToRows}. */
  public Tensor sumToRows(Tensor a, Tensor b, Activation activation) {
    Tensor y = result("rows", DataType.F32, List.of(Dim.of(1), a.dim(1), a.dim(0)));
    return add(new SumToRows(a, b, activation, y), y);
  }

  /**
   * {@link EulerStep}: advances x and the counter.
   *
   * @param unguided null: no guidance
   */
  public void eulerStep(
      Tensor velocity,
      Tensor unguided,
      float guidance,
      Tensor held,
      int steps,
      Tensor step,
      Tensor x) {
    add(new EulerStep(velocity, unguided, guidance, held, 1f / steps, steps, step, x), x);
  }

  /** {@link ResponseNorm}. */
  public Tensor responseNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    Tensor y = result("response-norm", DataType.F32, x.dims());
    return add(new ResponseNorm(x, gamma, beta, epsilon, y), y);
  }

  /** {@link StretchTime} to the first steps of what becomes of x. */
  public Tensor stretch(Tensor x, int times, int divisor, Dim time) {
    Tensor y = result("stretched", DataType.F32, List.of(x.dim(0), time));
    return add(new StretchTime(x, times, divisor, y), y);
  }

  /** {@link Interpolate} to another length. */
  public Tensor interpolate(Tensor x, Dim time) {
    Tensor y = result("interpolated", DataType.F32, List.of(x.dim(0), time));
    return add(new Interpolate(x, y), y);
  }

  /** {@link SamplePrior}. */
  public Tensor samplePrior(Tensor stats, Tensor noise, float scale) {
    Tensor y = result("draw", DataType.F32, noise.dims());
    return add(new SamplePrior(stats, noise, scale, y), y);
  }

  /** {@link MeanOverTime} of steps of one element. */
  public Tensor meanOverTime(Tensor x) {
    return meanOverTime(x, 1);
  }

  /** {@link MeanOverTime} of steps of {@code width} elements. */
  public Tensor meanOverTime(Tensor x, int width) {
    Tensor y = result("mean", DataType.F32, List.of(x.dim(0), Dim.of(width)));
    return add(new MeanOverTime(x, y), y);
  }

  /** {@link ParametricRelu}. */
  public Tensor parametricRelu(Tensor x, Tensor slope) {
    Tensor y = result("prelu", DataType.F32, x.dims());
    return add(new ParametricRelu(x, slope, y), y);
  }

  /** {@link Snake}. */
  public Tensor snake(Tensor x, Tensor alpha, Tensor scale) {
    Tensor y = result("snake", DataType.F32, x.dims());
    return add(new Snake(x, alpha, scale, y), y);
  }

  /** {@link Spectrogram}: the lowest {@code bins} of each frame. */
  public Tensor spectrogram(Tensor x, Tensor window, int hop, int bins, Dim frames) {
    Tensor y = result("spectrogram", DataType.F32, List.of(Dim.of(bins), frames));
    return add(new Spectrogram(x, window, hop, y), y);
  }

  /** {@link NearestCode}. */
  public Tensor nearestCode(Tensor x, Tensor codebook) {
    Tensor codes = result("codes", DataType.I32, List.of(x.dim(1)));
    return add(new NearestCode(x, codebook, codes), codes);
  }

  /** {@link SliceTime}: the first time steps. */
  public Tensor firstFrames(Tensor x, Dim time) {
    Tensor y = result("slice", DataType.F32, List.of(x.dim(0), time));
    return add(new SliceTime(x, false, y), y);
  }

  /** {@link SliceTime}: the last time steps. */
  public Tensor lastFrames(Tensor x, Dim time) {
    Tensor y = result("slice", DataType.F32, List.of(x.dim(0), time));
    return add(new SliceTime(x, true, y), y);
  }

  /** {@link CrossFade}. */
  public Tensor crossFade(Tensor x, Tensor earlier) {
    Tensor y = result("cross-faded", DataType.F32, x.dims());
    return add(new CrossFade(x, earlier, y), y);
  }

  private Tensor result(String name, DataType type, List<Dim> dims) {
    return new Tensor(name + '#' + operators.size(), type, Tensor.Kind.RESULT, dims);
  }

  private Tensor add(Operator operator, Tensor result) {
    Check.storage(operator);
    operators.add(operator);
    return result;
  }
}
