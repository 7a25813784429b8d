package io.github.sovits4j.model.t2s;

import io.github.sovits4j.model.CountedStates;
import io.github.sovits4j.model.OwnedStates;
import io.github.sovits4j.model.nn.KeyValueCache;
import io.github.sovits4j.model.t2s.Text2SemanticRunner.Observer;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The places of a batch. An item joins between any two steps, into a slot that is free, and leaves
 * when it has ended or is no longer wanted; the graph of a step stays as it was captured. In its
 * slot an item begins at the first row of the caches, so nothing of what it computes depends on the
 * others. What stands in a free slot is computed along and changes nothing.
 */
public final class BatchSlots implements AutoCloseable {

  /**
   * What they are captured for.
   *
   * @param count how many
   * @param rows of the longest prompt
   * @param codes most an item can get
   */
  record Shapes(int count, int rows, int codes) {

    /** Whether items of the wanted shapes fit; longer caches serve shorter items at no cost. */
    boolean serve(Shapes wanted) {
      return count == wanted.count && rows >= wanted.rows && codes >= wanted.codes;
    }
  }

  private final Backend backend;
  private final Shapes shapes;
  private final int width; // of a row of a cache
  private final int vocabulary;
  private final Function<List<Item>, Prefill> reader;
  private final OwnedStates states;
  private final DecodeState state;
  private final Capture<DecodeState> step;
  private final int poll; // steps between two looks
  private final boolean[] taken;
  private int steps; // since nobody was in

  /**
   * @param reader runs the prefill of some items
   */
  BatchSlots(
      Text2Semantic network,
      Shapes shapes,
      Observer observer,
      Function<List<Item>, Prefill> reader) {
    this.backend = network.backend();
    this.shapes = shapes;
    this.reader = reader;
    width = network.config().hiddenDim();
    vocabulary = network.config().vocabSize();
    poll = observer == null ? backend.replaysPerPoll() : 1;
    taken = new boolean[shapes.count];
    states = new OwnedStates(backend);
    try {
      state = allocate(network, shapes, states);
      step =
          backend.capture(
              observer == null ? null : graph -> observer.onStep(steps, graph, state),
              ops -> {
                network.decodeStep(ops, state);
                return state;
              });
      int[] ones = new int[shapes.count];
      Arrays.fill(ones, 1);
      backend.write(state.sampler().step(), ones); // positions are looked up at step − 1
      leaveAll();
    } catch (RuntimeException | Error e) {
      states.close();
      throw e;
    }
  }

  private static DecodeState allocate(Text2Semantic network, Shapes shapes, States states) {
    return DecodeState.allocate(
        states,
        network.config(),
        network.precision().caches(),
        shapes.count,
        shapes.rows + shapes.codes,
        shapes.codes);
  }

  /** Device memory that so many take. */
  static long bytes(Text2Semantic network, Shapes shapes) {
    CountedStates counted = new CountedStates();
    DecodeState state = allocate(network, shapes, counted);
    return counted.bytes()
        + network.backend().bytesToCapture(ops -> network.decodeStep(ops, state));
  }

  long bytes() {
    return states.bytes() + step.graph().bytes();
  }

  Shapes shapes() {
    return shapes;
  }

  /** How many there are. */
  public int count() {
    return shapes.count;
  }

  /** Whether an item is in none of them. */
  public boolean empty() {
    return free() == shapes.count;
  }

  /** How many are free. */
  public int free() {
    int free = 0;
    for (boolean slot : taken) {
      free += slot ? 0 : 1;
    }
    return free;
  }

  /** Whether an item of so many rows and codes would fit into one of them. */
  public boolean fits(int rows, int codes) {
    return rows <= shapes.rows && codes <= shapes.codes;
  }

  /**
   * Reads prompts and lets their items join.
   *
   * @param items whose prompts were {@linkplain Text2SemanticRunner#check checked}; at most as many
   *     as there are {@linkplain #free free slots}, each of which {@linkplain #fits fits}
   * @return the slot of each
   */
  public int[] join(List<Item> items) {
    if (items.size() > free()) {
      throw new IllegalStateException(
          "join: expected at most " + free() + " items, got " + items.size());
    }
    for (Item item : items) {
      if (!fits(item.prompt().rows(), item.maxCodes())) {
        throw new IllegalStateException("join: expected an item that fits " + shapes);
      }
    }
    steps = empty() ? 0 : steps;
    Prefill read = reader.apply(items);
    int[] slots = new int[items.size()];
    for (int i = 0; i < slots.length; i++) {
      int slot = 0;
      while (taken[slot]) {
        slot++;
      }
      slots[i] = slot;
      insert(read, i, items.get(i).prompt().rows(), slot);
      taken[slot] = true;
    }
    return slots;
  }

