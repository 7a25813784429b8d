package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.t2s.BatchSlots;
import io.github.sovits4j.model.t2s.Item;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.verify.ForwardingBackend;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sentences that end long before they must, on a device that has room for the longest alone. */
class DeviceRoomTest {

  private static final int MOST_CODES = 500;
  private static final int FEW_CODES = 30;

  /** All codes are about as likely, and so is the end. */
  private static final SamplerSettings FLAT = new SamplerSettings(1025, 1, 100, 1);

  @TempDir static Path folder;

  private static ModelFolder model;
  private static long weights;
  private static long few; // a seed with which sentences are short
  private static long many; // and one with which they are longer

  /** Phones that share a capacity. */
  private static final Sentence SHORT = sentence(9);

  private static final Sentence AS_SHORT = sentence(11);
  private static final Sentence LONGER = sentence(40);

  @BeforeAll
  static void open() {
    ModelVersion version = ModelVersion.V2;
    Path path = folder.resolve("model");
    ModelSynthesizer.write(
        path, Text2SemanticConfig.tiny(version), SovitsConfig.tiny(version), 11, false);
    model = ModelFolder.open(path);
    try (Networks networks = networks(new Counting(Long.MAX_VALUE))) {
      weights = networks.backend().memory().used();
    }
    few = seed(12, 40);
    many = seed(100, 300);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** A device of a size, which counts captures and rounds capacities up. */
  private static final class Counting implements ForwardingBackend {
    private final Backend backend;
    private int captures;
    private int slots; // most that S1 had
    private long peak;

    Counting(long memory) {
      backend = Backends.open("reference", BackendOptions.DEFAULT.withMemory(memory));
    }

    @Override
    public Backend backend() {
      return backend;
    }

    @Override
    public int bucket(int n) {
      return (n + 15) / 16 * 16;
    }

    @Override
    public Tensor state(String name, DataType type, int... shape) {
      slots = Math.max(slots, name.equals("keys.0") ? shape[0] : 0);
      return backend.state(name, type, shape);
    }

    @Override
    public Graph compile(Program program) {
      captures++;
      return backend.compile(program);
    }
  }

  private static Networks networks(Backend backend) {
    return new Networks(
        model, null, () -> backend, StoragePolicy.F32, new Cancellation(() -> false));
  }

  private static Sentence sentence(int phones) {
    int[] ids = new int[phones];
    for (int i = 0; i < phones; i++) {
      ids[i] = 1 + i % 7;
    }
    return new Sentence("", "", List.of(), ids, List.of(), List.of());
  }

  private static SpokenSentence speak(Networks networks, Sentence sentence, long seed) {
    VoiceData voice = new VoiceData(new float[networks.secondStage().speakerSize()]);
    Utterance utterance =
        Utterance.of("Hello.", voice)
            .seed(seed)
            .maxSeconds(MOST_CODES / Pipeline.CODES_PER_SECOND)
            .sampling(FLAT)
            .retries(0);
    return speak(networks, List.of(sentence), utterance).getFirst();
  }

  /** Speaks sentences of one request. */
  private static List<SpokenSentence> speak(
      Networks networks, List<Sentence> sentences, Utterance utterance) {
    SentenceScheduler scheduler = new SentenceScheduler(networks);
    Talk talk = new Talk(utterance, PipelineListener.NONE, new Cancellation(() -> false));
    List<SentenceWork> works = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      works.add(new SentenceWork(talk, sentences.get(i), null, i, MOST_CODES));
    }
    scheduler.add(talk, works);
    while (scheduler.step()) {
      // until all is spoken
    }
    List<SpokenSentence> spoken = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      spoken.add(result(talk.take()).sentence());
    }
    return spoken;
  }

  private static Talk.Piece result(Future<Talk.Piece> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw (RuntimeException) e.getCause();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A seed with which a short sentence gets so many codes. */
  private static long seed(int atLeast, int atMost) {
    try (Networks networks = networks(new Counting(Long.MAX_VALUE))) {
      for (long seed = 0; seed < 100; seed++) {
        SpokenSentence spoken = speak(networks, SHORT, seed);
        if (spoken.ended() && spoken.codes() >= atLeast && spoken.codes() <= atMost) {
          return seed;
        }
      }
    }
    throw new AssertionError("no seed gives " + atLeast + " to " + atMost + " codes");
  }

  /** What the longest sentence takes, all together. */
  private static long needed(Sentence sentence) {
    return needed(sentence, 1, MOST_CODES);
  }

  private static long needed(Sentence sentence, int slots, int codes) {
    try (Networks networks = networks(new Counting(Long.MAX_VALUE))) {
      return weights
          + networks.generator().bytesOf(slots, sentence.ids().length, codes)
          + networks.secondStage().bytesOf(sound(networks, sentence, codes));
    }
  }

  /** What the longest sentence cannot do without: S1 and S2 make room for each other. */
  private static long least(Sentence sentence, int codes) {
    try (Networks networks = networks(new Counting(Long.MAX_VALUE))) {
      return weights
          + Math.max(
              networks.generator().bytesOf(1, sentence.ids().length, codes),
              networks.secondStage().bytesOf(sound(networks, sentence, codes)));
    }
  }

  private static DecodeInput sound(Networks networks, Sentence sentence, int codes) {
    return new DecodeInput(
        new int[codes], sentence.ids(), new float[networks.secondStage().speakerSize()], 1, null);
  }

  @Test
  void aSecondSentenceOfTheSameCapacitiesCapturesNothing() {
    Counting device = new Counting(needed(SHORT));
    try (Networks networks = networks(device)) {
      SpokenSentence first = speak(networks, SHORT, few);
      int captures = device.captures;
      SpokenSentence again = speak(networks, SHORT, few);
      speak(networks, AS_SHORT, few); // may be of another length: S1 at least is there
      assertArrayEquals(first.samples(), again.samples());
      assertTrue(captures > 0 && device.captures <= captures + 2, "captures: " + device.captures);
      int before = device.captures;
      speak(networks, SHORT, few);
      assertEquals(before, device.captures, "captured again");
    }
  }

  /** What S2 holds of other lengths goes; what comes out is the same as with all the room. */
  @Test
  void graphsOfOtherLengthsMakeRoom() {
    float[] expected;
    try (Networks networks = networks(new Counting(Long.MAX_VALUE))) {
      expected = speak(networks, SHORT, many).samples();
    }
    Counting device = new Counting(needed(LONGER));
    try (Networks networks = networks(device)) {
      for (int round = 0; round < 2; round++) {
        speak(networks, LONGER, few);
        assertArrayEquals(expected, speak(networks, SHORT, many).samples());
        speak(networks, SHORT, few);
      }
      assertTrue(device.memory().peak() <= device.memory().capacity());
    }
  }

  /** S1 has done its work when S2 needs the room. */
  @Test
  void s1MakesRoomForS2() {
    Counting device = new Counting(needed(SHORT));
    try (Networks networks = networks(device)) {
      speak(networks, SHORT, many);
      DeviceRoom room = new DeviceRoom(networks);
      BatchSlots slots = networks.generator().slots(1, SHORT.ids().length, MOST_CODES);
      Prompt prompt = new Prompt(SHORT.ids(), null, new int[0], 0);
      int slot = slots.join(List.of(new Item(prompt, FLAT, many, MOST_CODES)))[0];
      networks.secondStage().forget();
      DecodeInput all = sound(networks, LONGER, MOST_CODES);
      for (int codes = MOST_CODES;
          networks.secondStage().bytesOf(all) <= withoutPrefill(networks); ) {
        codes += 10;
        all = sound(networks, LONGER, codes);
      }
      DecodeInput sound = all;
      LongSupplier needed = () -> networks.secondStage().bytesNeeded(sound);
      assertFalse(room.makeForSound(all, needed, false), "S1 is at work");
      slots.leave(slot);
      assertTrue(room.makeForSound(all, needed, true));
      assertEquals(0, networks.generator().bytesHeld());
      assertTrue(networks.secondStage().bytesNeeded(all) <= device.memory().free());
    }
  }

  /** What is free when S1 keeps no more than the slots that it is at work in. */
  private static long withoutPrefill(Networks networks) {
    networks.generator().forget();
    return networks.backend().memory().free();
  }

  /** Whoever comes while others are at it joins them, and does not wait until they have ended. */
  @Test
  void slotsGrowWithThoseWhoComeAndShrinkAgain() {
    VoiceData voice;
    try (Networks networks = networks(new Counting(Long.MAX_VALUE))) {
      voice = new VoiceData(new float[networks.secondStage().speakerSize()]);
      Utterance utterance =
          Utterance.of("Hello.", voice)
              .maxSeconds(60 / Pipeline.CODES_PER_SECOND)
              .seed(many)
              .sampling(FLAT)
              .retries(0);
      SentenceScheduler scheduler = new SentenceScheduler(networks);
      assertEquals(SlotUse.NONE, scheduler.use());
      List<SlotUse> seen = new ArrayList<>();
      List<Talk> talks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Talk talk = new Talk(utterance, PipelineListener.NONE, new Cancellation(() -> false));
        talks.add(talk);
        scheduler.add(talk, List.of(new SentenceWork(talk, SHORT, null, 0, 60 - 8 * i)));
        assertTrue(scheduler.step(), "joins");
        scheduler.step();
        seen.add(scheduler.use());
      }
      assertEquals(
          List.of(
              new SlotUse(1, 1, 0),
              new SlotUse(2, 2, 0),
              new SlotUse(4, 3, 0),
              new SlotUse(4, 4, 0),
              new SlotUse(8, 5, 0)),
          seen);
      List<Integer> widths = new ArrayList<>();
      while (scheduler.step()) {
        int width = scheduler.use().slots();
        if (widths.isEmpty() || width != widths.getLast()) {
          widths.add(width);
        }
      }
      assertEquals(List.of(8, 4, 2, 1), widths);
      for (int i = 0; i < 5; i++) {
        assertEquals(60 - 8 * i, result(talks.get(i).take()).sentence().codes());
      }
      assertEquals(0, scheduler.use().taken());
    }
  }

  /** Where there is no room for both, those who come wait until the slots are empty. */
  @Test
  void withoutRoomForBothTheyWait() {
    Counting device = new Counting(needed(SHORT, 1, FEW_CODES));
    try (Networks networks = networks(device)) {
      VoiceData voice = new VoiceData(new float[networks.secondStage().speakerSize()]);
      Utterance utterance = Utterance.of("Hello.", voice).seed(many).sampling(FLAT).retries(0);
      SentenceScheduler scheduler = new SentenceScheduler(networks);
      List<Talk> talks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Talk talk = new Talk(utterance, PipelineListener.NONE, new Cancellation(() -> false));
        talks.add(talk);
        scheduler.add(talk, List.of(new SentenceWork(talk, SHORT, null, 0, FEW_CODES)));
        scheduler.step();
      }
      while (scheduler.step()) {
        assertEquals(1, scheduler.use().slots());
      }
      talks.forEach(talk -> assertEquals(FEW_CODES, result(talk.take()).sentence().codes()));
      assertTrue(device.memory().peak() <= device.memory().capacity());
    }
  }

  /** What S2 will still take while it is at work is not there for sentences that would join. */
  @Test
  void besideASoundNothingIsTakenThatTheSoundWillWant() {
    Counting device = new Counting(2 * needed(LONGER, 2, FEW_CODES));
    try (Networks networks = networks(device)) {
      VoiceData voice = new VoiceData(new float[networks.secondStage().speakerSize()]);
      Utterance utterance = Utterance.of("Hello.", voice).seed(many).sampling(FLAT).retries(0);
      Turns turns = new Turns();
      Composer composer = new Composer(networks, new DeviceRoom(networks), turns);
      for (Sentence sentence : List.of(SHORT, LONGER)) {
        Talk talk = new Talk(utterance, PipelineListener.NONE, new Cancellation(() -> false));
        turns.add(talk, List.of(new SentenceWork(talk, sentence, null, 0, FEW_CODES)));
      }
      for (int joined = 0; joined < 2; joined++) {
        int captures = device.captures;
        long free = device.memory().capacity() - device.memory().used();
        assertFalse(composer.joinBeside(() -> free - 1));
        assertEquals(captures, device.captures);
        assertEquals(free, device.memory().capacity() - device.memory().used());
        assertTrue(composer.joinBeside(() -> 0));
        assertEquals(joined + 1, composer.use().taken());
      }
      while (composer.compose()) {
        // until both have their codes
      }
      assertEquals(0, composer.use().waiting());
    }
  }

  /** Slots are as many as there is room for; what comes out is the same. */
  @Test
  void littleRoomMakesFewerSlots() {
    List<Sentence> sentences =
        IntStream.range(0, 9).mapToObj(i -> sentence(34 + i)).toList(); // of LONGER's capacity
    Counting roomy = new Counting(Long.MAX_VALUE);
    List<float[]> expected = samples(roomy, sentences);
    assertEquals(8, roomy.slots);
    long[] room = {
      least(LONGER, FEW_CODES),
      needed(LONGER, 1, FEW_CODES),
      needed(LONGER, 2, FEW_CODES),
      needed(LONGER, 4, FEW_CODES)
    };
    for (int i = 0; i < room.length; i++) {
      Counting device = new Counting(room[i]);
      List<float[]> got = samples(device, sentences);
      for (int j = 0; j < expected.size(); j++) {
        assertArrayEquals(expected.get(j), got.get(j), "sentence " + j);
      }
      assertTrue(device.peak <= room[i], "peak");
      assertEquals(new int[] {1, 1, 2, 4}[i], device.slots);
    }
  }

  private static List<float[]> samples(Counting device, List<Sentence> sentences) {
    try (Networks networks = networks(device)) {
      VoiceData voice = new VoiceData(new float[networks.secondStage().speakerSize()]);
      Utterance utterance =
          Utterance.of("Hello.", voice)
              .seed(few)
              .maxSeconds(FEW_CODES / Pipeline.CODES_PER_SECOND)
              .sampling(FLAT)
              .retries(0);
      List<SpokenSentence> spoken = speak(networks, sentences, utterance);
      device.peak = device.memory().peak();
      return spoken.stream().map(SpokenSentence::samples).toList();
    }
  }

  /** To the byte, and before anything is touched. Each network alone must fit. */
  @Test
  void whatCannotFitIsRefusedAndChangesNothing() {
    Counting device = new Counting(least(LONGER, MOST_CODES) - 1);
    try (Networks networks = networks(device)) {
      speak(networks, SHORT, few);
      long used = device.memory().used();
      int captures = device.captures;
      DeviceMemoryException refused =
          assertThrows(DeviceMemoryException.class, () -> speak(networks, LONGER, few));
      assertTrue(refused.getMessage().contains("40 phones"), refused.getMessage());
      assertEquals(used, device.memory().used());
      assertEquals(captures, device.captures);
      speak(networks, SHORT, few);
      assertEquals(captures, device.captures, "captured again");
    }
    Counting enough = new Counting(least(LONGER, MOST_CODES));
    try (Networks networks = networks(enough)) {
      assertTrue(speak(networks, LONGER, many).codes() > 0);
    }
  }
}
