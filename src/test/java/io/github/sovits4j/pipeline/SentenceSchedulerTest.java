package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.verify.ForwardingBackend;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many sentences and many requests at once; each becomes what it is alone. */
@Timeout(180)
class SentenceSchedulerTest {

  /** All codes are about as likely, and so is the end. */
  private static final SamplerSettings FLAT = new SamplerSettings(1025, 1, 100, 1);

  private static final String TEXT =
      "One. Two sheep and a dog. What is it? Three men in a boat, to say nothing of the dog. Go!"
          + " The fifth sentence is neither long nor short. Yes. The end of it.";

  @TempDir static Path folder;

  private static Path model;
  private static Pipeline pipeline;
  private static VoiceData voice;

  @BeforeAll
  static void open() {
    model = folder.resolve("model");
    ModelVersion version = ModelVersion.V2;
    ModelSynthesizer.write(
        model, Text2SemanticConfig.tiny(version), SovitsConfig.tiny(version), 11, false);
    pipeline = Pipeline.open(model, () -> Backends.open("simd"), StoragePolicy.F32);
    voice = pipeline.voice(List.of(ReferenceAudio.of(Tone.falling())));
  }

  @AfterAll
  static void close() {
    pipeline.close();
  }

  /** Sentences of all lengths, most of which find an end. */
  private static Utterance utterance(String text) {
    return Utterance.of(text, voice)
        .cut(CutMethod.CUT5)
        .seed(5)
        .maxSeconds(2)
        .sampling(FLAT)
        .retries(0);
  }

  private static float[] samples(Spoken spoken) {
    return spoken.audio().channel(0);
  }

  private static float[] alone(Pipeline of, Utterance utterance) {
    of.sentencesAtOnce(1);
    float[] samples = samples(of.speak(utterance));
    of.sentencesAtOnce(8);
    return samples;
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd", "opencl", "tornado"})
  void soundDoesNotDependOnHowManyAreComposedAtOnce(String backend) {
    try (Pipeline own = Pipeline.open(model, () -> Backends.open(backend), StoragePolicy.F32)) {
      Utterance utterance = utterance(TEXT).maxSeconds(backend.equals("tornado") ? 0.6 : 2);
      float[] expected = alone(own, utterance);
      for (int most : new int[] {2, 8}) {
        own.sentencesAtOnce(most);
        assertArrayEquals(expected, samples(own.speak(utterance)), most + " at once");
      }
    }
  }

  @Test
  void sentencesComeInTheOrderOfTheText() {
    List<String> texts =
        pipeline.speak(utterance(TEXT)).sentences().stream().map(s -> s.text().strip()).toList();
    assertTrue(texts.size() > 5, texts::toString);
    assertEquals(TEXT, String.join(" ", texts));
  }

  /** S1 works on several sentences in one step: so batching is not only said. */
  @Test
  void stepsAreShared() {
    Utterance utterance = utterance(TEXT).maxSeconds(1);
    pipeline.sentencesAtOnce(1);
    Spoken one = pipeline.speak(utterance);
    pipeline.sentencesAtOnce(8);
    Spoken many = pipeline.speak(utterance);
    assertArrayEquals(samples(one), samples(many));
    long launches = launches(many);
    assertTrue(2 * launches < launches(one), launches + " of " + launches(one));
  }

  private static long launches(Spoken spoken) {
    return spoken.sentences().stream()
        .skip(1) // goes ahead
        .mapToLong(sentence -> sentence.stages().get(Stage.DECODE).launches())
        .sum();
  }

  /** Speaks on a thread of its own. */
  private static final class Caller {
    final AtomicReference<Spoken> spoken = new AtomicReference<>();
    final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final Thread thread;

    Caller(Pipeline on, Utterance utterance, PipelineListener listener, AtomicBoolean token) {
      thread =
          new Thread(
              () -> {
                try {
                  spoken.set(on.speak(utterance, listener, token::get));
                } catch (RuntimeException | Error e) {
                  thrown.set(e);
                }
              });
      thread.start();
    }

    static Caller of(Pipeline on, Utterance utterance) {
      return new Caller(on, utterance, PipelineListener.NONE, new AtomicBoolean());
    }

    Caller join() throws InterruptedException {
      thread.join();
      return this;
    }
  }

  @Test
  void requestsShareTheSlots() throws InterruptedException {
    List<Utterance> utterances = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      utterances.add(utterance(TEXT.substring(i * 20)).seed(i).speed(1 + 0.1 * i));
    }
    List<float[]> alone = utterances.stream().map(u -> alone(pipeline, u)).toList();
    List<Caller> callers = new ArrayList<>();
    for (Utterance utterance : utterances) {
      callers.add(Caller.of(pipeline, utterance));
    }
    for (int i = 0; i < 5; i++) {
      assertNull(callers.get(i).join().thrown.get());
      assertArrayEquals(alone.get(i), samples(callers.get(i).spoken.get()), "request " + i);
    }
  }