  private void insert(Prefill read, int item, int rows, int slot) {
    take(read.state(), item, read.first(item, rows), rows, slot);
    Tensor first = read.state().sampler().codes(); // there is no more
    backend.copy(first, item, state.sampler().codes(), slot * shapes.codes, 1);
  }

  /**
   * Takes an item over, but for its codes.
   *
   * @param first where in each of the other caches it begins, in rows
   * @param rows it has
   */
  private void take(DecodeState from, int item, int first, int rows, int slot) {
    int to = slot * (shapes.rows + shapes.codes) * width;
    for (int layer = 0; layer < state.caches().size(); layer++) {
      KeyValueCache source = from.cache(layer);
      KeyValueCache target = state.cache(layer);
      backend.copy(source.keys(), first * width, target.keys(), to, rows * width);
      backend.copy(source.values(), first * width, target.values(), to, rows * width);
    }
    SamplerState a = from.sampler();
    SamplerState b = state.sampler();
    copy(from.promptLength(), item, state.promptLength(), slot, 1);
    copy(a.settings(), item, b.settings(), slot, SamplerState.SETTINGS);
    copy(a.limits(), item, b.limits(), slot, SamplerState.LIMITS);
    copy(a.stream(), item, b.stream(), slot, 1);
    copy(a.seen(), item, b.seen(), slot, vocabulary);
    copy(a.position(), item, b.position(), slot, 1);
    copy(a.step(), item, b.step(), slot, 1);
    copy(a.lastCode(), item, b.lastCode(), slot, 1);
    copy(a.status(), item, b.status(), slot, 1);
  }

  /**
   * Takes the items of other slots over, which are empty then; in these, which are empty now, they
   * go on where they are. Each item fits.
   *
   * @return the slot of each, by the slot that it had
   */
  Map<Integer, Integer> takeAll(BatchSlots others) {
    int[] positions = backend.ints(others.state.sampler().position());
    int[] counts = others.counts();
    Map<Integer, Integer> moved = new LinkedHashMap<>();
    for (int from = 0; from < others.shapes.count; from++) {
      if (others.taken[from]) {
        int slot = moved.size();
        int rows = positions[from] + 1;
        take(others.state, from, from * (others.shapes.rows + others.shapes.codes), rows, slot);
        backend.copy(
            others.state.sampler().codes(),
            from * others.shapes.codes,
            state.sampler().codes(),
            slot * shapes.codes,
            counts[from]);
        moved.put(from, slot);
      }
    }
    moved.values().forEach(slot -> taken[slot] = true); // all, or none where a copy failed
    steps = others.steps;
    others.leaveAll();
    return moved;
  }

  private void copy(Tensor source, int item, Tensor target, int slot, int each) {
    backend.copy(source, item * each, target, slot * each, each);
  }

  /** Takes some steps; as many as the backend wants between two looks. */
  public void step() {
    steps += poll;
    step.replay(poll);
  }

  /**
   * How many codes each item has.
   *
   * @return by slot; of a free one without meaning
   */
  public int[] counts() {
    return backend.ints(state.sampler().step());
  }

  /**
   * The codes of an item so far.
   *
   * @param count how many it has
   */
  public int[] codes(int slot, int count) {
    int from = slot * shapes.codes;
    return Arrays.copyOfRange(backend.ints(state.sampler().codes()), from, from + count);
  }

  /** The items that have come to an end since the last time, which leave their slots by this. */
  public Map<Integer, Generated> ended() {
    int[] status = backend.ints(state.sampler().status());
    Map<Integer, Generated> ended = new LinkedHashMap<>();
    int[] counts = null;
    int[] codes = null;
    for (int slot = 0; slot < shapes.count; slot++) {
      if (taken[slot] && status[slot] != SamplerState.RUNNING) {
        counts = counts == null ? counts() : counts;
        codes = codes == null ? backend.ints(state.sampler().codes()) : codes;
        int from = slot * shapes.codes;
        ended.put(
            slot,
            new Generated(
                Arrays.copyOfRange(codes, from, from + counts[slot]),
                status[slot] == SamplerState.ENDED));
        taken[slot] = false;
      }
    }
    return ended;
  }

  /** An item that is no longer wanted leaves its slot. */
  public void leave(int slot) {
    int[] status = backend.ints(state.sampler().status());
    status[slot] = SamplerState.ENDED;
    backend.write(state.sampler().status(), status);
    taken[slot] = false;
  }

  /** All leave. */
  void leaveAll() {
    int[] status = new int[shapes.count];
    Arrays.fill(status, SamplerState.ENDED);
    backend.write(state.sampler().status(), status);
    Arrays.fill(taken, false);
  }

  /** Steps between two looks. */
  int stepsPerLook() {
    return poll;
  }

  @Override
  public void close() {
    step.close();
    states.close();
  }
}
