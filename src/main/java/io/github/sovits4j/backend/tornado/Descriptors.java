package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.EmbedToken;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.Interpolate;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.MeanOverTime;
import io.github.sovits4j.ops.NearestCode;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.SamplePrior;
import io.github.sovits4j.ops.SampleToken;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.SliceTime;
import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.UnsupportedStorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Translates operators to kernels and their descriptors: where tensors lie, strides, extents.
 * Floats that a kernel needs stand among the numbers, in the float bank. What a launch needs only
 * while it runs lies in the scratch, which all launches of a graph share.
 */
final class Descriptors {

  /** One launch: a kernel and where its descriptor stands. */
  record Step(Kernel kernel, int descriptor) {}

  private static final int ABSENT = -1;
  private static final Packing PLAIN = new Packing.Plain();

  /** From this number of rows on, arithmetic outweighs the reading of weights. */
  private static final int MANY_ROWS = 5;

  private final TornadoGraph graph;
  private final int wordsAt;
  private final int numbersAt;
  private final int stage; // what work-items put their sums in
  private final int scratch; // behind it
  private final List<Step> steps = new ArrayList<>();
  private int[] words = new int[1024];
  private int wordCount;
  private float[] numbers = new float[64];
  private int numberCount;
  private int scratchSize;

  Descriptors(TornadoGraph graph, int wordsAt, int numbersAt, int scratchAt) {
    this.graph = graph;
    this.wordsAt = wordsAt;
    this.numbersAt = numbersAt;
    this.stage = scratchAt;
    int stageSize = graph.device().shape().workItems() * ConvolutionKernels.TILE * Lanes.WIDTH;
    this.scratch = scratchAt + stageSize;
  }

  List<Step> steps() {
    return steps;
  }

  int[] words() {
    return Arrays.copyOf(words, wordCount);
  }

  float[] numbers() {
    return Arrays.copyOf(numbers, numberCount);
  }

  int scratchSize() {
    return scratch - stage + scratchSize;
  }

  /** Appends the launches of an operator. */
  void add(Operator operator) {
    switch (operator) {
      case Linear op -> linear(op);
      case LinearResidualNorm op -> linearResidualNorm(op);
      case ProjectQkv op -> projectQkv(op);
      case LastRow op -> lastRow(op);
      case EmbedRows op -> embedRows(op);
      case EmbedToken op -> embedToken(op);
      case Lookup op -> lookup(op);
      case NearestCode op -> nearestCode(op);
      case PrefillAttention op -> prefillAttention(op);
      case DecodeAttention op -> decodeAttention(op);
      case Attention op -> attention(op);
      case SampleToken op -> sampleToken(op);
      case SamplePrior op -> samplePrior(op);
      case Conv1d op -> conv1d(op);
      case ConvTranspose1d op -> convTranspose1d(op);
      case Couple op -> couple(op);
      case ChannelNorm op -> channelNorm(op);
      case Gate op -> gate(op);
      case FlipChannels op -> flip(op);
      case ParametricRelu op -> parametricRelu(op);
      case MeanOverTime op -> mean(op);
      case Interpolate op -> interpolate(op);
      case SliceTime op -> slice(op);
      case CrossFade op -> crossFade(op);
      case Spectrogram op -> spectrogram(op);
    }
  }

  // ---- rows ----

  private void linear(Linear op) {
    int d = linear(op.x(), op.weight(), op.bias(), 1);
    set(d, LinearKernels.ACTIVATION, code(op.activation()));
    part(d, 0, op.y(), null);
  }

