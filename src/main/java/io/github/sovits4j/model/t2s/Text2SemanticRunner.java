package io.github.sovits4j.model.t2s;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Runs the transformer: keeps the prefill captured last, and the batch slots captured last for
 * every number of items, and uses them as long as the shapes fit.
 */
public final class Text2SemanticRunner implements AutoCloseable {

  /** Most codes of one item, whatever is asked for: 60 s of audio. */
  public static final int MOST_CODES = 1500;

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
  private final Map<Integer, BatchSlots> captured = new TreeMap<>(); // by how many they are
  private Prefill prefill; // captured last, or null

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
   * Generates the codes of items that begin together.
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
    BatchSlots batch = slots(prompts.size(), longest, maxCodes);
    batch.leaveAll(); // whoever was left there by an exception
    int[] slotOf =
        batch.join(
            prompts.stream().map(prompt -> new Item(prompt, sampling, seed, maxCodes)).toList());
    Map<Integer, Generated> generated = new HashMap<>(batch.ended());
    for (int steps = 1; generated.size() < prompts.size(); steps += batch.stepsPerLook()) {
      progress.accept(steps);
      batch.step();
      generated.putAll(batch.ended());
    }
    return Arrays.stream(slotOf).mapToObj(generated::get).toList();
  }

  /**
   * Says whether codes can be generated from a prompt.
   *
   * @throws UserException when it is too long, has no phones, or ids that the model does not know
   */
  public void check(Prompt prompt) {
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

  // ---- batches that are joined and left ----

  /**
   * Batch slots for items of these sizes: those that were captured last if they serve, else new
   * ones, and what was captured for as many before is given back. Nobody may be in it.
   *
   * @param count how many
   * @param rows of the longest prompt
   * @param codes most an item can get
   */
  public BatchSlots slots(int count, int rows, int codes) {
    BatchSlots.Shapes wanted = slotShapes(count, rows, codes);
    BatchSlots last = captured.get(count);
    if (last != null && last.shapes().serve(wanted)) {
      return last;
    }
    close(last);
    BatchSlots made = new BatchSlots(network, wanted, observer, this::read);
    captured.put(count, made);
    return made;
  }

  /** Items that have moved: where they are now, and the slot of each by the one that it had. */
  public record Moved(BatchSlots slots, Map<Integer, Integer> slotOf) {}

  /**
   * Moves the items of batch slots into others, where they go on as if they had been there all the
   * time.
   *
   * @param from whose items fit the others
   * @param count how many others, another number
   * @param rows of the longest prompt that is to fit
   * @param codes most an item can get
   */
  public Moved move(BatchSlots from, int count, int rows, int codes) {
    BatchSlots to = slots(count, rows, codes);
    return new Moved(to, to.takeAll(from));
  }

  /** Runs the prefill of some items. */
  private Prefill read(List<Item> items) {
    int rows = items.stream().mapToInt(item -> item.prompt().rows()).max().orElseThrow();
    Prefill.Shapes shapes = prefillShapes(items.size(), rows);
    if (prefill == null || !prefill.shapes().equals(shapes)) {
      closePrefill();
      prefill = new Prefill(network, shapes, observer);
    }
    prefill.run(items);
    return prefill;
  }

  private Prefill.Shapes prefillShapes(int items, int rows) {
    return new Prefill.Shapes(items, bucket(rows, Text2Semantic.POSITIONS));
  }

  private BatchSlots.Shapes slotShapes(int count, int rows, int codes) {
    return new BatchSlots.Shapes(
        count,
        bucket(rows, Text2Semantic.POSITIONS),
        bucket(Math.clamp(codes, 1, MOST_CODES), MOST_CODES));
  }

  private int bucket(int n, int most) {
    return Math.min(network.backend().bucket(n), most);
  }

  // ---- memory ----

  /**
   * How much more device memory a batch will take whose prompts are read one by one; nothing is
   * allocated.
   *
   * @param count batch slots
   * @param rows phones and prompt codes of the longest prompt
   * @param codes most an item can get
   * @return bytes; 0 when what was captured last serves, or takes as much before it is given back
   */
  public long bytesNeeded(int count, int rows, int codes) {
    BatchSlots.Shapes shapes = slotShapes(count, rows, codes);
    Prefill.Shapes read = prefillShapes(1, rows);
    long more = 0;
    BatchSlots last = captured.get(count);
    if (last == null || !last.shapes().serve(shapes)) {
      more += Math.max(0, BatchSlots.bytes(network, shapes) - bytes(last));
    }
    if (prefill == null || !prefill.shapes().equals(read)) {
      long held = prefill == null ? 0 : prefill.bytes();
      more += Math.max(0, Prefill.bytes(network, read) - held);
    }
    return more;
  }

  /** How much device memory such a batch takes when nothing is captured. */
  public long bytesOf(int count, int rows, int codes) {
    return BatchSlots.bytes(network, slotShapes(count, rows, codes))
        + Prefill.bytes(network, prefillShapes(1, rows));
  }

  /** Device memory that {@link #close} gives back. */
  public long bytesHeld() {
    long slots = captured.values().stream().mapToLong(BatchSlots::bytes).sum();
    return slots + (prefill == null ? 0 : prefill.bytes());
  }

  private static long bytes(BatchSlots slots) {
    return slots == null ? 0 : slots.bytes();
  }

  /** Gives everything back that no item is in; it is captured again when it is needed. */
  public void forget() {
    forgetBut(0);
    closePrefill();
  }

  /**
   * Gives the batch slots back that no item is in.
   *
   * @param count but for those of so many
   */
  public void forgetBut(int count) {
    List.copyOf(captured.values()).stream()
        .filter(slots -> slots.empty() && slots.count() != count)
        .forEach(this::close);
  }

  private void close(BatchSlots slots) {
    if (slots != null) {
      captured.remove(slots.count());
      slots.close();
    }
  }

  private void closePrefill() {
    if (prefill != null) {
      prefill.close();
      prefill = null;
    }
  }

  /** Gives everything back; items that are in a batch are lost. */
  @Override
  public void close() {
    List.copyOf(captured.values()).forEach(this::close);
    closePrefill();
  }
}
