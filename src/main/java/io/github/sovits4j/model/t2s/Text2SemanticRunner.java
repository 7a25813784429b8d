package io.github.sovits4j.model.t2s;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.OwnedStates;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.MemoryPlan;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Runs the transformer: keeps the graphs and the caches captured last and replays them as long as
 * the shapes fit.
 */
public final class Text2SemanticRunner implements AutoCloseable {

  /** Most codes of one item, whatever is asked for: 60 s of audio. */
  public static final int MOST_CODES = 1500;

  /** Steps at which the end of the sequence cannot be drawn. */
  private static final int EOS_BAN = 11;

  /** Sees the graphs at work; for checks. */
  public interface Observer {
    /**
     * Called after the prefill (step 0) and after every decode step.
     *
     * @param step how many steps came before
     * @param graph the graph that ran, its probes readable
     * @param state caches and sampler, readable through the backend
     */
    void onStep(int step, Graph graph, DecodeState state);
  }

  private final Text2Semantic network;
  private final Observer observer;
  private Batch batch; // captured last, or null

  /** Generates with a network; the network stays the caller's to close. */
  public Text2SemanticRunner(Text2Semantic network) {
    this(network, null);
  }

  /** As above, with an observer that is shown every step; null for none. */
  public Text2SemanticRunner(Text2Semantic network, Observer observer) {
    this.network = network;
    this.observer = observer;
  }

  /**
   * Most codes a model's items may get by its configuration: early stop at 50 times its seconds.
   */
  public static int mostCodes(Text2SemanticConfig config) {
    return (int) Math.min(50L * config.maxSeconds() + 1, MOST_CODES);
  }

  /**
   * Generates the codes of a batch, all items in lock-step.
   *
   * @param prompts one per item; not empty
   * @param sampling how codes are drawn
   * @param seed key of the random numbers; with an item's stream it decides all its draws
   * @param maxCodes where items are cut off; brought into 1 … {@link #MOST_CODES}
   * @param progress is told after every look at the device how many steps were taken; what it
   *     throws ends the generation, and the generator can be used on
   * @return the codes of each item, in the order of the prompts
   */
  public List<Generated> generate(
      List<Prompt> prompts,
      SamplerSettings sampling,
      long seed,
      int maxCodes,
      IntConsumer progress) {
    prompts.forEach(this::check);
    int longest = prompts.stream().mapToInt(Prompt::rows).max().orElseThrow();
    int limit = Math.clamp(maxCodes, 1, MOST_CODES);
    Shapes shapes = shapes(prompts.size(), longest, limit);
    if (batch == null || !batch.shapes.serve(shapes)) {
      close();
      batch = new Batch(network, shapes, observer);
    }
    batch.start(prompts, sampling, seed, limit);
    batch.run(progress);
    return batch.results();
  }

  private void check(Prompt prompt) {
    Text2SemanticConfig config = network.config();
    requireIds("phone id", prompt.phones(), config.phonemeVocabSize());
    requireIds("prompt code", prompt.codes(), config.eos());
    if (prompt.phones().length == 0) {
      throw new UserException("the text has no phones; expected at least one.");
    }
    if (prompt.rows() > Text2Semantic.POSITIONS
        || prompt.codes().length + MOST_CODES > Text2Semantic.POSITIONS) {
      throw new UserException(
          "the text and its reference are too long: expected at most "
              + Text2Semantic.POSITIONS
              + " phones and codes together, got "
              + prompt.rows()
              + "; cut the text into sentences.");
    }
    if (prompt.bert() != null
        && prompt.bert().length != Text2SemanticConfig.BERT_DIM * prompt.phones().length) {
      throw new IllegalArgumentException(
          "BERT features: expected "
              + Text2SemanticConfig.BERT_DIM
              + " x "
              + prompt.phones().length
              + " elements, got "
              + prompt.bert().length);
    }
  }