  private void linearResidualNorm(LinearResidualNorm op) {
    int d = linear(op.x(), op.weight(), op.bias(), 1);
    set(d, LinearKernels.RESIDUAL, at(op.residual()));
    set(d, LinearKernels.R_ITEM, Rows.itemStep(op.residual()));
    set(d, LinearKernels.R_ROW, Rows.step(op.residual()));
    part(d, 0, op.y(), null);
    Tensor y = op.y();
    int items = y.elements() / y.size(-1) / (y.rank() < 2 ? 1 : y.size(-2));
    int n = begin(Kernel.NORM, NormKernels.SIZE);
    set(n, NormKernels.X, at(y));
    set(n, NormKernels.X_VECTOR, Rows.step(y));
    set(n, NormKernels.X_ELEMENT, 1);
    set(n, NormKernels.Y, at(y));
    set(n, NormKernels.Y_VECTOR, Rows.step(y));
    set(n, NormKernels.Y_ELEMENT, 1);
    extent(n, NormKernels.VECTORS, y.rank() < 2 ? Dim.of(1) : capacity(y.dim(-2)).times(items));
    set(n, NormKernels.ELEMENTS, y.size(-1));
    set(n, NormKernels.GAMMA, at(op.gamma()));
    set(n, NormKernels.BETA, at(op.beta()));
  }

  private void projectQkv(ProjectQkv op) {
    if (op.keys().type() == DataType.F16 && op.weight().type() == DataType.F32) {
      throw new UnsupportedStorageException(
          TornadoBackend.NAME, op.keys() + " beside a matrix in 32 bits", op.keys().type());
    }
    int d = linear(op.x(), op.weight(), op.bias(), 3);
    part(d, 0, op.q(), null);
    part(d, 1, op.keys(), op.position());
    part(d, 2, op.values(), op.position());
  }

  /** A matrix product without its results. */
  private int linear(Tensor x, Tensor weight, Tensor bias, int parts) {
    Packing.Blocks packing = new Packing.Blocks(parts);
    int rows = x.rank() < 2 ? 1 : x.size(-2);
    int items = x.elements() / x.size(-1) / rows;
    Kernel kernel = rows * items < MANY_ROWS ? Kernel.LINEAR_ROW : Kernel.LINEAR_ROWS;
    int d = begin(kernel.storing(weight.type()), LinearKernels.SIZE);
    set(d, LinearKernels.X, at(x));
    set(d, LinearKernels.X_ITEM, Rows.itemStep(x));
    set(d, LinearKernels.X_ROW, Rows.step(x));
    extent(d, LinearKernels.ROWS, x.rank() < 2 ? Dim.of(1) : x.dim(-2));
    set(d, LinearKernels.ITEMS, items);
    set(d, LinearKernels.IN, x.size(-1));
    set(d, LinearKernels.WEIGHT, graph.at(weight, packing) / Lanes.WIDTH);
    set(d, LinearKernels.BLOCKS, parts * packing.blocks(weight));
    set(d, LinearKernels.PART_BLOCKS, packing.blocks(weight));
    set(d, LinearKernels.BIAS, bias == null ? ABSENT : graph.at(bias, packing) / Lanes.WIDTH);
    set(d, LinearKernels.RESIDUAL, ABSENT);
    set(d, LinearKernels.ACTIVATION, Scalars.NONE);
    set(d, LinearKernels.STAGE, stage);
    return d;
  }

  private void part(int d, int part, Tensor y, Tensor position) {
    int p = d + LinearKernels.PARTS + part * LinearKernels.PART_SIZE;
    set(p, LinearKernels.Y, at(y));
    set(p, LinearKernels.Y_ITEM, Rows.itemStep(y));
    set(p, LinearKernels.Y_ROW, Rows.step(y));
    set(p, LinearKernels.POSITION, atOrAbsent(position));
    set(p, LinearKernels.CAPACITY, y.rank() < 2 ? 1 : y.size(-2));
    set(p, LinearKernels.ROUNDED, y.type() == DataType.F16 ? 1 : 0);
  }

  private void lastRow(LastRow op) {
    Tensor x = op.x();
    int d = elements(ElementKernels.LAST_ROW, x.size(0), x.dim(2), op.y());
    set(d, EmbeddingKernels.X, at(x));
    set(d, EmbeddingKernels.X_ITEM, Rows.itemStep(x));
    set(d, EmbeddingKernels.X_ROW, Rows.step(x));
    extent(d, EmbeddingKernels.X_ROWS, x.dim(1));
  }

