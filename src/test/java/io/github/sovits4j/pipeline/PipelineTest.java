package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stages, cancelling and closing; a wait that never ends is a failure. */
@Timeout(120)
class PipelineTest {

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
    pipeline = fresh();
    voice = voice(pipeline);
  }

  @AfterAll
  static void close() {
    pipeline.close();
  }

  private static Pipeline fresh() {
    return Pipeline.open(model, () -> Backends.open("reference"), StoragePolicy.F32);
  }

  private static VoiceData voice(Pipeline of) {
    return of.voice(List.of(ReferenceAudio.of(Tone.falling())));
  }

  private static Utterance utterance(String text) {
    return Utterance.of(text, voice).seed(5).maxSeconds(1).cut(CutMethod.CUT5);
  }

  private static float[] samples(Utterance utterance) {
    return pipeline.speak(utterance).audio().channel(0);
  }

  @Test
  void stagesAreToldInOrder() {
    List<String> heard = new ArrayList<>();
    pipeline.speak(
        utterance("Tell me how far you are."),
        new PipelineListener() {
          @Override
          public void update(Stage stage, int sentence, int sentences, int codes) {
            heard.add(stage + " " + sentence + "/" + sentences + " " + (codes > 0));
          }

          @Override
          public void finished(Stage stage, int sentence, long start, long end) {
            heard.add(stage + " of " + sentence + (start <= end ? "" : " backwards"));
          }
        },
        PipelineTest::nobodyCancels);
    assertEquals("TEXT of 0", heard.getFirst());
    assertEquals(
        List.of("PREFILL of 1", "DECODE 1/1 true", "DECODE of 1", "PRIOR 1/1 true"),
        heard.subList(1, heard.size() - 2).stream().distinct().toList());
    assertEquals(
        List.of("PRIOR of 1", "GENERATOR of 1"), heard.subList(heard.size() - 2, heard.size()));
  }

  /** Text is read while what was read before it is spoken: the first sound does not wait for it. */
  @Test
  void theFirstSentenceIsHeardBeforeTheLastIsRead() {
    List<String> heard = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    PipelineListener listener =
        new PipelineListener() {
          @Override
          public void update(Stage stage, int sentence, int sentences, int codes) {
            counts.add(sentences);
          }

          @Override
          public void finished(Stage stage, int sentence, long start, long end) {
            if (stage == Stage.TEXT) {
              heard.add("read");
            }
          }
        };
    Utterance utterance = utterance("Over and over again. ".repeat(30)).maxSeconds(0.2);
    Spoken spoken =
        pipeline.speak(
            utterance, listener, PipelineTest::nobodyCancels, part -> heard.add("heard"));
    assertEquals(30, spoken.sentences().size());
    assertTrue(heard.indexOf("heard") < heard.lastIndexOf("read"), heard::toString);
    assertEquals(List.of("read", "read", "heard"), heard.subList(0, 3), "no more than is needed");
    assertEquals(List.of(30), counts.stream().distinct().toList(), "known before it is read");
  }

  /** Runs something the first time a stage of the second sentence is told. */
  private static PipelineListener at(Stage stage, Runnable what) {
    AtomicBoolean done = new AtomicBoolean();
    return new PipelineListener() {
      private void told(Stage now, int sentence) {
        if (sentence == 2 && now == stage && !done.getAndSet(true)) {
          what.run();
        }
      }

      @Override
      public void update(Stage now, int sentence, int sentences, int codes) {
        told(now, sentence);
      }

      @Override
      public void finished(Stage now, int sentence, long start, long end) {
        told(now, sentence);
      }
    };
  }

  private static PipelineListener hearing(List<Stage> heard, PipelineListener first) {
    return new PipelineListener() {
      @Override
      public void update(Stage stage, int sentence, int sentences, int codes) {
        first.update(stage, sentence, sentences, codes);
      }

      @Override
      public void finished(Stage stage, int sentence, long start, long end) {
        first.finished(stage, sentence, start, end);
        if (sentence <= 2) { // S1 works on the others at the same time
          heard.add(stage);
        }
      }
    };
  }

  /** Wherever it happens, what was asked for later is as it would have been alone. */
  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"PREFILL", "DECODE", "PRIOR"})
  void aTokenEndsTheWorkWhereItIs(Stage stage) {
    Utterance next = utterance("What comes next.");
    float[] alone = samples(next);
    AtomicBoolean token = new AtomicBoolean();
    List<Stage> heard = new ArrayList<>();
    assertThrows(
        CancellationException.class,
        () ->
            pipeline.speak(
                utterance("The first one. The second one. The third one. The fourth one."),
                hearing(heard, at(stage, () -> token.set(true))),
                token::get));
    float[] after = samples(next); // queues behind what was left
    assertArrayEquals(alone, after);
    // text twice, four stages of the first sentence, of the second those before the cancelled one
    assertTrue(heard.size() <= 2 + 4 + before(stage), stage + ": " + heard);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"PREFILL", "DECODE", "PRIOR"})
  void anInterruptEndsTheWorkWhereItIs(Stage stage) throws InterruptedException {
    Utterance next = utterance("What comes next.");
    float[] alone = samples(next);
    AtomicReference<Thread> speaker = new AtomicReference<>();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    List<Stage> heard = new ArrayList<>();
    CountDownLatch left = new CountDownLatch(1);
    PipelineListener interrupting =
        at(
            stage,
            () -> {
              speaker.get().interrupt();
              await(left); // the caller has gone: the device thread has not looked yet
            });
    Thread thread =
        new Thread(
            () -> {
              speaker.set(Thread.currentThread());
              try {
                pipeline.speak(
                    utterance("The first one. The second one. The third one."),
                    hearing(heard, interrupting),
                    PipelineTest::nobodyCancels);
              } catch (CancellationException e) {
                thrown.set(e);
              }
              stillInterrupted.set(Thread.currentThread().isInterrupted());
              left.countDown();
            });
    thread.start();
    thread.join();
    assertEquals(CancellationException.class, thrown.get().getClass());
    assertTrue(stillInterrupted.get(), "the flag is kept");
    assertArrayEquals(alone, samples(next));
    assertTrue(heard.size() <= 2 + 4 + before(stage) + 1, stage + ": " + heard);
    assertFalse(heard.contains(Stage.GENERATOR) && heard.lastIndexOf(Stage.GENERATOR) > 5);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("the device thread was interrupted", e);
    }
  }

  @Test
  void aTokenFreesACallerThatOnlyWaits() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    PipelineListener holding =
        at(
            Stage.PREFILL,
            () -> {
              busy.countDown();
              await(go);
            });
    Thread other =
        new Thread(
            () ->
                pipeline.speak(
                    utterance("One moment, two moments."), holding, PipelineTest::nobodyCancels));
    other.start();
    await(busy);
    AtomicBoolean token = new AtomicBoolean(true);
    assertThrows(
        CancellationException.class,
        () -> pipeline.speak(utterance("Never."), PipelineListener.NONE, token::get));
    go.countDown();
    other.join();
  }

  @Test
  void anInterruptedCloseFreesTheDevice() throws InterruptedException {
    ClosingBackend backend = new ClosingBackend(Backends.open("reference"));
    Pipeline own = Pipeline.open(model, () -> backend, StoragePolicy.F32);
    VoiceData itsVoice = voice(own);
    CountDownLatch speaking = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread speaker =
        new Thread(
            () -> {
              try {
                own.speak(
                    Utterance.of("And so on. ".repeat(500), itsVoice).cut(CutMethod.CUT4),
                    at(Stage.PREFILL, speaking::countDown),
                    PipelineTest::nobodyCancels);
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    speaker.start();
    await(speaking);
    Thread.currentThread().interrupt();
    own.close();
    assertTrue(Thread.interrupted(), "the flag is kept");
    assertNotNull(backend.closer.get(), "the device was not freed");
    speaker.join();
    assertEquals(CancellationException.class, thrown.get().getClass(), "cut short, not finished");
    own.close();
    backend.closer.get().join();
    assertThrows(IllegalStateException.class, own::memory);
  }

  @Test
  void aCloseThatIsNotInterruptedLetsWorkFinish() throws InterruptedException {
    Pipeline own = fresh();
    VoiceData itsVoice = voice(own);
    CountDownLatch speaking = new CountDownLatch(1);
    AtomicReference<Spoken> spoken = new AtomicReference<>();
    Thread speaker =
        new Thread(
            () ->
                spoken.set(
                    own.speak(
                        Utterance.of("One sentence.", itsVoice).maxSeconds(1),
                        new PipelineListener() {
                          @Override
                          public void update(Stage stage, int sentence, int of, int codes) {
                            speaking.countDown();
                          }
                        },
                        PipelineTest::nobodyCancels)));
    speaker.start();
    await(speaking);
    own.close();
    speaker.join();
    assertEquals(1, spoken.get().sentences().size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInterruptedOpenLeavesNothingOpen(boolean beforeReading) throws InterruptedException {
    ClosingBackend backend = new ClosingBackend(Backends.open("reference"));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Thread> opening = new AtomicReference<>();
    Supplier<Backend> opener =
        () -> {
          opening.get().interrupt();
          return backend;
        };
    Thread thread =
        new Thread(
            () -> {
              opening.set(Thread.currentThread());
              if (beforeReading) {
                Thread.currentThread().interrupt();
              }
              try {
                Pipeline.open(model, opener, StoragePolicy.F32);
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    thread.start();
    thread.join();
    assertEquals(CancellationException.class, thrown.get().getClass());
    assertEquals(beforeReading, backend.closer.get() == null, "opened and not closed");
  }

  @Test
  void theDeviceThreadDoesNotWaitForItself() {
    PipelineListener closing = at(Stage.PREFILL, pipeline::close);
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () ->
                pipeline.speak(
                    utterance("One moment. Two moments."), closing, PipelineTest::nobodyCancels));
    assertTrue(refused.getMessage().contains("callback"), refused.getMessage());
    assertTrue(samples(utterance("It goes on.")).length > 0);
  }

  /** Tells on which thread it was closed. */
  private static final class ClosingBackend implements ForwardingBackend {
    final AtomicReference<Thread> closer = new AtomicReference<>();
    private final Backend backend;

    ClosingBackend(Backend backend) {
      this.backend = backend;
    }

    @Override
    public Backend backend() {
      return backend;
    }

    @Override
    public void close() {
      closer.set(Thread.currentThread());
      backend.close();
    }
  }

  private static boolean nobodyCancels() {
    return false;
  }

  /** How many stages of a sentence come before this one. */
  private static int before(Stage stage) {
    return List.of(Stage.values()).indexOf(stage);
  }
}
