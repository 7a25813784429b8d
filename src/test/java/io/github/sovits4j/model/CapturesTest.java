package io.github.sovits4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Graphs by shapes: what they hold, what more is needed, and that nothing leaks. */
class CapturesTest {

  private record Ends(Length time, Tensor x, Tensor y) {}

  private final Backend backend = Backends.open("reference");

  @AfterEach
  void close() {
    backend.close();
  }

  /** Three channels, flipped; two tensors of 4·3·capacity bytes. */
  private static Ends flip(Ops ops, int capacity) {
    Length time = ops.length("time", capacity);
    Tensor x = ops.input("x", DataType.F32, Dim.of(3), time.dim());
    return new Ends(time, x, ops.output(ops.probe("flipped", ops.flipChannels(x))));
  }

  private static long bytes(int... capacities) {
    long bytes = 0;
    for (int capacity : capacities) {
      bytes += 2L * Float.BYTES * 3 * capacity;
    }
    return bytes;
  }

  @Test
  void endsAreWhatTheRecordingReturned() {
    try (Captures<Integer, Ends> captures = new Captures<>(backend, 2, null, CapturesTest::flip)) {
      Capture<Ends> capture = captures.get(5);
      Ends e = capture.ends();
      float[] y = capture.set(e.time, 1).write(e.x, new float[] {1, 2, 3}).replay().floats(e.y);
      assertArrayEquals(new float[] {3, 2, 1}, y);
    }
  }

  @Test
  void theOneNotUsedForLongestIsClosedFirst() {
    Captures<Integer, Ends> captures = new Captures<>(backend, 2, null, CapturesTest::flip);
    Capture<Ends> five = captures.get(5);
    Capture<Ends> seven = captures.get(7);
    assertSame(five, captures.get(5), "used again, so 7 is the one not used for longest");
    captures.get(9);
    assertSame(five, captures.get(5));
    assertThrows(IllegalStateException.class, seven::replay);
    assertNotSame(seven, captures.get(7));
    assertEquals(bytes(5, 7), captures.bytesHeld());
    captures.close();
    assertEquals(0, captures.bytesHeld());
    assertEquals(0, backend.memory().used());
  }

  @Test
  void whatIsThereIsNotNeededAndWhatWillBeClosedCounts() {
    try (Captures<Integer, Ends> captures = new Captures<>(backend, 2, null, CapturesTest::flip)) {
      assertEquals(bytes(5, 7), captures.bytesNeeded(List.of(5, 7, 5)));
      captures.get(5);
      assertEquals(0, captures.bytesNeeded(List.of(5)));
      assertEquals(bytes(7), captures.bytesNeeded(List.of(5, 7)));
      captures.get(7);
      assertEquals(bytes(9) - bytes(5), captures.bytesNeeded(List.of(9)));
      assertEquals(0, captures.bytesNeeded(List.of(1)), "less than the one that goes for it");
      assertEquals(bytes(9) - bytes(5), captures.bytesNeeded(List.of(9, 1)), "on the way");
      long before = backend.memory().used();
      captures.get(9);
      assertEquals(bytes(9) - bytes(5), backend.memory().used() - before);
    }
  }

  @Test
  void anObserverSeesEveryReplayWithItsProbes() {
    List<float[]> seen = new ArrayList<>();
    try (Captures<Integer, Ends> captures =
        new Captures<>(
            backend,
            2,
            graph -> seen.add(graph.floats(graph.program().probes().get("flipped"))),
            CapturesTest::flip)) {
      Capture<Ends> capture = captures.get(1);
      capture.write(capture.ends().x, new float[] {1, 2, 3}).replay();
      capture.write(capture.ends().x, new float[] {4, 5, 6}).replay();
    }
    assertEquals(2, seen.size());
    assertArrayEquals(new float[] {6, 5, 4}, seen.get(1));
  }

  @Test
  void probesCostNothingWhereNobodyObserves() {
    try (Capture<Ends> capture = backend.capture(ops -> flip(ops, 4))) {
      assertTrue(capture.graph().program().probes().isEmpty());
    }
  }