  // ---- tables ----

  private void embedRows(EmbedRows op) {
    Tensor y = op.y();
    int d = elements(ElementKernels.EMBED_ROWS, y.size(0) * y.size(1), y.dim(2), y);
    set(d, EmbeddingKernels.IDS, at(op.ids()));
    set(d, EmbeddingKernels.ROWS, y.size(1));
    set(d, EmbeddingKernels.START, at(op.start()));
    set(d, EmbeddingKernels.TEXT_END, at(op.textEnd()));
    set(d, EmbeddingKernels.FEATURES, at(op.features()));
    set(d, EmbeddingKernels.TEXT_TABLE, at(op.textTable()));
    set(d, EmbeddingKernels.AUDIO_TABLE, at(op.audioTable()));
    set(d, EmbeddingKernels.POSITIONS, at(op.positions()));
    set(d, EmbeddingKernels.TABLE_ROW, Rows.step(y));
    set(d, EmbeddingKernels.SCALES, number(op.textScale(), op.audioScale()));
  }

  private void embedToken(EmbedToken op) {
    Tensor y = op.y();
    int d = elements(ElementKernels.EMBED_TOKEN, y.size(0), y.dim(2), y);
    set(d, EmbeddingKernels.TOKEN, at(op.token()));
    set(d, EmbeddingKernels.STEP, at(op.step()));
    set(d, EmbeddingKernels.PROMPT_LENGTH, at(op.promptLength()));
    set(d, EmbeddingKernels.TABLE, at(op.table()));
    set(d, EmbeddingKernels.PLACES, at(op.positions()));
    set(d, EmbeddingKernels.PLACE_ROW, Rows.step(y));
    set(d, EmbeddingKernels.SCALE, number(op.scale()));
  }

  private void lookup(Lookup op) {
    int d = elements(ElementKernels.LOOKUP, op.y().size(0), op.y().dim(1), op.y());
    set(d, EmbeddingKernels.KEYS, at(op.ids()));
    set(d, EmbeddingKernels.VALUES, at(op.table()));
    set(d, EmbeddingKernels.VALUES_ROW, Rows.step(op.table()));
    set(d, EmbeddingKernels.REPEAT, op.repeat());
  }

  private void nearestCode(NearestCode op) {
    int d = begin(Kernel.NEAREST, EmbeddingKernels.N_SIZE);
    set(d, EmbeddingKernels.N_X, at(op.x()));
    set(d, EmbeddingKernels.N_X_ROW, Rows.step(op.x()));
    extent(d, EmbeddingKernels.N_TIME, op.x().dim(1));
    set(d, EmbeddingKernels.N_CHANNELS, op.x().size(0));
    set(d, EmbeddingKernels.N_CODEBOOK, at(op.codebook()));
    set(d, EmbeddingKernels.N_CODEBOOK_ROW, Rows.step(op.codebook()));
    set(d, EmbeddingKernels.N_CODES, op.codebook().size(0));
    set(d, EmbeddingKernels.N_Y, at(op.codes()));
  }

  // ---- attention ----

  private void prefillAttention(PrefillAttention op) {
    int d = cached(op.q(), op.y(), op.keys(), op.values(), op.start(), op.heads());
    set(d, AttentionKernels.TEXT_END, at(op.textEnd()));
    set(d, AttentionKernels.POSITION, ABSENT);
  }

  private void decodeAttention(DecodeAttention op) {
    int d = cached(op.q(), op.y(), op.keys(), op.values(), op.start(), op.heads());
    set(d, AttentionKernels.TEXT_END, ABSENT);
    set(d, AttentionKernels.POSITION, at(op.position()));
  }

