package io.github.sovits4j.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.PreparedCase;
import io.github.sovits4j.verify.Values;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One operator case, looked at for everything but right numbers. */
final class GuardedCase {

  private final Backend backend;
  private final PreparedCase prepared;

  private GuardedCase(Backend backend, PreparedCase prepared) {
    this.backend = backend;
    this.prepared = prepared;
  }

  /** Fails when the case writes what is not its own, or reads behind a length in force. */
  static void run(OperatorCase operatorCase, Backend backend) {
    try (PreparedCase prepared = operatorCase.prepare(backend)) {
      new GuardedCase(backend, prepared).run();
    } // looks at the guards
  }

  private void run() {
    // The only graph there is shares nothing with others.
    long planned = backend.bytesOf(prepared.graph().program());
    assertEquals(planned, prepared.graph().bytes(), "planned, and taken");
    Map<Tensor, Object> unwritten = unwritten(); // as far as it can be read before a run
    prepared.run();
    List<Values> first = prepared.read();
    unwritten.forEach(
        (tensor, before) ->
            same("overwrites " + tensor + ", which it only reads", before, read(tensor)));
    prepared.run();
    same("a second run gives other bits", first, prepared.read());
    prepared.reset();
    if (fillBehind(Float.MAX_VALUE, 0)) {
      prepared.graph().replay(prepared.replays());
      same("reads behind a length in force", first, prepared.read());
    }
  }

  private Map<Tensor, Object> unwritten() {
    Set<Tensor> written = new HashSet<>();
    for (Operator operator : prepared.graph().program().operators()) {
      written.addAll(operator.writes());
    }
    Map<Tensor, Object> unwritten = new LinkedHashMap<>();
    for (Tensor tensor : prepared.data().keySet()) {
      if (!written.contains(tensor)) {
        unwritten.put(tensor, read(tensor));
      }
    }
    return unwritten;
  }

  private Object read(Tensor tensor) {
    boolean input = tensor.kind() == Tensor.Kind.INPUT;
    if (tensor.type().real()) {
      return input ? prepared.graph().floats(tensor) : backend.floats(tensor);
    }
    return input ? prepared.graph().ints(tensor) : backend.ints(tensor);
  }

  /** Puts other garbage behind the lengths than a run does; false where there are none. */
  private boolean fillBehind(float real, int id) {
    Graph graph = prepared.graph();
    List<Length> lengths = graph.program().lengths();
    lengths.forEach(length -> graph.set(length, length.capacity()));
    boolean any = false;
    for (Tensor input : graph.program().inputs()) {
      if (!input.dims().stream().allMatch(Dim::fixed)) {
        any = true;
        if (input.type().real()) {
          float[] values = new float[input.elements()];
          Arrays.fill(values, real);
          graph.write(input, values);
        } else {
          int[] values = new int[input.elements()];
          Arrays.fill(values, id);
          graph.write(input, values);
        }
      }
    }
    lengths.forEach(length -> graph.set(length, prepared.value(length.dim())));
    for (Tensor input : graph.program().inputs()) {
      switch (prepared.data().get(input)) {
        case float[] values -> graph.write(input, values);
        case int[] values -> graph.write(input, values);
        default -> throw new AssertionError(input);
      }
    }
    return any;
  }

  private static void same(String message, List<Values> expected, List<Values> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      Values a = expected.get(i);
      Values b = actual.get(i);
      same(
          message + ": " + a.name(),
          a.floats() != null ? a.floats() : a.ids(),
          b.floats() != null ? b.floats() : b.ids());
    }
  }

  private static void same(String message, Object expected, Object actual) {
    if (expected instanceof float[] floats) {
      assertArrayEquals(bits(floats), bits((float[]) actual), message);
    } else {
      assertArrayEquals((int[]) expected, (int[]) actual, message);
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
    return bits;
  }
}
