package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.DataType;
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
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TimeNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The launches of a graph, and what they read: descriptors in the bank of ints, real numbers in
 * that of floats. What a launch needs only while it runs lies in the scratch, which all launches of
 * a graph share. {@link #add} says which family binds an operator.
 */
final class Launches {

  /** One launch: what runs and where its descriptor stands. */
  record Step(Task task, int descriptor) {}

  private final Places places;
  private final WorkShape shape;
  private final int wordsAt;
  private final int numbersAt;
  private final int stage; // what work-items put their sums in
  private final int scratch; // behind it
  private final List<Step> steps = new ArrayList<>();
  private final List<Descriptor> descriptors = new ArrayList<>();
  private int[] words = new int[1024];
  private int wordCount;
  private float[] numbers = new float[64];
  private int numberCount;
  private int scratchSize;

  Launches(Places places, WorkShape shape, int wordsAt, int numbersAt, int scratchAt) {
    this.places = places;
    this.shape = shape;
    this.wordsAt = wordsAt;
    this.numbersAt = numbersAt;
    this.stage = scratchAt;
    this.scratch = scratchAt + shape.workItems() * ConvolutionTasks.TILE_SIZE * Lanes.WIDTH;
  }

  /** Appends the launches of an operator. */
  void add(Operator operator) {
    bind(operator);
    if (activation(operator) == Activation.GELU_TANH) {
      ModulationTasks.geluTanh(operator.writes().getFirst(), this);
    }
  }

  /** What an operator ends with. */
  private static Activation activation(Operator operator) {
    return switch (operator) {
      case Linear op -> op.activation();
      case Conv1d op -> op.settings().activation();
      case GroupedConv1d op -> op.activation();
      case TimeNorm op -> op.activation();
      case SumToRows op -> op.activation();
      default -> Activation.NONE;
    };
  }

  private void bind(Operator operator) {
    switch (operator) {
      case Linear op -> LinearTasks.linear(op, this);
      case LinearResidualNorm op -> LinearTasks.linearResidualNorm(op, this);
      case ModulatedNorm op -> NormTasks.modulatedNorm(op, this);
      case GatedLinear op -> LinearTasks.gatedLinear(op, this);
      case RotatePairs op -> ModulationTasks.rotatePairs(op, this);
      case ProjectQkv op -> LinearTasks.projectQkv(op, this);
      case LastRow op -> EmbeddingTasks.lastRow(op, this);
      case RowNorm op -> NormTasks.rowNorm(op, this);
      case EmbedRows op -> EmbeddingTasks.embedRows(op, this);
      case EmbedCode op -> EmbeddingTasks.embedCode(op, this);
      case Lookup op -> EmbeddingTasks.lookup(op, this);
      case NearestCode op -> NearestCodeTasks.nearestCode(op, this);
      case PrefillAttention op -> CachedAttentionTasks.prefill(op, this);
      case DecodeAttention op -> CachedAttentionTasks.decode(op, this);
      case Attention op -> RelativeAttentionTasks.attention(op, this);
      case SampleCode op -> SamplingTasks.sampleCode(op, this);
      case SamplePrior op -> SamplingTasks.samplePrior(op, this);
      case Conv1d op -> ConvolutionTasks.conv1d(op, this);
      case GroupedConv1d op -> ConvolutionTasks.groupedConv1d(op, this);
      case ConvTranspose1d op -> ConvolutionTasks.convTranspose1d(op, this);
      case Couple op -> ConvolutionTasks.couple(op, this);
      case ChannelNorm op -> NormTasks.channelNorm(op, this);
      case Blend op -> ChannelTasks.blend(op, this);
      case Gate op -> ChannelTasks.gate(op, this);
      case FlipChannels op -> ChannelTasks.flip(op, this);
      case ParametricRelu op -> ChannelTasks.parametricRelu(op, this);
      case TimeNorm op -> NormTasks.timeNorm(op, this);
      case Patches op -> TimeTasks.patches(op, this);
      case MeanOverTime op -> TimeTasks.mean(op, this);
      case SumToRows op -> ModulationTasks.sumToRows(op, this);
      case EulerStep op -> ModulationTasks.eulerStep(op, this);
      case ResponseNorm op -> ResponseTasks.responseNorm(op, this);
      case StretchTime op -> TimeTasks.stretch(op, this);
      case Interpolate op -> TimeTasks.interpolate(op, this);
      case Snake op -> SnakeTasks.snake(op, this);
      case SliceTime op -> TimeTasks.slice(op, this);
      case CrossFade op -> TimeTasks.crossFade(op, this);
      case Spectrogram op -> SpectrogramTasks.spectrogram(op, this);
    }
  }

  // ---- what was bound ----

  /**
   * @throws IllegalStateException when a family left a field out
   */
  List<Step> steps() {
    descriptors.forEach(Descriptor::requireComplete);
    return steps;
  }

  int stepCount() {
    return steps.size();
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

  // ---- for the families ----

  /** Appends a launch; its descriptor is to be filled. */
  Descriptor launch(Kernel kernel, Fields fields) {
    return launch(kernel, DataType.F32, fields);
  }

  /** Appends a launch of a kernel that reads matrices or caches in this storage. */
  Descriptor launch(Kernel kernel, DataType storage, Fields fields) {
    steps.add(new Step(kernel.task(shape, storage), wordsAt + wordCount));
    return behind(fields);
  }

  /** More fields behind the descriptor that was begun last. */
  Descriptor behind(Fields fields) {
    Descriptor descriptor = new Descriptor(this, fields, reserve(fields.size()));
    descriptors.add(descriptor);
    return descriptor;
  }

  private int reserve(int count) {
    int at = wordCount;
    wordCount += count;
    while (words.length < wordCount) {
      words = Arrays.copyOf(words, words.length * 2);
    }
    return at;
  }

  /** Where a tensor begins in its bank. */
  int at(Tensor tensor) {
    return places.at(tensor, Packing.PLAIN);
  }

  /** Where a weight begins in its bank, in this order. */
  int at(Tensor weight, Packing packing) {
    return places.at(weight, packing);
  }

  /** Where the sums of work-items begin, 128 floats for each. */
  int stage() {
    return stage;
  }

  /** A stretch of the scratch that the launches of one operator share. */
  int scratch(int n) {
    scratchSize = Math.max(scratchSize, Lanes.roundUp(n));
    return scratch;
  }

  /** How many work-items have one of these jobs at the same time. */
  int atOnce(int jobs) {
    return Math.min(jobs, shape.workItems());
  }

  // ---- for descriptors ----

  void word(int at, int value) {
    words[at] = value;
  }

  /** The cell that holds the length of an axis; of a fixed one, 1. */
  int cell(Dim dim) {
    return places.cell(dim);
  }

  int number(float... values) {
    int at = numberCount;
    numberCount += values.length;
    while (numbers.length < numberCount) {
      numbers = Arrays.copyOf(numbers, numbers.length * 2);
    }
    System.arraycopy(values, 0, numbers, at, values.length);
    return numbersAt + at;
  }

  int list(int... values) {
    int at = reserve(values.length);
    System.arraycopy(values, 0, words, at, values.length);
    return wordsAt + at;
  }
}