  private int cached(Tensor q, Tensor y, Tensor keys, Tensor values, Tensor start, int heads) {
    int width = q.size(2) / heads;
    int d = begin(Kernel.CACHED.storing(keys.type()), AttentionKernels.SIZE);
    set(d, AttentionKernels.Q, at(q));
    set(d, AttentionKernels.Y, at(y));
    set(d, AttentionKernels.ITEM, Rows.itemStep(q));
    set(d, AttentionKernels.ROW, Rows.step(q));
    set(d, AttentionKernels.ROWS, q.size(1));
    set(d, AttentionKernels.ITEMS, q.size(0));
    set(d, AttentionKernels.KEYS, at(keys));
    set(d, AttentionKernels.VALUES, at(values));
    set(d, AttentionKernels.CACHE_ITEM, Rows.itemStep(keys));
    set(d, AttentionKernels.CAPACITY, keys.size(1));
    set(d, AttentionKernels.HEADS, heads);
    set(d, AttentionKernels.WIDTH, width);
    set(d, AttentionKernels.START, at(start));
    set(
        d,
        AttentionKernels.SCORES,
        scratch(atOnce(q.elements() / width) * Lanes.roundUp(keys.size(1))));
    set(d, AttentionKernels.SCALE, number((float) (1 / Math.sqrt(width))));
    return d;
  }

  private void attention(Attention op) {
    int scores = op.kv().size(1) * Lanes.WIDTH;
    int d = begin(Kernel.RELATIVE, AttentionKernels.R_SIZE);
    set(d, AttentionKernels.R_Q, at(op.q()) + op.qChannel() * Rows.step(op.q()));
    set(d, AttentionKernels.R_Q_ROW, Rows.step(op.q()));
    set(d, AttentionKernels.R_K, at(op.kv()) + op.kChannel() * Rows.step(op.kv()));
    set(d, AttentionKernels.R_V, at(op.kv()) + op.vChannel() * Rows.step(op.kv()));
    set(d, AttentionKernels.R_KV_ROW, Rows.step(op.kv()));
    set(d, AttentionKernels.R_Y, at(op.y()));
    set(d, AttentionKernels.R_Y_ROW, Rows.step(op.y()));
    extent(d, AttentionKernels.R_TIME, op.q().dim(1));
    extent(d, AttentionKernels.R_KEYS, op.kv().dim(1));
    set(d, AttentionKernels.R_HEADS, op.heads());
    set(d, AttentionKernels.R_WIDTH, op.y().size(0) / op.heads());
    set(d, AttentionKernels.R_WINDOW, op.window());
    set(d, AttentionKernels.R_RELATIVE_KEYS, atOrAbsent(op.relativeKeys()));
    set(d, AttentionKernels.R_RELATIVE_VALUES, atOrAbsent(op.relativeValues()));
    set(
        d,
        AttentionKernels.R_RELATIVE_ROW,
        op.relativeKeys() == null ? 0 : Rows.step(op.relativeKeys()));
    set(d, AttentionKernels.R_SCALE, number(op.scale()));
    set(
        d,
        AttentionKernels.R_SCORES,
        scratch(atOnce(op.heads() * Lanes.roundUp(op.q().size(1)) / Lanes.WIDTH) * scores));
    set(d, AttentionKernels.R_SCORES_SIZE, scores);
  }

  // ---- sampling ----

