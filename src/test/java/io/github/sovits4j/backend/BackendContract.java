package io.github.sovits4j.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.MemoryPlan;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.UnsupportedStorageException;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorCases;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every backend promises beside right numbers, which {@code verify} compares. A backend's test
 * extends this class and names the backend; what is expected here, down to the words of a message,
 * is the same for all.
 */
abstract class BackendContract {

  /** Little memory, for a backend may allocate much of what it is allowed in advance. */
  private static final BackendOptions OPTIONS = BackendOptions.DEFAULT.withMemory(128 << 20);

  private static final double LARGEST = Float.MAX_VALUE;

  private final String name;
  private Backend backend;

  /**
   * @param name the backend's
   */
  protected BackendContract(String name) {
    this.name = name;
  }

  /** Opens a backend; called for each test and within some. */
  protected Backend open(BackendOptions options) {
    return Backends.open(name, options);
  }

  /** Whether what is stored in fewer bits takes 32 all the same. */
  protected boolean widens() {
    return false;
  }

  @BeforeEach
  final void openBackend() {
    Optional<String> missing =
        Backends.providers().stream()
            .filter(provider -> provider.name().equals(name))
            .findFirst()
            .orElseThrow()
            .missing();
    Skip.unless(missing.isEmpty(), "contract of backend " + name + ": " + missing.orElse(""));
    backend = open(OPTIONS);
  }

  @AfterEach
  final void closeBackend() {
    if (backend != null) {
      backend.close();
    }
  }

  // ---- what the tests are made of ----

  /** {@code y = W·x}, {@code codes} the nearest rows of a book to y, {@code z} the rows of ids. */
  private static final class Small {

    static final int CAPACITY = 12;

    final Tensor weight;
    final Tensor book;
    Length time;
    Tensor x;
    Tensor ids;
    Tensor y;
    Tensor codes;
    Tensor z;
    final Graph graph;

    Small(Backend backend) {
      weight = backend.constant("w", ramp(16, -0.7f), 4, 4, 1);
      book = backend.constant("book", ramp(20, 0.9f), 5, 4);
      graph = backend.capture(this::record).graph();
    }

    Tensor record(Ops ops) {
      time = ops.length("time", CAPACITY);
      x = ops.input("x", DataType.F32, Dim.of(4), time.dim());
      ids = ops.input("ids", DataType.I32, time.dim());
      y = ops.output(ops.conv1d(x, weight, null, Conv1d.Settings.DEFAULT));
      codes = ops.output(ops.nearestCode(y, book));
      z = ops.output(ops.lookup(ids, book, 1));
      return z;
    }

    /** The results for this many steps of data that begins with {@code first}. */
    float[] run(int steps, float first) {
      write(steps, first);
      graph.replay();
      return read();
    }

    void write(int steps, float first) {
      graph.set(time, steps);
      graph.write(x, ramp(4 * steps, first));
      int[] rows = new int[steps];
      Arrays.setAll(rows, i -> (i + (int) first) % 5);
      graph.write(ids, rows);
    }

    float[] read() {
      float[] a = graph.floats(y);
      int[] b = graph.ints(codes);
      float[] c = graph.floats(z);
      float[] all = Arrays.copyOf(a, a.length + b.length + c.length);
      for (int i = 0; i < b.length; i++) {
        all[a.length + i] = b[i];
      }
      System.arraycopy(c, 0, all, a.length + b.length, c.length);
      return all;
    }
  }