  /** Runs something, once, when S1 is at a sentence from the third on. */
  private static PipelineListener whenSeveralAreComposed(Runnable what) {
    AtomicBoolean done = new AtomicBoolean();
    return new PipelineListener() {
      @Override
      public void update(Stage stage, int sentence, int sentences, int codes) {
        if (sentence >= 3 && stage == Stage.DECODE && !done.getAndSet(true)) {
          what.run();
        }
      }
    };
  }

  @Test
  void ofTwoRequestsOneIsCancelled() throws InterruptedException {
    Utterance utterance = utterance(TEXT);
    float[] alone = alone(pipeline, utterance);
    AtomicBoolean token = new AtomicBoolean();
    CountDownLatch started = new CountDownLatch(1);
    Caller leaving =
        new Caller(
            pipeline,
            utterance(TEXT.repeat(20)).seed(9),
            whenSeveralAreComposed(started::countDown),
            token);
    started.await();
    Caller staying =
        new Caller(
            pipeline,
            utterance,
            whenSeveralAreComposed(() -> token.set(true)),
            new AtomicBoolean());
    assertArrayEquals(alone, samples(staying.join().spoken.get()));
    assertEquals(CancellationException.class, leaving.join().thrown.get().getClass());
    assertArrayEquals(alone, samples(pipeline.speak(utterance)), "the slots were left");
  }

  @Test
  void aListenerThatFailsEndsItsOwnRequest() throws InterruptedException {
    Utterance utterance = utterance(TEXT);
    float[] alone = alone(pipeline, utterance);
    CountDownLatch started = new CountDownLatch(1);
    Caller failing =
        new Caller(
            pipeline,
            utterance(TEXT.repeat(20)),
            whenSeveralAreComposed(
                () -> {
                  started.countDown();
                  throw new IllegalArgumentException("heard enough");
                }),
            new AtomicBoolean());
    started.await();
    Caller staying = Caller.of(pipeline, utterance);
    assertArrayEquals(alone, samples(staying.join().spoken.get()));
    assertEquals("heard enough", failing.join().thrown.get().getMessage());
  }