  private void sampleToken(SampleToken op) {
    SamplerState state = op.state();
    int items = op.logits().size(0);
    int vocabulary = op.logits().size(2);
    int d = begin(Kernel.TOKEN, SamplingKernels.SIZE);
    set(d, SamplingKernels.LOGITS, at(op.logits()));
    set(d, SamplingKernels.LOGITS_ROW, Rows.itemStep(op.logits()));
    set(d, SamplingKernels.VOCABULARY, vocabulary);
    set(d, SamplingKernels.ITEMS, items);
    set(d, SamplingKernels.PROBABILITIES, at(op.probabilities()));
    set(d, SamplingKernels.PROBABILITIES_ROW, Rows.step(op.probabilities()));
    set(d, SamplingKernels.SETTINGS, at(state.settings()));
    set(d, SamplingKernels.LIMITS, at(state.limits()));
    set(d, SamplingKernels.STREAM, at(state.stream()));
    set(d, SamplingKernels.SEEN, at(state.seen()));
    set(d, SamplingKernels.POSITION, at(state.position()));
    set(d, SamplingKernels.STEP, at(state.step()));
    set(d, SamplingKernels.TOKEN, at(state.token()));
    set(d, SamplingKernels.CODES, at(state.codes()));
    set(d, SamplingKernels.CODES_ROW, state.codes().size(1));
    set(d, SamplingKernels.STATUS, at(state.status()));
    set(d, SamplingKernels.WORK, scratch(items * 3 * vocabulary));
    set(d, SamplingKernels.WORK_ROW, 3 * vocabulary);
  }

  private void samplePrior(SamplePrior op) {
    int d = elements(ElementKernels.SAMPLE_PRIOR, op.y());
    set(d, SamplingKernels.STATS, at(op.stats()));
    set(d, SamplingKernels.STATS_ROW, Rows.step(op.stats()));
    set(d, SamplingKernels.NOISE, at(op.noise()));
    set(d, SamplingKernels.NOISE_ROW, Rows.step(op.noise()));
    set(d, SamplingKernels.NOISE_SCALE, number(op.scale()));
  }

  // ---- convolutions ----

  private void conv1d(Conv1d op) {
    Conv1d.Settings settings = op.settings();
    int in = op.weight().size(1);
    int kernel = op.weight().size(2);
    int stride = settings.stride();
    int reach = settings.dilation() * (kernel - 1);
    boolean direct =
        kernel == 1 && stride == 1 && settings.padding() == 0 && settings.slope() == 1f;
    int row = Rows.step(op.x());
    int x = at(op.x());
    int[] taps = new int[kernel];
    if (!direct) {
      row = Lanes.roundUp(op.y().size(1) + reach / stride + 1) + Lanes.WIDTH;
      x = pad(op.x(), in, stride, settings.padding(), settings.slope(), row);
      for (int k = 0; k < kernel; k++) {
        int offset = k * settings.dilation();
        taps[k] = offset % stride * in * row + offset / stride;
      }
    }
    int d = tile(x, row, in, taps, 1, op.y().size(0), op.y().dim(1));
    set(d, ConvolutionKernels.WEIGHT, graph.at(op.weight(), new Packing.Tiles()));
    set(d, ConvolutionKernels.Y, at(op.y()));
    set(d, ConvolutionKernels.Y_ROW, Rows.step(op.y()));
    set(d, ConvolutionKernels.BIAS, atOrAbsent(op.bias()));
    if (op.shift() != null) {
      set(d, ConvolutionKernels.SHIFT, at(op.shift()));
      set(d, ConvolutionKernels.SHIFT_ROW, Rows.step(op.shift()));
    }
    if (op.residual() != null) {
      set(d, ConvolutionKernels.RESIDUAL, at(op.residual()));
      set(d, ConvolutionKernels.RESIDUAL_ROW, Rows.step(op.residual()));
    }
    if (op.sum() != null) {
      set(d, ConvolutionKernels.SUM, at(op.sum()));
      set(d, ConvolutionKernels.SUM_ROW, Rows.step(op.sum()));
    }
    set(d, ConvolutionKernels.SCALE, number(settings.scale()));
    set(d, ConvolutionKernels.ACTIVATION, code(settings.activation()));
  }

