package io.github.sovits4j.model.t2s;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.verify.ForwardingBackend;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever company an item keeps, its codes are those that it gets alone. */
class BatchSlotsTest {

  private static final Text2SemanticConfig CONFIG = Text2SemanticConfig.tiny(ModelVersion.V2);

  /** All codes are about as likely, and so is the end. */
  private static final SamplerSettings FLAT = new SamplerSettings(1025, 1, 100, 1);

  private static final SamplerSettings GREEDY = new SamplerSettings(1, 1, 1, 1.35f);

  private static Text2Semantic network(Backend backend, StoragePolicy precision) {
    return new Text2Semantic(
        backend, new SyntheticWeights("s1", CONFIG.tensorShapes(), 3), CONFIG, precision);
  }

  /** Prompts of all lengths, with and without codes and features, drawn in all manners. */
  private static List<Item> items(int count) {
    Random random = new Random(7);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] phones = random.ints(1 + random.nextInt(40), 1, 100).toArray();
      int[] codes = random.ints(i % 3 * 9L, 0, CONFIG.eos()).toArray();
      float[] features = null;
      if (i % 2 == 1) {
        features = new float[Text2SemanticConfig.BERT_DIM * phones.length];
        for (int j = 0; j < features.length; j++) {
          features[j] = (float) random.nextGaussian();
        }
      }
      SamplerSettings sampling =
          switch (i % 4) {
            case 0 -> GREEDY;
            case 1 -> SamplerSettings.DEFAULT;
            case 2 -> FLAT;
            default -> new SamplerSettings(40, 0.9f, 1.2f, 1.1f);
          };
      items.add(
          new Item(
              new Prompt(phones, features, codes, i),
              sampling,
              5 + i % 2,
              12 + random.nextInt(20)));
    }
    return items;
  }

  private static Generated alone(Text2SemanticRunner runner, Item item) {
    return runner
        .generate(
            List.of(item.prompt()), item.sampling(), item.seed(), item.maxCodes(), steps -> {})
        .getFirst();
  }

  private static BatchSlots slots(Text2SemanticRunner runner, int count, List<Item> items) {
    return runner.slots(
        count,
        items.stream().mapToInt(item -> item.prompt().rows()).max().orElseThrow(),
        items.stream().mapToInt(Item::maxCodes).max().orElseThrow());
  }

  /** One item joins before every look as long as there is room. */
  private static List<Generated> together(BatchSlots slots, List<Item> items) {
    Map<Integer, Integer> itemOf = new LinkedHashMap<>(); // by slot
    Generated[] results = new Generated[items.size()];
    for (int next = 0; next < items.size() || !slots.empty(); ) {
      if (next < items.size() && slots.free() > 0) {
        itemOf.put(slots.join(List.of(items.get(next)))[0], next++);
      } else {
        slots.step();
      }
      slots.ended().forEach((slot, generated) -> results[itemOf.get(slot)] = generated);
      if (next % 2 == 0 && !slots.empty()) {
        slots.step(); // so that they do not all begin at a look
      }
    }
    return List.of(results);
  }

  private static void assertSame(List<Generated> expected, List<Generated> got, String what) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).codes(), got.get(i).codes(), what + ", item " + i);
      assertEquals(expected.get(i).ended(), got.get(i).ended(), what + ", item " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "reference, F32, 11", "simd, F32, 11", "opencl, F32, 11", "tornado, F32, 11",
    "reference, F16, 11", "simd, F16, 11", "opencl, F16, 11", "tornado, F16, 11",
    "reference, INT8, 11", "simd, INT8, 11", "opencl, INT8, 11"
  })
  void anItemsCodesDoNotDependOnTheOthers(String backend, String precision, int count) {
    List<Item> items = items(count);
    try (Backend device = Backends.open(backend);
        Text2Semantic network = network(device, StoragePolicy.valueOf(precision));
        Text2SemanticRunner runner = new Text2SemanticRunner(network)) {
      List<Generated> alone = items.stream().map(item -> alone(runner, item)).toList();
      assertTrue(alone.stream().anyMatch(Generated::ended), "some find an end");
      assertTrue(alone.stream().anyMatch(generated -> !generated.ended()), "some are cut");
      for (int slots : new int[] {2, 4, 8}) {
        BatchSlots batch = slots(runner, slots, items);
        assertSame(alone, together(batch, items), slots + " slots");
      }
    }
  }

  /** In the middle of their codes items move into more slots and fewer, longer and shorter ones. */
  @ParameterizedTest
  @CsvSource({
    "reference, F32",
    "simd, F32",
    "opencl, F32",
    "tornado, F32",
    "simd, F16",
    "opencl, F16"
  })
  void itemsMayMove(String backend, String precision) {
    List<Item> items = items(9);
    try (Backend device = Backends.open(backend);
        Text2Semantic network = network(device, StoragePolicy.valueOf(precision));
        Text2SemanticRunner runner = new Text2SemanticRunner(network)) {
      List<Generated> alone = items.stream().map(item -> alone(runner, item)).toList();
      Moving moving = new Moving(items, slots(runner, 1, items));
      int[] widths = {1, 4, 8, 2, 1, 4, 2};
      for (int i = 0; moving.next < items.size() || !moving.itemOf.isEmpty(); i++) {
        moving.into(runner, widths[i % widths.length]);
        moving.join();
        moving.step();
      }
      assertTrue(moving.moved >= 12, "moved: " + moving.moved);
      assertSame(alone, List.of(moving.results), backend);
    }
  }

  private static final class Moving {
    final List<Item> items;
    final Generated[] results;
    Map<Integer, Integer> itemOf = new LinkedHashMap<>(); // by slot
    BatchSlots slots;
    int next;
    int moved;

    Moving(List<Item> items, BatchSlots slots) {
      this.items = items;
      this.slots = slots;
      results = new Generated[items.size()];
    }

    void into(Text2SemanticRunner runner, int width) {
      while (itemOf.size() > width) {
        step();
      }
      if (width == slots.count()) {
        return;
      }
      int rows = items.stream().mapToInt(item -> item.prompt().rows()).max().orElseThrow();
      BatchSlots before = slots;
      Text2SemanticRunner.Moved to = runner.move(slots, width, rows + 5 * width, 35 + 3 * width);
      slots = to.slots();
      assertTrue(before.empty(), "all have left");
      assertEquals(itemOf.keySet(), to.slotOf().keySet());
      Map<Integer, Integer> now = new LinkedHashMap<>();
      to.slotOf().forEach((slot, after) -> now.put(after, itemOf.get(slot)));
      itemOf = now;
      moved += now.size();
    }

    void join() {
      if (next < items.size() && slots.free() > 0) {
        itemOf.put(slots.join(List.of(items.get(next)))[0], next++);
        leave();
      }
    }

    void step() {
      slots.step();
      leave();
    }

    private void leave() {
      slots.ended().forEach((slot, generated) -> results[itemOf.remove(slot)] = generated);
    }
  }

  /**
   * Not only the codes: all that the last layer keeps of an item is the same to the last bit, and
   * that is made of all before it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd", "opencl", "tornado"})
  void whatIsComputedDoesNotDependOnTheOthers(String backend) {
    List<Item> items = items(9);
    try (Backend device = Backends.open(backend);
        Text2Semantic network = network(device, StoragePolicy.F32)) {
      List<float[]> alone =
          items.stream().map(item -> keys(network, List.of(item)).getFirst()).toList();
      List<float[]> together = keys(network, items);
      for (int i = 0; i < items.size(); i++) {
        assertArrayEquals(alone.get(i), together.get(i), "item " + i);
      }
    }
  }

  /** The keys of the last layer, of each item's own rows. */
  private static List<float[]> keys(Text2Semantic network, List<Item> items) {
    AtomicReference<DecodeState> last = new AtomicReference<>();
    try (Text2SemanticRunner runner =
        new Text2SemanticRunner(network, (step, graph, state) -> last.set(state))) {
      List<Generated> generated = together(slots(runner, items.size(), items), items);
      float[] all = network.backend().floats(last.get().cache(CONFIG.layers() - 1).keys());
      int each = all.length / items.size();
      List<float[]> keys = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        int rows = items.get(i).prompt().rows() + generated.get(i).codes().length - 1;
        keys.add(Arrays.copyOfRange(all, i * each, i * each + rows * CONFIG.hiddenDim()));
      }
      return keys;
    }
  }

  /** Where an item left early, the next one does not find what it left. */
  @Test
  void aSlotThatWasLeftIsAsGoodAsNew() {
    List<Item> items = items(6);
    try (Backend device = Backends.open("reference");
        Text2Semantic network = network(device, StoragePolicy.F32);
        Text2SemanticRunner runner = new Text2SemanticRunner(network)) {
      List<Generated> alone = items.stream().map(item -> alone(runner, item)).toList();
      BatchSlots slots = slots(runner, 2, items);
      int[] first = slots.join(items.subList(0, 2));
      slots.step();
      slots.leave(first[0]);
      slots.step();
      assertSame(
          alone.subList(2, 6), together(leave(slots, first[1]), items.subList(2, 6)), "left");
    }
  }

  private static BatchSlots leave(BatchSlots slots, int slot) {
    slots.leave(slot);
    assertTrue(slots.empty());
    return slots;
  }

  /** Items whose prompts are read together are those whose prompts are read one by one. */
  @Test
  void promptsMayBeReadTogether() {
    List<Item> items = items(4);
    try (Backend device = Backends.open("reference");
        Text2Semantic network = network(device, StoragePolicy.F32);
        Text2SemanticRunner runner = new Text2SemanticRunner(network)) {
      List<Generated> alone = items.stream().map(item -> alone(runner, item)).toList();
      BatchSlots slots = slots(runner, 4, items);
      int[] slotOf = slots.join(items);
      Map<Integer, Generated> ended = new LinkedHashMap<>(slots.ended());
      while (!slots.empty()) {
        slots.step();
        ended.putAll(slots.ended());
      }
      assertSame(alone, Arrays.stream(slotOf).mapToObj(ended::get).toList(), "at once");
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    List<Item> items = items(3);
    try (Backend device = Backends.open("reference");
        Text2Semantic network = network(device, StoragePolicy.F32);
        Text2SemanticRunner runner = new Text2SemanticRunner(network)) {
      BatchSlots slots = slots(runner, 2, items);
      assertThrows(IllegalStateException.class, () -> slots.join(items));
      Item longer = new Item(items.get(0).prompt(), GREEDY, 1, 33);
      assertThrows(IllegalStateException.class, () -> slots.join(List.of(longer)));
      assertTrue(slots.empty());
    }
  }

  /** Joining captures nothing where prompts are of one capacity. */
  @Test
  void joiningLeavesTheGraphOfAStepAlone() {
    Counting device = new Counting();
    List<Item> items =
        items(9).stream().filter(item -> item.prompt().rows() <= 64).limit(6).toList();
    try (device;
        Text2Semantic network = network(device, StoragePolicy.F32);
        Text2SemanticRunner runner = new Text2SemanticRunner(network)) {
      together(slots(runner, 2, items), items);
      assertEquals(2, device.captures, "a step and a prefill");
    }
  }

  private static final class Counting implements ForwardingBackend {
    private final Backend backend = Backends.open("reference", BackendOptions.DEFAULT);
    private int captures;

    @Override
    public Backend backend() {
      return backend;
    }

    @Override
    public int bucket(int n) {
      return (n + 63) / 64 * 64;
    }

    @Override
    public Graph compile(Program program) {
      captures++;
      return backend.compile(program);
    }
  }
}
