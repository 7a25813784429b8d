package io.github.sovits4j.model.t2s;

import io.github.sovits4j.model.CountedStates;
import io.github.sovits4j.model.OwnedStates;
import io.github.sovits4j.model.t2s.Text2SemanticRunner.Observer;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.List;

/**
 * Reads prompts and draws the first code of each: a graph, and caches and a sampler of its own,
 * from which the items go into {@link BatchSlots}. What is computed for an item depends on its own
 * rows alone.
 */
final class Prefill implements AutoCloseable {

  /** Steps at which the end of the sequence cannot be drawn. */
  private static final int EOS_BAN = 11;

  /**
   * What it is captured for.
   *
   * @param items prompts that are read together
   * @param rows the longest may have
   */
  record Shapes(int items, int rows) {}

  /** The ends of the graph. */
  private record Ends(Length rows, Tensor ids, Tensor bert) {}

  private final Backend backend;
  private final Text2SemanticConfig config;
  private final Shapes shapes;
  private final OwnedStates states;
  private final DecodeState state;
  private final Capture<Ends> capture;
  private int rows = 1; // of the prompts read last, with the padding of those that are shorter

  Prefill(Text2Semantic network, Shapes shapes, Observer observer) {
    this.backend = network.backend();
    this.config = network.config();
    this.shapes = shapes;
    states = new OwnedStates(backend);
    try {
      state = allocate(network, shapes, states);
      capture =
          backend.capture(
              observer == null ? null : graph -> observer.onStep(0, graph, state),
              ops -> record(ops, network, shapes, state));
    } catch (RuntimeException | Error e) {
      states.close();
      throw e;
    }
  }

  private static DecodeState allocate(Text2Semantic network, Shapes shapes, States states) {
    return DecodeState.allocate(
        states, network.config(), network.precision().caches(), shapes.items, shapes.rows, 1);
  }

  private static Ends record(Ops ops, Text2Semantic network, Shapes shapes, DecodeState state) {
    Dim items = Dim.of(shapes.items);
    Length rows = ops.length("rows", shapes.rows);
    Tensor ids = ops.input("ids", DataType.I32, items, rows.dim());
    Tensor bert =
        ops.input("bert", DataType.F32, items, rows.dim(), Dim.of(Text2SemanticConfig.BERT_DIM));
    network.prefill(ops, ids, bert, state);
    return new Ends(rows, ids, bert);
  }

  /** Device memory that one takes. */
  static long bytes(Text2Semantic network, Shapes shapes) {
    CountedStates counted = new CountedStates();
    DecodeState state = allocate(network, shapes, counted);
    return counted.bytes()
        + network.backend().bytesToCapture(ops -> record(ops, network, shapes, state));
  }

  long bytes() {
    return states.bytes() + capture.graph().bytes();
  }

  Shapes shapes() {
    return shapes;
  }

  /** Caches and sampler. */
  DecodeState state() {
    return state;
  }

  /** Where in each cache, in rows, an item of so many begins. */
  int first(int item, int itemRows) {
    return item * shapes.rows + rows - itemRows;
  }

  /** Reads as many prompts as it was captured for. */
  void run(List<Item> items) {
    int n = shapes.items;
    rows = items.stream().mapToInt(item -> item.prompt().rows()).max().orElseThrow();
    int vocabulary = config.vocabSize();
    int bertDim = Text2SemanticConfig.BERT_DIM;
    int[] start = new int[n];
    int[] textEnd = new int[n];
    int[] promptLength = new int[n];
    int[] lastRow = new int[n];
    int[] stream = new int[n];
    float[] settings = new float[n * SamplerState.SETTINGS];
    int[] limits = new int[n * SamplerState.LIMITS];
    int[] ids = new int[n * rows];
    int[] seen = new int[n * vocabulary];
    float[] bert = new float[n * rows * bertDim];
    for (int b = 0; b < n; b++) {
      Prompt prompt = items.get(b).prompt();
      int texts = prompt.phones().length;
      start[b] = rows - prompt.rows();
      textEnd[b] = start[b] + texts;
      promptLength[b] = prompt.codes().length;
      lastRow[b] = prompt.rows() - 1; // of the slot, where the item begins at the first row
      stream[b] = prompt.stream();
      draws(items.get(b), settings, b * SamplerState.SETTINGS, limits, b * SamplerState.LIMITS);
      System.arraycopy(prompt.phones(), 0, ids, b * rows + start[b], texts);
      System.arraycopy(prompt.codes(), 0, ids, b * rows + textEnd[b], prompt.codes().length);
      for (int code : prompt.codes()) {
        seen[b * vocabulary + code] = 1;
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
    SamplerState sampler = state.sampler();
    backend.write(state.start(), start);
    backend.write(state.textEnd(), textEnd);
    backend.write(state.promptLength(), promptLength);
    backend.write(sampler.settings(), settings);
    backend.write(sampler.limits(), limits);
    backend.write(sampler.stream(), stream);
    backend.write(sampler.seen(), seen);
    backend.write(sampler.position(), lastRow);
    backend.write(sampler.step(), new int[n]);
    backend.write(sampler.status(), new int[n]);
    Ends e = capture.ends();
    capture.set(e.rows, rows).write(e.ids, ids).write(e.bert, bert).replay();
  }

  private static void draws(Item item, float[] settings, int s, int[] limits, int l) {
    SamplerSettings sampling = item.sampling();
    settings[s + SamplerState.REPETITION_PENALTY] = sampling.repetitionPenalty();
    settings[s + SamplerState.TOP_P] = sampling.topP();
    settings[s + SamplerState.TEMPERATURE] = sampling.temperature();
    limits[l + SamplerState.TOP_K] = sampling.topK();
    limits[l + SamplerState.MAX_CODES] = item.maxCodes();
    limits[l + SamplerState.EOS_BAN] = EOS_BAN;
    limits[l + SamplerState.SEED_LOW] = (int) item.seed();
    limits[l + SamplerState.SEED_HIGH] = (int) (item.seed() >>> 32);
  }

  @Override
  public void close() {
    capture.close();
    states.close();
  }
}