  private void convTranspose1d(ConvTranspose1d op) {
    int in = op.weight().size(0);
    int stride = op.stride();
    Packing.Phases packing = new Packing.Phases(stride, op.padding());
    int tapCount = packing.taps(op.weight().size(2));
    int reach = (stride - 1 + op.padding()) / stride;
    int row = Lanes.roundUp(op.x().size(1) + tapCount + reach + 1) + Lanes.WIDTH;
    int x = pad(op.x(), in, 1, tapCount, op.slope(), row);
    int[] taps = new int[stride * tapCount];
    for (int phase = 0; phase < stride; phase++) {
      for (int q = 0; q < tapCount; q++) {
        taps[phase * tapCount + q] = tapCount + (phase + op.padding()) / stride - q;
      }
    }
    int d = tile(x, row, in, taps, stride, op.y().size(0), op.x().dim(1));
    set(d, ConvolutionKernels.WEIGHT, graph.at(op.weight(), packing));
    set(d, ConvolutionKernels.Y, at(op.y()));
    set(d, ConvolutionKernels.Y_ROW, Rows.step(op.y()));
    set(d, ConvolutionKernels.BIAS, at(op.bias()));
  }

  /** A coupling is a copy of the first half and a convolution of kernel 1, subtracted from x. */
  private void couple(Couple op) {
    int half = op.weight().size(0);
    int hidden = op.weight().size(1);
    int step = Rows.step(op.x());
    int s = elements(ElementKernels.SLICE, half, op.x().dim(1), op.y());
    set(s, TimeKernels.X, at(op.x()));
    set(s, TimeKernels.X_ROW, step);
    extent(s, TimeKernels.X_TIME, op.x().dim(1));
    set(s, TimeKernels.LAST, 0);
    int d = tile(at(op.h()), Rows.step(op.h()), hidden, new int[1], 1, half, op.x().dim(1));
    set(d, ConvolutionKernels.WEIGHT, graph.at(op.weight(), new Packing.Tiles()));
    set(d, ConvolutionKernels.Y, at(op.y()) + half * step);
    set(d, ConvolutionKernels.Y_ROW, step);
    set(d, ConvolutionKernels.BIAS, at(op.bias()));
    set(d, ConvolutionKernels.SUM, at(op.x()) + half * step);
    set(d, ConvolutionKernels.SUM_ROW, step);
    set(d, ConvolutionKernels.SCALE, number(-1f));
  }

  /** Returns where the padded x lies. */
  private int pad(Tensor x, int channels, int stride, int before, float slope, int row) {
    int padded = scratch(stride * channels * row);
    int d = begin(Kernel.PAD, ConvolutionKernels.PAD_SIZE);
    set(d, ConvolutionKernels.PAD_X, at(x));
    set(d, ConvolutionKernels.PAD_X_ROW, Rows.step(x));
    set(d, ConvolutionKernels.PAD_ROWS, channels);
    extent(d, ConvolutionKernels.PAD_TIME, x.dim(1));
    set(d, ConvolutionKernels.PAD_STRIDE, stride);
    set(d, ConvolutionKernels.PAD_BEFORE, before);
    set(d, ConvolutionKernels.PAD_SLOPE, number(slope));
    set(d, ConvolutionKernels.PAD_Y, padded);
    set(d, ConvolutionKernels.PAD_Y_ROW, row);
    return padded;
  }

  /** A convolution that adds nothing yet. */
  private int tile(int x, int row, int in, int[] taps, int phases, int out, Dim time) {
    int d = begin(Kernel.TILE, ConvolutionKernels.SIZE + taps.length);
    set(d, ConvolutionKernels.X, x);
    set(d, ConvolutionKernels.X_ROW, row);
    set(d, ConvolutionKernels.IN, in);
    set(d, ConvolutionKernels.TAPS, wordsAt + d + ConvolutionKernels.SIZE);
    set(d, ConvolutionKernels.TAP_COUNT, taps.length / phases);
    set(d, ConvolutionKernels.PHASES, phases);
    set(d, ConvolutionKernels.OUT, out);
    extent(d, ConvolutionKernels.TIME, time);
    set(d, ConvolutionKernels.BIAS, ABSENT);
    set(d, ConvolutionKernels.SHIFT, ABSENT);
    set(d, ConvolutionKernels.RESIDUAL, ABSENT);
    set(d, ConvolutionKernels.SUM, ABSENT);
    set(d, ConvolutionKernels.SCALE, number(1f));
    set(d, ConvolutionKernels.ACTIVATION, Scalars.NONE);
    set(d, ConvolutionKernels.STAGE, stage);
    for (int i = 0; i < taps.length; i++) {
      set(d, ConvolutionKernels.SIZE + i, taps[i]);
    }
    return d;
  }