  /** {@code n} different signed values. */
  private static float[] ramp(int n, float first) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = first + ((i * 7) % 11 - 5) * 0.37f;
    }
    return values;
  }

  private static void refuses(Class<? extends Exception> type, String message, Executable mistake) {
    Exception e = assertThrows(type, mistake);
    assertEquals(type, e.getClass());
    assertEquals(message, e.getMessage());
  }

  private static void refuses(String message, Executable mistake) {
    refuses(IllegalArgumentException.class, message, mistake);
  }

  private static void closed(String message, Executable mistake) {
    refuses(IllegalStateException.class, message, mistake);
  }

  private long used() {
    return backend.memory().used();
  }

  // ---- constants and states ----

  @Test
  void constantsAreCheckedAndComeBack() {
    float[] values = ramp(6, 0.1f);
    Tensor w = backend.constant("w", values.clone(), 2, 3);
    assertArrayEquals(values, backend.floats(w));
    backend.floats(w)[0] = 42;
    assertArrayEquals(values, backend.floats(w), "an array of the caller's own");
    long used = used();
    refuses(
        "constant: w F32[2, 3]: expected 6 values, got 5",
        () -> backend.constant("w", new float[5], 2, 3));
    refuses(
        "constant: expected F32, F16 or I8, got w I32[2, 3]",
        () -> backend.constant("w", DataType.I32, new float[6], 2, 3));
    refuses("dimension: expected at least 1, got 0", () -> backend.constant("w", new float[0], 0));
    refuses(
        "s I8[4, 4]: expected a constant matrix for I8",
        () -> backend.state("s", DataType.I8, 4, 4));
    refuses(
        "s F32[65536, 65536]: expected at most 2147483647 elements",
        () -> backend.state("s", DataType.F32, 1 << 16, 1 << 16));
    refuses(
        "write: expected a state of this backend, got w F32[2, 3] (constant)",
        () -> backend.write(w, new float[6]));
    refuses(
        "ints: expected a tensor of integers, got w F32[2, 3] (constant)", () -> backend.ints(w));
    assertEquals(used, used(), "what was refused holds no memory");
    assertArrayEquals(values, backend.floats(w));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"F16", "I8"})
  void narrowConstantsComeBackRounded(DataType storage) {
    float[] values = ramp(32, 0.123f);
    storedOrSkipped(
        () -> {
          Tensor w = backend.constant("w", storage, values.clone(), 2, 16);
          assertArrayEquals(storage.rounded(values, 2), backend.floats(w));
          backend.release(w);
        });
  }

  private void storedOrSkipped(Runnable test) {
    try {
      test.run();
    } catch (UnsupportedStorageException e) {
      Skip.unless(false, e.getMessage());
    }
  }

  @Test
  void statesBeginAsZerosAndAreCheckedOnWriting() {
    Tensor f = backend.state("f", DataType.F32, 2, 3);
    Tensor i = backend.state("i", DataType.I32, 4);
    assertArrayEquals(new float[6], backend.floats(f));
    assertArrayEquals(new int[4], backend.ints(i));
    float[] reals = {1.5f, -2, 3e38f, Float.NaN, -0f, 1e-42f};
    int[] integers = {Integer.MIN_VALUE, -1, 0x7fc00001, Integer.MAX_VALUE};
    float[] given = reals.clone();
    int[] counted = integers.clone();
    backend.write(f, given);
    backend.write(i, counted);
    given[0] = 42;
    counted[0] = 42;
    for (int round = 0; round < 2; round++) {
      assertArrayEquals(reals, backend.floats(f));
      assertArrayEquals(integers, backend.ints(i));
      backend.floats(f)[1] = 42;
      backend.ints(i)[1] = 42;
      refuses(
          "write: expected a tensor of integers, got f F32[2, 3] (state)",
          () -> backend.write(f, new int[6]));
      refuses(
          "write: expected a tensor of real numbers, got i I32[4] (state)",
          () -> backend.write(i, new float[4]));
      refuses("write: f F32[2, 3]: expected 6 values, got 7", () -> backend.write(f, new float[7]));
      refuses("write: i I32[4]: expected 4 values, got 0", () -> backend.write(i, new int[0]));
      refuses(
          "ints: expected a tensor of integers, got f F32[2, 3] (state)", () -> backend.ints(f));
      refuses(
          "floats: expected a tensor of real numbers, got i I32[4] (state)",
          () -> backend.floats(i));
      new Small(backend).run(5, 1); // what was written waits no more, wherever it waited
    }
    refuses(NullPointerException.class, "write: tensor", () -> backend.write(null, new float[1]));
  }

  /** Rows of 5 and of 3, which some backends pad; what is beside the target stays. */
  @Test
  void elementsAreCopiedFromStateToState() {
    for (DataType type : new DataType[] {DataType.F32, DataType.F16}) {
      Tensor source = backend.state("source", type, 2, 4, 5);
      Tensor target = backend.state("target", type, 7, 3);
      backend.write(source, ramp(40, 2));
      backend.write(target, ramp(21, -3));
      float[] from = backend.floats(source);
      float[] expected = backend.floats(target);
      System.arraycopy(from, 17, expected, 2, 13);
      System.arraycopy(from, 39, expected, 20, 1);
      backend.copy(source, 17, target, 2, 13);
      backend.copy(source, 39, target, 20, 1);
      assertArrayEquals(expected, backend.floats(target));
      assertArrayEquals(from, backend.floats(source));
    }
    Tensor ints = backend.state("ints", DataType.I32, 6);
    Tensor others = backend.state("others", DataType.I32, 2, 4);
    backend.write(ints, new int[] {1, -2, 3, 4, 5, 6});
    backend.copy(ints, 1, others, 3, 4);
    assertArrayEquals(new int[] {0, 0, 0, -2, 3, 4, 5, 0}, backend.ints(others));
    refuses(
        "copy: others I32[2, 4]: expected elements within 0 … 7, got 2 from 7 on",
        () -> backend.copy(ints, 0, others, 7, 2));
    refuses(
        "copy: ints I32[6]: expected elements within 0 … 5, got 0 from 0 on",
        () -> backend.copy(ints, 0, others, 0, 0));
    refuses(
        "copy: expected two states of one type, got ints I32[6] (state) and ints I32[6] (state)",
        () -> backend.copy(ints, 0, ints, 3, 3));
    Tensor real = backend.state("real", DataType.F32, 6);
    refuses(
        "copy: expected two states of one type, got ints I32[6] (state) and real F32[6] (state)",
        () -> backend.copy(ints, 0, real, 0, 3));
    backend.release(ints);
    refuses(
        "copy: expected a state of this backend, got ints I32[6] (state)",
        () -> backend.copy(ints, 0, others, 0, 1));
  }

  @Test
  void statesBeginAsZerosWhereOthersLayBefore() {
    List<Tensor> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Tensor f = backend.state("f", DataType.F32, 3, 40);
      Tensor n = backend.state("n", DataType.I32, 70);
      backend.write(f, ramp(120, 5));
      int[] sevens = new int[70];
      Arrays.fill(sevens, 7);
      backend.write(n, sevens);
      others.addAll(List.of(f, n));
    }
    new Small(backend).run(5, 1); // what was written has arrived
    others.forEach(backend::release);
    for (int i = 0; i < 10; i++) {
      Tensor f = backend.state("f", DataType.F32, 2, 31);
      Tensor n = backend.state("n", DataType.I32, 33);
      assertArrayEquals(new float[62], backend.floats(f));
      assertArrayEquals(new int[33], backend.ints(n));
    }
  }

  @Test
  void narrowStatesRound() {
    float[] values = ramp(64, 0.123f);
    float[] rounded = new float[64];
    for (int i = 0; i < 64; i++) {
      rounded[i] = DataType.F16.round(values[i]);
    }
    storedOrSkipped(
        () -> {
          Tensor h = backend.state("h", DataType.F16, 1, 4, 16);
          assertArrayEquals(new float[64], backend.floats(h));
          backend.write(h, values);
          assertArrayEquals(rounded, backend.floats(h));
          refuses(
              "write: expected a tensor of integers, got h F16[1, 4, 16] (state)",
              () -> backend.write(h, new int[64]));
          refuses(
              "write: h F16[1, 4, 16]: expected 64 values, got 63",
              () -> backend.write(h, new float[63]));
          assertArrayEquals(rounded, backend.floats(h));
        });
  }

  @Test
  void tensorsOfAnotherBackendAreRefused() {
    try (Backend other = open(OPTIONS)) {
      Tensor w = other.constant("w", new float[16], 4, 4, 1);
      Tensor s = other.state("s", DataType.F32, 4);
      Tensor i = other.state("i", DataType.I32, 4);
      Tensor x = Tensor.fixed("x", DataType.F32, Tensor.Kind.INPUT, 4);
      refuses(
          "write: expected a state of this backend, got s F32[4] (state)",
          () -> backend.write(s, new float[4]));
      refuses(
          "write: expected a state of this backend, got i I32[4] (state)",
          () -> backend.write(i, new int[4]));
      refuses(
          "write: expected a state of this backend, got x F32[4] (input)",
          () -> backend.write(x, new float[4]));
      refuses(
          "floats: expected a constant of this backend, got w F32[4, 4, 1] (constant)",
          () -> backend.floats(w));
      refuses(
          "floats: expected a state of this backend, got s F32[4] (state)",
          () -> backend.floats(s));
      refuses(
          "ints: expected a state of this backend, got i I32[4] (state)", () -> backend.ints(i));
      refuses(
          "release: expected a constant of this backend, got w F32[4, 4, 1] (constant)",
          () -> backend.release(w));
      refuses(
          "release: expected a state of this backend, got x F32[4] (input)",
          () -> backend.release(x));
      long used = used();
      refuses(
          "compile: Conv1d: expected a constant of this backend, got w F32[4, 4, 1] (constant)",
          () ->
              backend.capture(
                  ops -> {
                    Tensor in = ops.input("in", DataType.F32, Dim.of(4), Dim.of(8));
                    return ops.output(
                        ops.conv1d(ops.flipChannels(in), w, null, Conv1d.Settings.DEFAULT));
                  }));
      assertEquals(used, used());
      assertArrayEquals(new float[16], other.floats(w));
      assertArrayEquals(new float[4], other.floats(s));
      Small here = new Small(backend);
      Small there = new Small(other);
      refuses(
          "copy: expected a graph of this backend, got one of another",
          () -> here.graph.copy(here.x, there.graph, there.y, 0, Small.CAPACITY));
    }
  }

  @Test
  void tensorsOfAnotherProgramAreRefused() {
    Small small = new Small(backend);
    refuses(
        "compile: FlipChannels: expected an input or an earlier result of this program, got "
            + small.y
            + " (result)",
        () -> backend.capture(ops -> ops.output(ops.flipChannels(small.y))));
    refuses(
        "compile: FlipChannels: expected an input or an earlier result of this program, got "
            + "x F32[4, time<=12] (input)",
        () -> backend.capture(ops -> ops.output(ops.flipChannels(small.x))));
    refuses(
        "compile: output: expected an input or an earlier result of this program, got "
            + "x F32[4, time<=12] (input)",
        () -> backend.capture(ops -> ops.output(small.x)));
  }

  @Test
  void releasingTwiceIsRefusedAndAGraphWithoutItsTensorsDoesNotRun() {
    Small small = new Small(backend);
    Small other = new Small(backend);
    float[] expected = small.run(5, 1);
    backend.release(small.book);
    refuses(
        "release: expected a constant of this backend, got book F32[5, 4] (constant)",
        () -> backend.release(small.book));
    refuses(
        IllegalStateException.class,
        "replay: expected all tensors of this graph alive, but book F32[5, 4] (constant) was"
            + " released",
        small.graph::replay);
    assertArrayEquals(expected, small.read(), "results are still there");
    small.graph.close();
    assertArrayEquals(expected, other.run(5, 1), "other graphs run");

    Tensor state = backend.state("s", DataType.I32, 3);
    backend.release(state);
    refuses(
        "release: expected a state of this backend, got s I32[3] (state)",
        () -> backend.release(state));
    refuses(
        "write: expected a state of this backend, got s I32[3] (state)",
        () -> backend.write(state, new int[3]));
  }

  // ---- graphs ----

  @Test
  void inputsAreCheckedOnWritingAndResultsOnReading() {
    Small small = new Small(backend);
    Small other = new Small(backend);
    float[] expected = small.run(5, 1);
    Graph graph = small.graph;
    refuses(
        "write: expected a tensor of integers, got x F32[4, time<=12] (input)",
        () -> graph.write(small.x, new int[20]));
    refuses(
        "write: expected a tensor of real numbers, got ids I32[time<=12] (input)",
        () -> graph.write(small.ids, new float[5]));
    refuses(
        "write: x F32[4, time<=12]: expected 20 values, got 48",
        () -> graph.write(small.x, new float[48]));
    refuses(
        "write: ids I32[time<=12]: expected 5 values, got 4",
        () -> graph.write(small.ids, new int[4]));
    refuses(
        "write: expected an input of this graph, got " + small.y + " (result)",
        () -> graph.write(small.y, new float[20]));
    refuses(
        "write: expected an input of this graph, got w F32[4, 4, 1] (constant)",
        () -> graph.write(small.weight, new float[16]));
    refuses(
        "write: expected an input of this graph, got x F32[4, time<=12] (input)",
        () -> graph.write(other.x, new float[20]));
    refuses(
        "floats: expected a tensor of real numbers, got " + small.codes + " (result)",
        () -> graph.floats(small.codes));
    refuses(
        "ints: expected a tensor of integers, got " + small.y + " (result)",
        () -> graph.ints(small.y));
    refuses(
        "floats: expected an input or output of this graph, got " + other.y + " (result)",
        () -> graph.floats(other.y));
    refuses(
        "floats: expected an input or output of this graph, got w F32[4, 4, 1] (constant)",
        () -> graph.floats(small.weight));
    refuses(NullPointerException.class, "write: tensor", () -> graph.write(null, new float[1]));
    assertArrayEquals(expected, small.read(), "nothing was touched");
    graph.replay();
    assertArrayEquals(expected, small.read(), "inputs neither");
    assertArrayEquals(ramp(20, 1), graph.floats(small.x), "an input can be read");
    assertArrayEquals(new int[] {1, 2, 3, 4, 0}, graph.ints(small.ids));
  }

  @Test
  void lengthsOutOfRangeAreRefused() {
    Small small = new Small(backend);
    float[] expected = small.run(5, 1);
    for (int value : new int[] {0, -1, 13, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      refuses(
          "set: length 'time': expected 1 … 12, got " + value,
          () -> small.graph.set(small.time, value));
    }
    for (Length foreign :
        List.of(
            new Length("other", 12, 0),
            new Length("time", 13, 0),
            new Length("time", 12, 1),
            new Length("time", 12, -1))) {
      refuses(
          "set: expected a length of this graph, got '" + foreign.name() + "'",
          () -> small.graph.set(foreign, 3));
    }
    small.graph.replay();
    assertArrayEquals(expected, small.read());
    for (int steps : new int[] {12, 1, 7, 5}) {
      float[] once = small.run(steps, 2);
      assertEquals(9 * steps, once.length);
      assertArrayEquals(once, small.run(steps, 2));
    }
    assertArrayEquals(expected, small.run(5, 1), "lengths leave nothing behind");
  }

  @Test
  void negativeReplaysAreRefusedAndNoneDoNothing() {
    Small small = new Small(backend);
    small.run(5, 1);
    small.write(5, 2);
    float[] before = small.read();
    refuses("replay: expected 0 times or more, got -1", () -> small.graph.replay(-1));
    small.graph.replay(0);
    assertArrayEquals(before, small.read());
  }

  @Test
  void aClosedGraphDoesNothing() {
    Small small = new Small(backend);
    Small other = new Small(backend);
    float[] expected = other.run(5, 1);
    Graph graph = small.graph;
    assertTrue(graph.bytes() > 0);
    graph.close();
    graph.close();
    String what = ": expected an open graph, got a closed one";
    closed("replay" + what, graph::replay);
    closed("set" + what, () -> graph.set(small.time, 3));
    closed("write" + what, () -> graph.write(small.x, new float[48]));
    closed("write" + what, () -> graph.write(small.ids, new int[12]));
    closed("floats" + what, () -> graph.floats(small.y));
    closed("ints" + what, () -> graph.ints(small.codes));
    assertEquals(0, graph.bytes());
    assertEquals(3, graph.program().operators().size());
    assertArrayEquals(expected, other.run(5, 1), "other graphs run");
  }

  @Test
  void aClosedBackendDoesNothing() {
    Backend closing = open(OPTIONS);
    Small small = new Small(closing);
    Tensor f = closing.state("f", DataType.F32, 3);
    Tensor i = closing.state("i", DataType.I32, 3);
    small.run(5, 1);
    closing.close();
    closing.close();
    String what = ": expected an open backend, got a closed one";
    closed("constant" + what, () -> closing.constant("w", new float[3], 3));
    closed("state" + what, () -> closing.state("s", DataType.F32, 3));
    closed("write" + what, () -> closing.write(f, new float[3]));
    closed("write" + what, () -> closing.write(i, new int[3]));
    closed("floats" + what, () -> closing.floats(f));
    closed("floats" + what, () -> closing.floats(small.weight));
    closed("ints" + what, () -> closing.ints(i));
    closed("release" + what, () -> closing.release(f));
    closed("memory" + what, closing::memory);
    closed("compile" + what, () -> closing.capture(small::record));
    closed("replay: expected an open graph, got a closed one", small.graph::replay);
    assertEquals(0, small.graph.bytes());
    small.graph.close();
    assertEquals(name, closing.name());
    assertFalse(closing.device().isBlank());
  }

  /** An input, and the same upside down. */
  private record Flipped(Length time, Tensor x, Tensor y) {}

  private Capture<Flipped> flipped(int rows, int capacity) {
    return backend.capture(
        ops -> {
          Length time = ops.length("steps", capacity);
          Tensor x = ops.input("x", DataType.F32, Dim.of(rows), time.dim());
          return new Flipped(time, x, ops.output(ops.flipChannels(x)));
        });
  }

  @Test
  void aGraphTakesPartOfWhatAnotherComputed() {
    Capture<Flipped> source = flipped(4, 23);
    Capture<Flipped> target = flipped(4, 9);
    Flipped s = source.ends();
    Flipped t = target.ends();
    float[] data = ramp(4 * 13, 0.3f);
    source.set(s.time, 13).write(s.x, data).replay();
    for (int[] part : new int[][] {{0, 9}, {4, 9}, {5, 7}, {12, 1}, {0, 1}}) {
      float[] expected = new float[4 * part[1]];
      for (int row = 0; row < 4; row++) { // upside down twice
        System.arraycopy(data, row * 13 + part[0], expected, row * part[1], part[1]);
      }
      target.set(t.time, part[1]).copy(t.x, source, s.y, part[0], part[1]).replay();
      assertArrayEquals(expected, target.floats(t.y));
    }
    source.finish();
    refuses(
        "copy: expected steps among the 13 of " + s.y + ", got 5 … 13",
        () -> target.set(t.time, 9).copy(t.x, source, s.y, 5, 9));
    refuses(
        "copy: " + t.x + ": expected 36 values, got 32", () -> target.copy(t.x, source, s.y, 0, 8));
    Capture<Flipped> narrow = flipped(3, 9);
    refuses(
        "copy: expected an F32 output of the fixed rows of " + t.x + ", got " + narrow.ends().y,
        () -> target.copy(t.x, narrow, narrow.ends().y, 0, 9));
    refuses(
        "copy: expected an input or output of this graph, got " + s.y + " (result)",
        () -> target.copy(t.x, narrow, s.y, 0, 9));
    source.close();
    refuses(
        IllegalStateException.class,
        "copy: expected an open graph, got a closed one",
        () -> target.copy(t.x, source, s.y, 0, 9));
  }

  @Test
  void probesAreReadOnlyWhereTheCaptureIsProbing() {
    for (boolean probing : new boolean[] {true, false}) {
      Capture<Tensor> capture =
          backend.capture(
              probing ? seen -> {} : null,
              ops -> {
                Tensor x = ops.input("x", DataType.F32, Dim.of(2), Dim.of(3));
                Tensor probed = ops.probe("between", ops.flipChannels(x));
                ops.output(ops.flipChannels(ops.flipChannels(ops.flipChannels(probed))));
                return probed;
              });
      Graph graph = capture.graph();
      Tensor probed = capture.ends();
      graph.write(graph.program().inputs().getFirst(), new float[] {1, 2, 3, 4, 5, 6});
      graph.replay();
      assertArrayEquals(
          new float[] {1, 2, 3, 4, 5, 6}, graph.floats(graph.program().outputs().getFirst()));
      if (probing) {
        assertArrayEquals(new float[] {4, 5, 6, 1, 2, 3}, graph.floats(probed));
      } else {
        refuses(
            "floats: expected an input or output of this graph, got " + probed + " (result)",
            () -> graph.floats(probed));
      }
    }
  }

  @Test
  void replaysAreDeterministicAndManyAreAsManySingleOnes() {
    SamplerState a = sampler();
    SamplerState b = sampler();
    Graph three = sampling(a);
    Graph single = sampling(b);
    three.replay(3);
    for (int i = 0; i < 3; i++) {
      single.replay();
    }
    assertArrayEquals(new int[] {3, 3}, backend.ints(a.step()));
    assertArrayEquals(backend.ints(a.codes()), backend.ints(b.codes()));
    assertArrayEquals(backend.ints(a.seen()), backend.ints(b.seen()));
    assertArrayEquals(backend.ints(a.position()), backend.ints(b.position()));
    Tensor probabilities = three.program().outputs().getFirst();
    assertArrayEquals(
        three.floats(probabilities), single.floats(single.program().outputs().getFirst()));
  }

  private SamplerState sampler() {
    SamplerState state = SamplerState.allocate(backend, 2, 9, 8);
    backend.write(state.settings(), new float[] {1.2f, 0.9f, 0.8f, 1.2f, 0.9f, 0.8f});
    backend.write(state.limits(), new int[] {5, 7, 4, 42, 7, 5, 7, 4, 42, 7});
    backend.write(state.stream(), new int[] {3, 4});
    return state;
  }

  private Graph sampling(SamplerState state) {
    Graph graph =
        backend
            .capture(
                ops ->
                    ops.output(
                        ops.sampleCode(
                            ops.input("logits", DataType.F32, Dim.of(2), Dim.of(1), Dim.of(9)),
                            state)))
            .graph();
    graph.write(graph.program().inputs().getFirst(), ramp(18, 0.2f));
    return graph;
  }

  @Test
  void graphsInterleaveAndShareStatesOnly() {
    Small a = new Small(backend);
    Small b = new Small(backend);
    float[] alone = a.run(7, 1);
    float[] other = b.run(12, 3);
    a.write(7, 1);
    b.write(12, 3);
    a.graph.replay();
    b.graph.replay();
    assertArrayEquals(alone, a.read());
    a.graph.replay();
    assertArrayEquals(other, b.read());
    b.graph.set(b.time, 2);
    a.graph.replay();
    assertArrayEquals(alone, a.read(), "a length of one graph is none of the other's");

    SamplerState state = sampler();
    Graph first = sampling(state);
    Graph second = sampling(state);
    SamplerState expected = sampler();
    sampling(expected).replay(4);
    first.replay();
    second.replay(2);
    first.replay();
    assertArrayEquals(backend.ints(expected.codes()), backend.ints(state.codes()));
    assertArrayEquals(new int[] {4, 4}, backend.ints(state.step()));
  }

  // ---- memory ----

  private static final int ROWS = 8;
  private static final int WIDTH = 16;

  /** A chain of products that needs nothing but a weight, its slots and what a capture takes. */
  private static Graph chain(Backend backend, Tensor weight, int rows) {
    return backend
        .capture(
            ops -> {
              Tensor x = ops.input("x", DataType.F32, Dim.of(rows), Dim.of(WIDTH));
              for (int i = 0; i < 4; i++) {
                x = ops.linear(x, weight, null, Activation.NONE);
              }
              return ops.output(x);
            })
        .graph();
  }

  @Test
  void statesAndConstantsAreCountedToTheByte() {
    long before = used();
    for (DataType type : DataType.values()) {
      if (type != DataType.I8) {
        grows(
            type,
            elements -> backend.state("s", type, 1, (int) (elements / WIDTH), WIDTH),
            backend::release);
      }
      if (type != DataType.I32) {
        grows(
            type,
            elements ->
                backend.constant(
                    "w", type, new float[(int) elements], WIDTH, (int) elements / WIDTH),
            backend::release);
      }
    }
    assertEquals(before, used());
    assertTrue(backend.memory().peak() > before);
    assertTrue(backend.memory().capacity() >= backend.memory().peak());
  }

  /** What twice the elements take beyond once is the elements', whatever else a tensor takes. */
  private void grows(DataType type, LongFunction<Tensor> make, Consumer<Tensor> release) {
    long[] taken = new long[3];
    for (int i = 0; i < taken.length; i++) {
      long before = used();
      try {
        Tensor tensor = make.apply((i + 1) * 256L);
        taken[i] = used() - before;
        assertTrue(taken[i] >= tensor.bytes(), () -> tensor + " takes too little");
        assertTrue(peak() >= before + taken[i]);
        release.accept(tensor);
      } catch (UnsupportedStorageException e) {
        return;
      }
      assertEquals(before, used(), "released");
    }
    assertEquals(taken[1] - taken[0], taken[2] - taken[1]);
    long each = (taken[1] - taken[0]) / 256;
    assertTrue(
        each == (widens() ? Float.BYTES : type.bytes()),
        () -> type + " takes " + each + " bytes an element");
  }

  private long peak() {
    return backend.memory().peak();
  }

  @Test
  void graphsAreCountedToTheByteAndAsPlanned() {
    Tensor weight = backend.constant("w", ramp(WIDTH * WIDTH, 0.1f), WIDTH, WIDTH);
    chain(backend, weight, ROWS).close(); // the weight has the form it is wanted in
    long before = used();
    long[] taken = new long[3];
    long[] planned = new long[3];
    for (int i = 0; i < 3; i++) {
      Graph graph = chain(backend, weight, ROWS * (i + 1));
      taken[i] = used() - before;
      planned[i] = MemoryPlan.of(graph.program()).bytes();
      assertEquals(taken[i], graph.bytes());
      assertTrue(taken[i] >= planned[i], () -> Arrays.toString(taken) + Arrays.toString(planned));
      graph.write(graph.program().inputs().getFirst(), new float[ROWS * (i + 1) * WIDTH]);
      graph.replay();
      graph.floats(graph.program().outputs().getFirst());
      assertEquals(before + taken[i], used(), "running takes nothing");
      graph.close();
      assertEquals(before, used());
    }
    assertEquals(planned[1] - planned[0], taken[1] - taken[0]);
    assertEquals(planned[2] - planned[1], taken[2] - taken[1]);
  }

  /** However far it gets: a capture that fails leaves nothing, and the backend goes on. */
  @Test
  void aCaptureThatFailsHalfWayGivesEverythingBack() {
    long weight;
    long graph;
    try (Backend roomy = open(OPTIONS)) {
      Tensor w = roomy.constant("w", new float[WIDTH * WIDTH], WIDTH, WIDTH);
      chain(roomy, w, ROWS).close();
      weight = roomy.memory().used();
      graph = chain(roomy, w, ROWS).bytes();
    }
    for (long room : new long[] {0, graph / 5, graph / 2, graph * 3 / 4, graph - 65, graph - 1}) {
      try (Backend tight = open(OPTIONS.withMemory(weight + room))) {
        Tensor w = tight.constant("w", ramp(WIDTH * WIDTH, 0.1f), WIDTH, WIDTH);
        for (int i = 0; i < 2; i++) {
          DeviceMemoryException e =
              assertThrows(DeviceMemoryException.class, () -> chain(tight, w, ROWS));
          assertTrue(e.getMessage().matches("(?s).* needs \\d.* MB on .*"), e::getMessage);
          assertEquals(weight, tight.memory().used(), "with room for " + room + " of " + graph);
        }
        assertArrayEquals(ramp(WIDTH * WIDTH, 0.1f), tight.floats(w));
      }
    }
    try (Backend exact = open(OPTIONS.withMemory(weight + graph))) {
      Tensor w = exact.constant("w", ramp(WIDTH * WIDTH, 0.1f), WIDTH, WIDTH);
      chain(exact, w, ROWS).replay();
      assertEquals(0, exact.memory().free());
      assertThrows(DeviceMemoryException.class, () -> exact.state("s", DataType.F32, 1));
      assertThrows(DeviceMemoryException.class, () -> exact.constant("w", new float[1], 1));
      assertEquals(0, exact.memory().free());
    }
  }

  /** Weights that kernels may want in other forms than they came in, and a chain that uses them. */
  private static final class Packed {

    final Backend backend;
    final List<Tensor> weights = new ArrayList<>();

    Packed(Backend backend) {
      this.backend = backend;
      for (int[] shape : new int[][] {{5, 4, 3}, {5, 5, 3}, {7, 5}, {3, 5, 1}}) {
        int elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        weights.add(backend.constant("w" + elements, ramp(elements, 0.2f), shape));
      }
    }

    Graph capture() {
      return backend
          .capture(
              ops -> {
                Tensor x = ops.input("x", DataType.F32, Dim.of(4), Dim.of(8));
                Conv1d.Settings same = Conv1d.Settings.DEFAULT.same(3, 1);
                x = ops.conv1d(x, weights.get(0), null, same);
                x = ops.conv1d(x, weights.get(1), null, same);
                Tensor codes = ops.nearestCode(x, weights.get(2));
                x = ops.lookup(codes, weights.get(2), 1);
                return ops.output(ops.conv1d(x, weights.get(3), null, Conv1d.Settings.DEFAULT));
              })
          .graph();
    }

    static float[] run(Graph graph) {
      graph.write(graph.program().inputs().getFirst(), ramp(32, 0.3f));
      graph.replay();
      return graph.floats(graph.program().outputs().getFirst());
    }
  }

  /** So do the forms of weights that were made for it: wherever it fails, they are as they were. */
  @Test
  void aCaptureThatFailsLeavesWeightsAsTheyWere() {
    long before;
    long after;
    float[] expected;
    try (Backend roomy = open(OPTIONS)) {
      Packed packed = new Packed(roomy);
      before = roomy.memory().used();
      try (Graph graph = packed.capture()) {
        after = roomy.memory().used();
        expected = Packed.run(graph);
      }
    }
    try (Backend tight = open(OPTIONS.withMemory(after))) {
      Packed packed = new Packed(tight);
      assertEquals(before, tight.memory().used());
      Tensor least = tight.state("least", DataType.F32, 1);
      long margin = tight.memory().used() - before; // what any state takes
      tight.release(least);
      int attempts = 0;
      for (long taken = margin; taken <= after - before; taken += 64) {
        int elements = (int) Math.max(1, (taken - margin) / Float.BYTES);
        Tensor filler = tight.state("filler", DataType.F32, elements);
        long used = tight.memory().used();
        assertThrows(DeviceMemoryException.class, packed::capture);
        assertEquals(used, tight.memory().used(), "with " + tight.memory().free() + " bytes free");
        tight.release(filler);
        for (Tensor weight : packed.weights) {
          assertArrayEquals(ramp(weight.elements(), 0.2f), tight.floats(weight));
        }
        attempts++;
      }
      assertTrue(attempts > 5, "attempts: " + attempts);
      assertEquals(before, tight.memory().used());
      assertArrayEquals(expected, Packed.run(packed.capture()));
      assertEquals(0, tight.memory().free());
    }
  }

  // ---- what lies beside the data ----

  /**
   * Over all small operator cases, between guards: nothing is written outside of what an operator
   * says it writes; what lies behind the lengths in force changes no bit of the results; a second
   * run gives the same bits; and all memory comes back.
   */
  @Test
  void operatorsTouchOnlyWhatIsTheirs() {
    List<String> missed = new ArrayList<>();
    int cases = 0;
    try (Backend guarded = open(OPTIONS.withGuards(true))) {
      long before = guarded.memory().used();
      for (OperatorCase operatorCase : OperatorCases.all()) {
        if (operatorCase.real()) {
          continue;
        }
        cases++;
        try {
          GuardedCase.run(operatorCase, guarded);
          assertEquals(before, guarded.memory().used(), "memory did not come back");
        } catch (UnsupportedStorageException e) {
          // shown by the verifier
        } catch (RuntimeException | AssertionError e) { // one must not hide the others
          missed.add(operatorCase + ": " + e.getMessage());
          before = guarded.memory().used();
        }
      }
    }
    assertEquals("", String.join("\n", missed));
    assertTrue(cases > 300, "cases: " + cases);
  }

  /** A step writes the cache row at its position, and none where the cache is full. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void noOtherCacheRowIsWritten(int rows) {
    int capacity = 9;
    int d = 16;
    int[] positions = {4, capacity - 2}; // of three rows one does not fit
    Tensor weight = backend.constant("w", ramp(3 * d * d, 0.1f), 3 * d, d);
    Tensor bias = backend.constant("b", ramp(3 * d, 0.2f), 3 * d);
    Tensor keys = backend.state("keys", DataType.F32, 2, capacity, d);
    Tensor values = backend.state("values", DataType.F32, 2, capacity, d);
    Tensor position = backend.state("position", DataType.I32, 2);
    Graph graph =
        backend
            .capture(
                ops -> {
                  Tensor x = ops.input("x", DataType.F32, Dim.of(2), Dim.of(rows), Dim.of(d));
                  return ops.output(ops.projectQkv(x, weight, bias, keys, values, position));
                })
            .graph();
    float[] before = ramp(2 * capacity * d, 100);
    backend.write(keys, before);
    backend.write(values, before);
    backend.write(position, positions);
    graph.write(graph.program().inputs().getFirst(), ramp(2 * rows * d, 0.3f));
    graph.replay();
    for (Tensor cache : List.of(keys, values)) {
      float[] after = backend.floats(cache);
      for (int i = 0; i < after.length; i++) {
        int row = i / d % capacity;
        int first = positions[i / d / capacity];
        boolean written = row >= first && row < first + rows;
        assertEquals(written, after[i] != before[i], cache + " row " + row + " of " + first);
      }
    }
  }

  /** Rows of the cache before the first and behind the last are never looked at. */
  @ParameterizedTest
  @ValueSource(strings = {"decode F32", "decode F16", "prefill F32", "prefill F16"})
  void unusedCacheRowsChangeNothing(String kind) {
    DataType storage = kind.endsWith("F16") ? DataType.F16 : DataType.F32;
    boolean decode = kind.startsWith("decode");
    int items = 2;
    int capacity = 37;
    int d = 32;
    int rows = decode ? 1 : 20;
    int[] start = {3, 0};
    int[] last = decode ? new int[] {19, 36} : new int[] {19, 19}; // row seen last
    storedOrSkipped(
        () -> {
          Tensor keys = backend.state("keys", storage, items, capacity, d);
          Tensor values = backend.state("values", storage, items, capacity, d);
          Tensor starts = backend.state("start", DataType.I32, items);
          Tensor ends = backend.state("end", DataType.I32, items);
          Graph graph =
              backend
                  .capture(
                      ops -> {
                        Tensor q =
                            ops.input("q", DataType.F32, Dim.of(items), Dim.of(rows), Dim.of(d));
                        return ops.output(
                            decode
                                ? ops.decodeAttention(q, keys, values, starts, ends, 2)
                                : ops.prefillAttention(q, keys, values, starts, ends, 2));
                      })
                  .graph();
          graph.write(graph.program().inputs().getFirst(), ramp(items * rows * d, 0.1f));
          backend.write(starts, start);
          backend.write(ends, decode ? last : new int[] {9, 20});
          float[] clean = null;
          for (double garbage :
              new double[] {0, Double.NaN, LARGEST, -LARGEST, Double.NEGATIVE_INFINITY}) {
            float[] cache = ramp(items * capacity * d, 0.05f);
            for (int i = 0; i < cache.length; i++) {
              int row = i / d % capacity;
              int item = i / d / capacity;
              if (row < start[item] || row > last[item]) {
                cache[i] = (float) garbage;
              }
            }
            backend.write(keys, cache);
            backend.write(values, cache);
            graph.replay();
            float[] result = graph.floats(graph.program().outputs().getFirst());
            if (clean == null) {
              clean = result;
            }
            assertArrayEquals(clean, result, "with " + garbage + " in unused rows");
          }
          for (float value : clean) {
            assertTrue(Float.isFinite(value));
          }
        });
  }
}