  private static void requireIds(String what, int[] ids, int limit) {
    for (int id : ids) {
      if (id < 0 || id >= limit) {
        throw new UserException(
            what
                + ": expected 0 … "
                + (limit - 1)
                + ", got "
                + id
                + "; is the model of this version?");
      }
    }
  }

  /**
   * What graphs are captured for.
   *
   * @param items of the batch
   * @param rows of the prefill
   * @param codes most an item can get
   */
  private record Shapes(int items, int rows, int codes) {

    /** Longer captures serve shorter prompts, but only within one bucket: padding costs time. */
    boolean serve(Shapes wanted) {
      return items == wanted.items && rows == wanted.rows && codes >= wanted.codes;
    }
  }

  private Shapes shapes(int items, int rows, int codes) {
    Backend backend = network.backend();
    return new Shapes(
        items,
        Math.min(backend.bucket(rows), Text2Semantic.POSITIONS),
        Math.min(backend.bucket(codes), MOST_CODES));
  }

  /**
   * How much more device memory generating will take; nothing is allocated.
   *
   * @param items of the batch
   * @param rows phones and prompt codes of the longest prompt
   * @return bytes; 0 when the graphs captured last fit, or take as much before they are given back
   */
  public long bytesNeeded(int items, int rows, int maxCodes) {
    Shapes shapes = shapes(items, rows, Math.clamp(maxCodes, 1, MOST_CODES));
    return batch != null && batch.shapes.serve(shapes)
        ? 0
        : Math.max(0, bytesOf(shapes) - bytesHeld());
  }

  /** How much device memory generating takes when nothing is captured. */
  public long bytesOf(int items, int rows, int maxCodes) {
    return bytesOf(shapes(items, rows, Math.clamp(maxCodes, 1, MOST_CODES)));
  }

  private long bytesOf(Shapes shapes) {
    long[] states = {0};
    DecodeState state =
        allocate(
            network,
            shapes,
            (name, type, shape) -> {
              Tensor tensor = Tensor.fixed(name, type, Tensor.Kind.STATE, shape);
              states[0] += tensor.bytes();
              return tensor;
            });
    return states[0]
        + MemoryPlan.bytes(ops -> recordPrefill(ops, network, shapes, state))
        + MemoryPlan.bytes(ops -> network.decodeStep(ops, state));
  }

  /** Device memory that {@link #close} gives back. */
  public long bytesHeld() {
    return batch == null ? 0 : batch.bytes();
  }

  /** Gives all graphs back; they are captured again when they are needed. */
  @Override
  public void close() {
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }

  private static DecodeState allocate(Text2Semantic network, Shapes shapes, States states) {
    return DecodeState.allocate(
        states,
        network.config(),
        network.precision().caches(),
        shapes.items,
        shapes.rows,
        shapes.codes);
  }

  /** The ends of a prefill. */
  private record Prompts(Tensor ids, Tensor bert) {}

  private static Prompts recordPrefill(
      Ops ops, Text2Semantic network, Shapes shapes, DecodeState state) {
    Dim items = Dim.of(shapes.items);
    Dim rows = Dim.of(shapes.rows);
    Tensor ids = ops.input("ids", DataType.I32, items, rows);
    Tensor bert =
        ops.input("bert", DataType.F32, items, rows, Dim.of(Text2SemanticConfig.BERT_DIM));
    network.prefill(ops, ids, bert, state);
    return new Prompts(ids, bert);
  }

  /** The graphs and device memory for one batch size and number of rows. */
  private static final class Batch implements AutoCloseable {
    private final Backend backend;
    private final Text2SemanticConfig config;
    private final Shapes shapes;
    private final OwnedStates states;
    private final DecodeState state;
    private final Capture<Prompts> prefill;
    private final Capture<DecodeState> step;
    private final int poll; // steps between two looks
    private int steps; // before the one in work