  // ---- channels and time ----

  private void channelNorm(ChannelNorm op) {
    int d = begin(Kernel.NORM, NormKernels.SIZE);
    set(d, NormKernels.X, at(op.x()));
    set(d, NormKernels.X_VECTOR, 1);
    set(d, NormKernels.X_ELEMENT, Rows.step(op.x()));
    set(d, NormKernels.Y, at(op.y()));
    set(d, NormKernels.Y_VECTOR, 1);
    set(d, NormKernels.Y_ELEMENT, Rows.step(op.y()));
    extent(d, NormKernels.VECTORS, op.x().dim(1));
    set(d, NormKernels.ELEMENTS, op.x().size(0));
    set(d, NormKernels.GAMMA, at(op.gamma()));
    set(d, NormKernels.BETA, at(op.beta()));
  }

  private void gate(Gate op) {
    int d = ofChannels(ElementKernels.GATE, op.x(), op.y());
    set(d, ChannelKernels.TANH, op.tanh() ? 1 : 0);
    set(d, ChannelKernels.RESIDUAL, atOrAbsent(op.residual()));
    set(d, ChannelKernels.RESIDUAL_ROW, op.residual() == null ? 0 : Rows.step(op.residual()));
  }

  private void flip(FlipChannels op) {
    ofChannels(ElementKernels.FLIP, op.x(), op.y());
  }

  private void parametricRelu(ParametricRelu op) {
    int d = ofChannels(ElementKernels.PARAMETRIC_RELU, op.x(), op.y());
    set(d, ChannelKernels.SLOPE, at(op.slope()));
  }

  private int ofChannels(int kind, Tensor x, Tensor y) {
    int d = elements(kind, y);
    set(d, ChannelKernels.X, at(x));
    set(d, ChannelKernels.X_ROW, Rows.step(x));
    return d;
  }

  private void mean(MeanOverTime op) {
    ofTime(ElementKernels.MEAN, op.x(), op.y());
  }

  private void interpolate(Interpolate op) {
    ofTime(ElementKernels.INTERPOLATE, op.x(), op.y());
  }

  private void slice(SliceTime op) {
    int d = ofTime(ElementKernels.SLICE, op.x(), op.y());
    set(d, TimeKernels.LAST, op.last() ? 1 : 0);
  }

  private void crossFade(CrossFade op) {
    int d = ofTime(ElementKernels.CROSS_FADE, op.x(), op.y());
    set(d, TimeKernels.EARLIER, at(op.earlier()));
    set(d, TimeKernels.EARLIER_ROW, Rows.step(op.earlier()));
    extent(d, TimeKernels.EARLIER_TIME, op.earlier().dim(1));
  }

  private int ofTime(int kind, Tensor x, Tensor y) {
    int d = elements(kind, y);
    set(d, TimeKernels.X, at(x));
    set(d, TimeKernels.X_ROW, Rows.step(x));
    extent(d, TimeKernels.X_TIME, x.dim(1));
    return d;
  }