  /** The device does not run far ahead of who takes the sound. */
  @Test
  void aSlowSinkHoldsTheDeviceBack() {
    AtomicInteger voiced = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger first = new AtomicInteger();
    PipelineListener counting =
        new PipelineListener() {
          @Override
          public void finished(Stage stage, int sentence, long start, long end) {
            if (stage == Stage.GENERATOR) {
              most.set(Math.max(most.get(), voiced.incrementAndGet() - taken.get()));
            }
          }
        };
    Utterance utterance = utterance(TEXT.repeat(8)).maxSeconds(0.5);
    Spoken spoken =
        pipeline.speak(
            utterance,
            counting,
            () -> false,
            part -> {
              if (taken.get() == 0) {
                first.set(voiced.get());
                await(() -> voiced.get() == 9); // all that was given so far
              }
              taken.incrementAndGet();
            });
    assertTrue(spoken.sentences().size() > 40);
    assertEquals(spoken.sentences().size(), taken.get());
    assertTrue(most.get() >= 9 && most.get() <= 16, "ahead: " + most);
    assertTrue(first.get() <= 9, "the first came with " + first + " others");
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** A backend on which a capture fails that S1 makes for a prompt of another length. */
  private static final class Failing implements ForwardingBackend {
    private final Backend backend = Backends.open("reference");
    final AtomicInteger prefills = new AtomicInteger();
    volatile int failing = -1; // which prefill from now on

    @Override
    public Backend backend() {
      return backend;
    }

    @Override
    public Graph compile(Program program) {
      boolean prefill =
          program.operators().stream().anyMatch(operator -> operator.name().equals("EmbedRows"));
      if (prefill && prefills.incrementAndGet() == failing) {
        throw new DeviceMemoryException("no room for this one");
      }
      return backend.compile(program);
    }
  }

  @Test
  void aSentenceThatFailsPoisonsNoSlot() {
    Failing device = new Failing();
    try (Pipeline own = Pipeline.open(model, () -> device, StoragePolicy.F32)) {
      Utterance utterance = utterance(TEXT);
      float[] alone = alone(own, utterance);
      int before = device.prefills.get();
      device.failing = before + 4; // others are in slots by then
      DeviceMemoryException thrown =
          assertThrows(DeviceMemoryException.class, () -> own.speak(utterance));
      assertEquals("no room for this one", thrown.getMessage());
      assertEquals(before + 4, device.prefills.get());
      assertArrayEquals(alone, samples(own.speak(utterance)));
    }
  }

  /** A backend that fails once, when it is first asked for something in a method of ours. */
  private static final class FailingIn implements ForwardingBackend {
    private final Backend backend = Backends.open("simd");
    private final AtomicReference<String> method = new AtomicReference<>();

    @Override
    public Backend backend() {
      if (method.get() != null && isIn(method.get())) {
        method.set(null);
        throw new IllegalStateException("the device is gone");
      }
      return backend;
    }

    private static boolean isIn(String name) {
      return StackWalker.getInstance()
          .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(name)));
    }
  }

  /**
   * Slots are widened or narrowed while sentences are in them: when it is looked whether there is
   * room, when the others are opened, when a sentence is copied.
   */
  @ParameterizedTest
  @ValueSource(strings = {"fitWidth", "move", "takeAll"})
  void aDeviceThatFailsWhileSlotsChangeFailsItsCallersAndNoMore(String method)
      throws InterruptedException {
    FailingIn device = new FailingIn();
    try (Pipeline own = Pipeline.open(model, () -> device, StoragePolicy.F32)) {
      List<Utterance> utterances = List.of(utterance(TEXT), utterance(TEXT.repeat(2)).seed(6));
      List<float[]> alone = utterances.stream().map(u -> alone(own, u)).toList();
      device.method.set(method);
      List<Caller> callers = utterances.stream().map(u -> Caller.of(own, u)).toList();
      int failed = 0;
      for (int i = 0; i < callers.size(); i++) {
        Caller caller = callers.get(i).join();
        if (caller.thrown.get() == null) { // it was in no slot at that moment
          assertArrayEquals(alone.get(i), samples(caller.spoken.get()));
        } else {
          assertEquals(IllegalStateException.class, caller.thrown.get().getClass());
          assertEquals("the device is gone", caller.thrown.get().getMessage());
          failed++;
        }
      }
      assertNull(device.method.get(), "slots changed");
      assertTrue(failed > 0, "somebody is told");
      for (int i = 0; i < callers.size(); i++) {
        assertArrayEquals(alone.get(i), samples(own.speak(utterances.get(i))), "afterwards");
      }
    }
  }

  /**
   * The network has learned nothing, so that cold draws run in circles and hot ones end at once.
   */
  @Test
  void whatWentWrongIsDrawnAgain() {
    SamplerSettings cold = new SamplerSettings(2, 1, 0.01f, 1);
    Utterance utterance = utterance("Here we go round the mulberry bush.").maxSeconds(12);
    SpokenSentence once = pipeline.speak(utterance.sampling(cold)).sentences().getFirst();
    assertEquals(1, once.attempts());
    assertTrue(once.outcome().mendable(), once.outcome()::toString);
    SpokenSentence twice =
        pipeline.speak(utterance.sampling(cold).retries(1)).sentences().getFirst();
    assertEquals(2, twice.attempts());
    assertTrue(twice.codes() < once.codes(), "nothing implausible is waited for");
    SamplerSettings greedy = new SamplerSettings(1, 1, 1, 1);
    SpokenSentence fixed =
        pipeline.speak(utterance.sampling(greedy).retries(3)).sentences().getFirst();
    assertEquals(1, fixed.attempts(), "another seed would change nothing");
  }

  /** A short draw is mended by the next seed, and the same way every time, in any company. */
  @Test
  void aRetryIsDrawnFromTheSeedToo() {
    String text = "She sells sea shells by the sea shore" + ", and sells them again".repeat(15);
    for (long seed = 0; seed < 40; seed++) {
      Utterance utterance = utterance(text + ".").cut(CutMethod.CUT4).seed(seed).maxSeconds(8);
      SpokenSentence first = pipeline.speak(utterance).sentences().getFirst();
      Spoken second = pipeline.speak(utterance.retries(1));
      SpokenSentence mended = second.sentences().getFirst();
      if (first.outcome() == Outcome.TOO_SHORT && !mended.outcome().mendable()) {
        assertEquals(2, mended.attempts());
        assertTrue(mended.codes() > first.codes());
        Utterance both = utterance.retries(1).text("Go on, go. " + text + ". Once more, please.");
        assertArrayEquals(alone(pipeline, both), samples(pipeline.speak(both)));
        return;
      }
    }
    throw new AssertionError("no seed makes a sentence too short and the next mends it");
  }
}
