package io.github.sovits4j.model.cfm;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.Captures;
import io.github.sovits4j.model.CountedStates;
import io.github.sovits4j.model.OwnedStates;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.TensorSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Draws mel frames by conditional flow matching: noise moves along the velocity that the diffusion
 * transformer sees, in equal steps of Euler's method from time 0 to 1. A step is one graph, which
 * is replayed; it advances the frames and finds its modulation by itself.
 */
public final class MelSampler implements AutoCloseable {

  /** Fewest steps. */
  public static final int FEWEST_STEPS = 1;

  /** Most steps. */
  public static final int MOST_STEPS = 128;

  private static final System.Logger LOG = System.getLogger(MelSampler.class.getName());

  /**
   * Graphs that are kept of each kind: windows of a sentence have up to three sizes, those of the
   * first, of those between, which may keep a shorter prompt, and of the last.
   */
  private static final int SIZES = 3;

  private static final String ESTIMATOR = "cfm.estimator";

  /** Capacity, and whether what guidance leads away from is computed too. */
  private record ConditionKey(int frames, boolean guided) {}

  /** Capacity, and what a graph fixes. */
  private record StepKey(int frames, int steps, float guidance) {}

  /** Null where there is no guidance. */
  private record ConditionEnds(
      Length frames,
      Tensor places,
      Tensor features,
      Tensor prompt,
      Tensor condition,
      Tensor unguided) {}

  /** Null where there is no guidance. */
  private record StepEnds(
      Length frames,
      Tensor x,
      Tensor condition,
      Tensor unguided,
      Tensor held,
      Tensor start,
      Tensor end) {}

  private record ModulationEnds(Tensor times, Tensor sizes) {}

  private final Backend backend;
  private final DiffusionConfig config;
  private final Consumer<Graph> observer;
  private final DeviceWeights weights;
  private final DiffusionTransformer network;
  private final Captures<ConditionKey, ConditionEnds> conditions;
  private final Captures<StepKey, StepEnds> steps;
  private final OwnedStates states;
  private Modulations modulations; // of the schedule in force; null: none yet

  /** Uploads the weights, under upstream's names, the matrices in a precision. */
  public MelSampler(
      Backend backend, TensorSource source, DiffusionConfig config, StoragePolicy precision) {
    this(backend, source, config, precision, null);
  }

