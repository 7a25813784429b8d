package io.github.sovits4j.tts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.Tone;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;

/** Speech as a publisher: the rules of Reactive Streams, by their own kit, and what is heard. */
@Timeout(180)
class PublisherTest {

  private static final long SIGNAL_MILLIS = 5000;
  private static final long SILENCE_MILLIS = 100;
  private static final int MOST_PARTS = 20;

  @TempDir static Path folder;

  private static TextToSpeech tts;
  private static Voice voice;

  @BeforeAll
  static void open() {
    SyntheticModel.writeTiny(folder.resolve("model"), 5);
    tts = TextToSpeech.builder(folder.resolve("model")).backend("simd").open();
    voice = tts.voice(List.of(VoiceSource.of(Tone.falling().channel(0), 32_000)));
  }

  @AfterAll
  static void close() {
    tts.close();
  }

  private static SpeechRequest request(int sentences) {
    return SpeechRequest.builder("Say this. ".repeat(sentences), voice)
        .cut(Cut.EVERY_MARK)
        .maxSeconds(0.08)
        .retries(0)
        .build();
  }

  /** The kit's tests, which are written for another runner. */
  @TestFactory
  Stream<DynamicTest> rules() {
    return Arrays.stream(FlowPublisherVerification.class.getMethods())
        .filter(method -> method.isAnnotationPresent(org.testng.annotations.Test.class))
        .map(
            method ->
                DynamicTest.dynamicTest(
                    method.getName(),
                    () -> {
                      Verification verification = new Verification();
                      verification.setUp();
                      try {
                        method.invoke(verification);
                      } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof SkipException skipped) {
                          Assumptions.abort(skipped.getMessage());
                        }
                        throw e.getCause();
                      }
                    }));
  }

  private static final class Verification extends FlowPublisherVerification<SpeechPart> {

    Verification() {
      super(new TestEnvironment(SIGNAL_MILLIS, SILENCE_MILLIS));
    }

    @Override
    public Flow.Publisher<SpeechPart> createFlowPublisher(long elements) {
      return tts.publisher(request((int) Math.max(1, elements))); // no speech is empty
    }

    @Override
    public Flow.Publisher<SpeechPart> createFailedFlowPublisher() {
      return null; // it fails when it is asked for sound, not before
    }

    @Override
    public long maxElementsFromPublisher() {
      return MOST_PARTS;
    }
  }

  /** Writes down what it is told. */
  private static final class Listener implements Flow.Subscriber<SpeechPart> {
    final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(SpeechPart part) {
      told.add(part);
    }

    @Override
    public void onError(Throwable thrown) {
      told.add(thrown);
    }

    @Override
    public void onComplete() {
      told.add("complete");
    }

    Object next() throws InterruptedException {
      return told.poll(SIGNAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    void hearNothing() throws InterruptedException {
      assertNull(told.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  private static Listener listening(SpeechRequest request) {
    Listener listener = new Listener();
    tts.publisher(request).subscribe(listener);
    return listener;
  }

  @Test
  void partsComeWhenTheyAreWantedAndAreTheSpeech() throws Exception {
    SpeechRequest request = request(3);
    Listener listener = listening(request);
    listener.hearNothing();
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      listener.subscription.request(1);
      SpeechPart part = assertInstanceOf(SpeechPart.class, listener.next());
      float[] samples = part.samples();
      ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length);
      bytes.asFloatBuffer().put(samples);
      heard.writeBytes(bytes.array());
      if (i < 2) {
        listener.hearNothing();
      }
    }
    assertEquals("complete", listener.next());
    float[] whole = tts.speak(request).samples();
    ByteBuffer expected = ByteBuffer.allocate(4 * whole.length);
    expected.asFloatBuffer().put(whole);
    assertArrayEquals(expected.array(), heard.toByteArray());
  }

  /** The device does no more for a subscriber that left, or asks for nothing. */
  @Test
  void cancellingStopsTheDevice() throws Exception {
    SpeechRequest request =
        SpeechRequest.builder("Nobody was there to hear it. ".repeat(200), voice)
            .cut(Cut.ENGLISH_STOPS)
            .maxSeconds(4)
            .retries(0)
            .chunks(Chunks.EVEN)
            .build();
    Listener listener = listening(request);
    listener.subscription.request(1);
    SpeechPart part = assertInstanceOf(SpeechPart.class, listener.next());
    assertTrue(part.sentence().isEmpty(), "a chunk");
    listener.subscription.cancel();
    listener.hearNothing();
    long start = System.nanoTime();
    tts.speak(request(1));
    assertTrue(System.nanoTime() - start < 20e9, "the device was free at once");
    listener.hearNothing();
  }

  @Test
  void whatGoesWrongIsTold() throws Exception {
    Listener nothing = listening(SpeechRequest.builder("…", voice).build());
    nothing.subscription.request(1);
    RequestException thrown = assertInstanceOf(RequestException.class, nothing.next());
    assertTrue(thrown.getMessage().contains("nothing to"), thrown.getMessage());
    Listener backwards = listening(request(2));
    backwards.subscription.request(-1);
    IllegalArgumentException wrong =
        assertInstanceOf(IllegalArgumentException.class, backwards.next());
    assertEquals("request: expected at least 1 part, got -1", wrong.getMessage());
  }
}