  /**
   * The transform as a matrix product: a row is a frame, rows overlap, and the matrix holds window,
   * cosines and sines. Costs {@code 4·size·bins} operations a frame, at the speed of a product.
   */
  private void spectrogram(Spectrogram op) {
    int size = op.window().size(0);
    int bins = op.y().size(0);
    int frames = op.y().size(1);
    Packing.Fourier packing = new Packing.Fourier(bins);
    int half = packing.blocks() * Lanes.WIDTH;
    int row = 2 * half;
    int transformed = scratch(frames * row);
    int d = begin(Kernel.LINEAR_ROWS, LinearKernels.SIZE);
    set(d, LinearKernels.X, at(op.x()));
    set(d, LinearKernels.X_ROW, op.hop());
    extent(d, LinearKernels.ROWS, op.y().dim(1));
    set(d, LinearKernels.ITEMS, 1);
    set(d, LinearKernels.IN, size);
    set(d, LinearKernels.WEIGHT, graph.at(op.window(), packing) / Lanes.WIDTH);
    set(d, LinearKernels.BLOCKS, 2 * packing.blocks());
    set(d, LinearKernels.PART_BLOCKS, 2 * packing.blocks());
    set(d, LinearKernels.BIAS, ABSENT);
    set(d, LinearKernels.RESIDUAL, ABSENT);
    set(d, LinearKernels.ACTIVATION, Scalars.NONE);
    set(d, LinearKernels.STAGE, stage);
    int p = d + LinearKernels.PARTS;
    set(p, LinearKernels.Y, transformed);
    set(p, LinearKernels.Y_ROW, row);
    set(p, LinearKernels.POSITION, ABSENT);
    set(p, LinearKernels.CAPACITY, frames);
    int m = elements(ElementKernels.MAGNITUDE, op.y());
    set(m, ChannelKernels.X, transformed);
    set(m, ChannelKernels.X_ROW, row);
    set(m, ChannelKernels.IMAGINARY, half);
  }

  // ---- writing ----

  private int elements(int kind, Tensor y) {
    return elements(kind, y.size(0), y.dim(1), y);
  }

  private int elements(int kind, int outer, Dim inner, Tensor y) {
    int d = begin(Kernel.ELEMENTS, ElementKernels.SIZE);
    set(d, ElementKernels.KIND, kind);
    set(d, ElementKernels.OUTER, outer);
    extent(d, ElementKernels.INNER, inner);
    set(d, ElementKernels.Y, at(y));
    set(d, ElementKernels.Y_ROW, Rows.step(y));
    return d;
  }

  private int begin(Kernel kernel, int size) {
    int d = wordCount;
    wordCount += size;
    while (words.length < wordCount) {
      words = Arrays.copyOf(words, words.length * 2);
    }
    steps.add(new Step(graph.device().shape().choose(kernel), wordsAt + d));
    return d;
  }

  private void set(int descriptor, int field, int value) {
    words[descriptor + field] = value;
  }

  private void extent(int descriptor, int field, Dim dim) {
    set(descriptor, field, dim.fixed() ? 0 : graph.cell(dim.length())); // cell 0 holds 1
    set(descriptor, field + 1, dim.factor());
  }

  private static int code(Activation activation) {
    return switch (activation) {
      case NONE -> Scalars.NONE;
      case RELU -> Scalars.RELU;
      case TANH -> Scalars.TANH;
      case MISH -> Scalars.MISH;
    };
  }

  private static Dim capacity(Dim dim) {
    return Dim.of(dim.capacity());
  }

  private int at(Tensor tensor) {
    return graph.at(tensor, PLAIN);
  }

  private int atOrAbsent(Tensor tensor) {
    return tensor == null ? ABSENT : at(tensor);
  }

  private int number(float... values) {
    int at = numberCount;
    numberCount += values.length;
    while (numbers.length < numberCount) {
      numbers = Arrays.copyOf(numbers, numbers.length * 2);
    }
    System.arraycopy(values, 0, numbers, at, values.length);
    return numbersAt + at;
  }

  /** How many work-items have one of these jobs at the same time. */
  private int atOnce(int jobs) {
    return Math.min(jobs, graph.device().shape().workItems());
  }

  /** A stretch of the scratch that the launches of one operator share. */
  private int scratch(int n) {
    scratchSize = Math.max(scratchSize, Lanes.roundUp(n));
    return scratch;
  }
}