  /** As above, with an observer that is shown every graph after it ran; null for none. */
  public MelSampler(
      Backend backend,
      TensorSource source,
      DiffusionConfig config,
      StoragePolicy precision,
      Consumer<Graph> observer) {
    this.backend = backend;
    this.config = config;
    this.observer = observer;
    states = new OwnedStates(backend);
    conditions = new Captures<>(backend, SIZES, observer, this::recordCondition);
    steps = new Captures<>(backend, SIZES, observer, this::recordStep);
    weights = new DeviceWeights(backend, source, precision.matrices());
    try {
      network = new DiffusionTransformer(weights.parameters().at(ESTIMATOR), config);
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
    if (precision != StoragePolicy.F32) {
      LOG.log(
          System.Logger.Level.INFO,
          "diffusion transformer: matrices in {0}: {1}",
          precision,
          weights.storageError());
    }
  }

  // ---- what is recorded ----

  private ConditionEnds recordCondition(Ops ops, ConditionKey key) {
    Length frames = ops.length("frames", key.frames);
    Tensor places = ops.input("places", DataType.I32, frames.dim());
    Tensor features =
        ops.input("features", DataType.F32, Dim.of(config.featureDim()), frames.dim());
    Tensor prompt = ops.input("prompt", DataType.F32, Dim.of(config.melBands()), frames.dim());
    Tensor condition = ops.output(network.condition(ops, places, features, prompt));
    Tensor unguided = key.guided ? ops.output(network.condition(ops, places, null, null)) : null;
    return new ConditionEnds(frames, places, features, prompt, condition, unguided);
  }

  private StepEnds recordStep(Ops ops, StepKey key) {
    Modulations rows = inForce(key.steps) ? modulations : counted(key.steps, new CountedStates());
    Length frames = ops.length("frames", key.frames);
    Dim dim = Dim.of(config.ditDim());
    Tensor x = ops.input("x", DataType.F32, Dim.of(config.melBands()), frames.dim());
    Tensor condition = ops.input("condition", DataType.F32, dim, frames.dim());
    Tensor held = ops.input("held", DataType.I32, Dim.of(1));
    Tensor start = ops.input("start", DataType.I32, Dim.of(1));
    Tensor end = ops.input("end", DataType.I32, Dim.of(1));
    Tensor unguided = null;
    Tensor away = null;
    if (key.guidance != 0) { // before the other, whose probes are those that stay
      unguided = ops.input("unguided", DataType.F32, dim, frames.dim());
      away = network.velocity(ops, x, unguided, rows, start, end);
    }
    Tensor v = network.velocity(ops, x, condition, rows, start, end);
    ops.eulerStep(v, away, key.guidance, held, key.steps, rows.step(), x);
    return new StepEnds(frames, x, condition, unguided, held, start, end);
  }

  private ModulationEnds recordModulations(Ops ops, Modulations into) {
    Dim waves = Dim.of(DiffusionConfig.SCALAR_DIM);
    Tensor times = ops.input("times", DataType.F32, waves, Dim.of(into.steps()));
    Tensor sizes = ops.input("sizes", DataType.F32, waves, Dim.of(into.steps()));
    network.modulate(ops, times, sizes, into);
    return new ModulationEnds(times, sizes);
  }

  private boolean inForce(int count) {
    return modulations != null && modulations.steps() == count;
  }

  private Modulations counted(int count, CountedStates counter) {
    return Modulations.allocate(counter, config, count);
  }

  // ---- running ----

  /**
   * What is drawn.
   *
   * @param features of the prompt, then of the frames that are wanted {@code [features, frames]},
   *     row-major
   * @param frames how many, at most 4096
   * @param prompt mel frames of the prompt, normalised {@code [mel, promptFrames]}, row-major
   * @param promptFrames how many, fewer than {@code frames}
   * @param noise standard normal {@code [mel, frames]}; what lies in the prompt is not used
   * @param steps 1 … 128
   * @param guidance how far frames are led away from those without features and prompt; 0: not
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
  public record Draft(
      float[] features,
      int frames,
      float[] prompt,
      int promptFrames,
      float[] noise,
      int steps,
      float guidance) {}

  /**
   * Draws frames.
   *
   * @param beforeStep is run before each step; what it throws ends the drawing, and the network can
   *     be used on
   * @return {@code [mel, frames]}, row-major; zeros in the prompt
   */
  public float[] sample(Draft draft, Runnable beforeStep) {
    check(draft);
    int frames = draft.frames;
    schedule(draft.steps);
    Capture<ConditionEnds> condition = conditions.get(conditionKey(frames, draft.guidance));
    ConditionEnds c = condition.ends();
    condition
        .set(c.frames, frames)
        .write(c.places, IntStream.range(0, frames).toArray())
        .write(c.features, draft.features)
        .write(c.prompt, padded(draft.prompt, draft.promptFrames, frames))
        .replay();
    Capture<StepEnds> step = steps.get(stepKey(frames, draft.steps, draft.guidance));
    StepEnds s = step.ends();
    step.set(s.frames, frames)
        .copy(s.condition, condition, c.condition, 0, frames)
        .write(s.x, silenced(draft.noise, draft.promptFrames, frames))
        .write(s.held, new int[] {draft.promptFrames})
        .write(s.start, new int[] {0})
        .write(s.end, new int[] {frames});
    if (s.unguided != null) {
      step.copy(s.unguided, condition, c.unguided, 0, frames);
    }
    backend.write(modulations.step(), new int[] {0});
    for (int i = 0; i < draft.steps; i++) {
      beforeStep.run();
      step.replay();
    }
    return step.floats(s.x);
  }

  /**
   * The velocity that one step makes of what the blocks gave in another; for checks.
   *
   * @param blocks {@code [frames, dim]}, row-major
   * @param step from 0
   * @param count of steps
   * @return {@code [frames, mel]}, row-major
   */
  public float[] velocity(float[] blocks, int step, int count) {
    schedule(count);
    Dim frames = Dim.of(blocks.length / config.ditDim());
    record HeadEnds(Tensor h, Tensor v) {}
    try (Capture<HeadEnds> capture =
        backend.capture(
            ops -> {
              Tensor h = ops.input("h", DataType.F32, Dim.of(1), frames, Dim.of(config.ditDim()));
              return new HeadEnds(h, ops.output(network.head(ops, h, modulations)));
            })) {
      backend.write(modulations.step(), new int[] {step});
      return capture.write(capture.ends().h(), blocks).replay().floats(capture.ends().v());
    }
  }

  /** Computes the modulations of a number of steps, unless they are those in force. */
  private void schedule(int count) {
    if (inForce(count)) {
      return;
    }
    forgetSchedule();
    Modulations rows = Modulations.allocate(states, config, count);
    try (Capture<ModulationEnds> capture =
        backend.capture(observer, ops -> recordModulations(ops, rows))) {
      ModulationEnds e = capture.ends();
      double[] times = IntStream.range(0, count).mapToDouble(i -> (double) i / count).toArray();
      double[] sizes = new double[count];
      Arrays.fill(sizes, 1.0 / count);
      capture
          .write(e.times, StepConditioning.waves(times))
          .write(e.sizes, StepConditioning.waves(sizes))
          .replay();
      capture.finish();
    }
    modulations = rows;
  }

  /** Steps name the states of their schedule. */
  private void forgetSchedule() {
    steps.close();
    modulations = null;
    states.close();
  }

  /** The rows of a prompt with zeros behind them. */
  private static float[] padded(float[] prompt, int from, int frames) {
    int rows = from == 0 ? 0 : prompt.length / from;
    float[] padded = new float[prompt.length / Math.max(1, from) * frames];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(prompt, row * from, padded, row * frames, from);
    }
    return padded;
  }