  @Test
  void lengthsThatFollowAreSetToo() {
    try (Capture<List<Tensor>> capture =
        backend.capture(
            ops -> {
              Length time = ops.length("time", 9);
              Dim half = ops.derived(time.dim(), 0, 2);
              Dim quarter = ops.derived(half, 1, 2);
              Tensor x = ops.input("x", DataType.F32, Dim.of(1), time.dim());
              Tensor y = ops.output(ops.firstFrames(x, half));
              return List.of(x, y, ops.output(ops.firstFrames(y, quarter)));
            })) {
      Length time = capture.graph().program().lengths().getFirst();
      Tensor x = capture.ends().getFirst();
      capture.set(time, 6).write(x, new float[] {1, 2, 3, 4, 5, 6}).replay();
      assertArrayEquals(new float[] {1, 2, 3}, capture.floats(capture.ends().get(1)));
      assertArrayEquals(new float[] {1, 2}, capture.floats(capture.ends().get(2)));
    }
  }

  // ---- failures half-way ----

  /** The backend, but the n-th graph or upload from now on cannot be made. */
  private Backend failing(String method, int n) {
    int[] left = {n};
    InvocationHandler handler =
        (proxy, called, arguments) -> {
          if (called.getName().equals(method) && --left[0] == 0) {
            throw new IllegalStateException("no more room");
          }
          if (called.isDefault() && !called.getName().equals("bareRates")) {
            return InvocationHandler.invokeDefault(proxy, called, arguments);
          }
          try {
            return called.invoke(backend, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, handler);
  }

  private static SyntheticWeights weights(String network, Text2SemanticConfig t2s) {
    return new SyntheticWeights(network, t2s.tensorShapes(), 3);
  }

  @Test
  void aGeneratorThatCannotCaptureLeavesNothing() {
    Text2SemanticConfig config = Text2SemanticConfig.tiny(ModelVersion.V2);
    List<Prompt> prompts = List.of(new Prompt(new int[] {1, 2}, null, new int[0], 0));
    for (int n = 1; n <= 2; n++) { // the decode step, the prefill
      try (Text2Semantic network =
          new Text2Semantic(failing("compile", n), weights("s1", config), config)) {
        long before = backend.memory().used();
        try (Text2SemanticRunner generator = new Text2SemanticRunner(network)) {
          assertThrows(
              IllegalStateException.class,
              () -> generator.generate(prompts, SamplerSettings.DEFAULT, 1, 5, steps -> {}));
          assertEquals(before + generator.bytesHeld(), backend.memory().used(), "graph " + n);
          assertTrue(
              generator.generate(prompts, SamplerSettings.DEFAULT, 1, 5, steps -> {}).size() == 1);
        }
        assertEquals(before, backend.memory().used());
      }
    }
  }

  @Test
  void aDecoderThatCannotCaptureStaysUsable() {
    SovitsConfig config = SovitsConfig.tiny(ModelVersion.V2);
    DecodeInput input =
        new DecodeInput(new int[] {3, 1}, new int[] {1}, new float[config.gin()], 1, null);
    float[] noise = new float[config.inter() * input.frames()];
    for (int n = 1; n <= 2; n++) { // prior and flow, the generator
      try (SovitsRunner sovits =
          new SovitsRunner(
              failing("compile", n),
              new SyntheticWeights("s2", config.tensorShapes(), 3),
              config)) {
        long before = backend.memory().used();
        assertThrows(IllegalStateException.class, () -> sovits.decode(input, noise));
        assertEquals(sovits.bytesHeld(), backend.memory().used() - before, "graph " + n);
        sovits.decode(input, noise);
        sovits.forget();
        assertEquals(before, backend.memory().used());
      }
    }
  }

  @Test
  void weightsThatCannotBeUploadedLeaveNothing() {
    Text2SemanticConfig config = Text2SemanticConfig.tiny(ModelVersion.V2);
    SovitsConfig sovits = SovitsConfig.tiny(ModelVersion.V2);
    assertThrows(
        IllegalStateException.class,
        () -> new Text2Semantic(failing("constant", 9), weights("s1", config), config));
    assertThrows(
        IllegalStateException.class,
        () ->
            new SovitsRunner(
                failing("constant", 99),
                new SyntheticWeights("s2", sovits.tensorShapes(), 3),
                sovits));
    assertEquals(0, backend.memory().used());
  }
}