    Batch(Text2Semantic network, Shapes shapes, Observer observer) {
      this.backend = network.backend();
      this.config = network.config();
      this.shapes = shapes;
      this.poll = observer == null ? backend.replaysPerPoll() : 1;
      states = new OwnedStates(backend);
      try {
        state = allocate(network, shapes, states);
        Consumer<Graph> shown =
            observer == null ? null : graph -> observer.onStep(steps, graph, state);
        prefill = backend.capture(shown, ops -> recordPrefill(ops, network, shapes, state));
        step =
            backend.capture(
                shown,
                ops -> {
                  network.decodeStep(ops, state);
                  return state;
                });
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    long bytes() {
      return states.bytes() + prefill.graph().bytes() + step.graph().bytes();
    }

    void start(List<Prompt> prompts, SamplerSettings sampling, long seed, int limit) {
      SamplerState sampler = state.sampler();
      int bertDim = Text2SemanticConfig.BERT_DIM;
      int batch = shapes.items;
      int rows = shapes.rows;
      int[] start = new int[batch];
      int[] textEnd = new int[batch];
      int[] promptLength = new int[batch];
      int[] stream = new int[batch];
      int[] ids = new int[batch * rows];
      int[] seen = new int[batch * config.vocabSize()];
      float[] bert = new float[batch * rows * bertDim];
      for (int b = 0; b < batch; b++) {
        Prompt prompt = prompts.get(b);
        int texts = prompt.phones().length;
        start[b] = rows - prompt.rows();
        textEnd[b] = start[b] + texts;
        promptLength[b] = prompt.codes().length;
        stream[b] = prompt.stream();
        System.arraycopy(prompt.phones(), 0, ids, b * rows + start[b], texts);
        System.arraycopy(prompt.codes(), 0, ids, b * rows + textEnd[b], prompt.codes().length);
        for (int code : prompt.codes()) {
          seen[b * config.vocabSize() + code] = 1;
        }
        if (prompt.bert() != null) {
          for (int row = 0; row < texts; row++) {
            int to = (b * rows + start[b] + row) * bertDim;
            for (int i = 0; i < bertDim; i++) {
              bert[to + i] = prompt.bert()[i * texts + row];
            }
          }
        }
      }
      int[] lastRow = new int[batch];
      Arrays.fill(lastRow, rows - 1);
      backend.write(state.start(), start);
      backend.write(state.textEnd(), textEnd);
      backend.write(state.promptLength(), promptLength);
      backend.write(
          sampler.settings(),
          new float[] {sampling.repetitionPenalty(), sampling.topP(), sampling.temperature()});
      backend.write(
          sampler.limits(),
          new int[] {sampling.topK(), limit, EOS_BAN, (int) seed, (int) (seed >>> 32)});
      backend.write(sampler.stream(), stream);
      backend.write(sampler.seen(), seen);
      backend.write(sampler.position(), lastRow);
      backend.write(sampler.step(), new int[batch]);
      backend.write(sampler.status(), new int[batch]);
      prefill.write(prefill.ends().ids, ids).write(prefill.ends().bert, bert);
    }

    void run(IntConsumer progress) {
      steps = 0;
      prefill.replay();
      for (steps = 1; running(); steps += poll) {
        progress.accept(steps);
        step.replay(poll);
      }
    }

    private boolean running() {
      int[] status = backend.ints(state.sampler().status());
      return Arrays.stream(status).anyMatch(s -> s == SamplerState.RUNNING);
    }

    List<Generated> results() {
      int[] counts = backend.ints(state.sampler().step());
      int[] codes = backend.ints(state.sampler().codes());
      int[] status = backend.ints(state.sampler().status());
      Generated[] results = new Generated[shapes.items];
      for (int b = 0; b < results.length; b++) {
        int from = b * shapes.codes;
        results[b] =
            new Generated(
                Arrays.copyOfRange(codes, from, from + counts[b]), status[b] == SamplerState.ENDED);
      }
      return List.of(results);
    }

    /** Also of a batch that was captured half-way. */
    @Override
    public void close() {
      for (Capture<?> capture : Arrays.asList(prefill, step)) {
        if (capture != null) {
          capture.close();
        }
      }
      states.close();
    }
  }
}