  private static float[] silenced(float[] noise, int held, int frames) {
    float[] x = noise.clone();
    for (int at = 0; at < x.length; at += frames) {
      Arrays.fill(x, at, at + held, 0);
    }
    return x;
  }

  private void check(Draft draft) {
    if (draft.steps < FEWEST_STEPS || draft.steps > MOST_STEPS) {
      throw new UserException(
          "sample steps: expected "
              + FEWEST_STEPS
              + " … "
              + MOST_STEPS
              + ", got "
              + draft.steps
              + ".");
    }
    requireFrames("frames", draft.frames, 1, DiffusionTransformer.MOST_FRAMES);
    requireFrames("frames of the prompt", draft.promptFrames, 1, draft.frames - 1);
    requireElements("features", draft.features, config.featureDim(), draft.frames);
    requireElements("prompt", draft.prompt, config.melBands(), draft.promptFrames);
    requireElements("noise", draft.noise, config.melBands(), draft.frames);
  }

  private static void requireFrames(String what, int got, int least, int most) {
    if (got < least || got > most) {
      throw new IllegalArgumentException(
          what + ": expected " + least + " … " + most + ", got " + got);
    }
  }

  private static void requireElements(String what, float[] values, int rows, int columns) {
    if (values.length != rows * columns) {
      throw new IllegalArgumentException(
          what + ": expected " + rows + " x " + columns + " values, got " + values.length);
    }
  }

  private ConditionKey conditionKey(int frames, float guidance) {
    return new ConditionKey(capacity(frames), guidance != 0);
  }

  private StepKey stepKey(int frames, int count, float guidance) {
    return new StepKey(capacity(frames), count, guidance);
  }

  private int capacity(int frames) {
    return Math.min(DiffusionTransformer.MOST_FRAMES, conditions.bucket(frames));
  }

  // ---- memory ----

  /**
   * How much more device memory it takes to draw frames, so many after so many, without guidance.
   *
   * @param frames prompts among them
   * @param count of steps
   */
  public long bytesNeeded(List<Integer> frames, int count) {
    long graphs = conditions.bytesNeeded(conditionKeys(frames));
    return inForce(count)
        ? graphs + steps.bytesNeeded(stepKeys(frames, count))
        : graphs + bytesOfSchedule(count) + steps.bytesOf(stepKeys(frames, count));
  }

  /** The same when nothing is there. */
  public long bytesOf(List<Integer> frames, int count) {
    return conditions.bytesOf(conditionKeys(frames))
        + bytesOfSchedule(count)
        + steps.bytesOf(stepKeys(frames, count));
  }

  private List<ConditionKey> conditionKeys(List<Integer> frames) {
    return frames.stream().map(n -> conditionKey(n, 0)).toList();
  }

  private List<StepKey> stepKeys(List<Integer> frames, int count) {
    return frames.stream().map(n -> stepKey(n, count, 0)).toList();
  }

  /** The modulations, and the graph that makes them. */
  private long bytesOfSchedule(int count) {
    CountedStates counter = new CountedStates();
    Modulations rows = counted(count, counter);
    return counter.bytes()
        + backend.bytesToCapture(
            ops -> {
              var unused = recordModulations(ops, rows);
            });
  }

  /** Device memory that {@link #forget} gives back. */
  public long bytesHeld() {
    return conditions.bytesHeld() + steps.bytesHeld() + states.bytes();
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  public void forget() {
    conditions.close();
    forgetSchedule();
  }

  @Override
  public void close() {
    forget();
    weights.close();
  }
}
