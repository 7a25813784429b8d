package io.github.sovits4j.backend.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiFunction;

/** The reference backend, for an operator at a time. */
final class OneOperator implements AutoCloseable {

  private final Backend backend = new ReferenceBackend(BackendOptions.DEFAULT);

  Backend backend() {
    return backend;
  }

  /** A weight. */
  Tensor w(float[] data, int... shape) {
    return backend.constant("w", data, shape);
  }

  /** A state with these values. */
  Tensor state(float[] data, int... shape) {
    Tensor state = backend.state("s", DataType.F32, shape);
    backend.write(state, data);
    return state;
  }

  /** A state with these values, one an item. */
  Tensor state(int... data) {
    Tensor state = backend.state("i", DataType.I32, data.length);
    backend.write(state, data);
    return state;
  }

  /** What a network makes of x. */
  float[] run(float[] x, Dim[] dims, BiFunction<Ops, Tensor, Tensor> network) {
    Ops ops = new Ops();
    Tensor input = ops.input("x", DataType.F32, dims);
    Tensor y = ops.output(network.apply(ops, input));
    try (Graph graph = backend.compile(ops.program())) {
      graph.write(input, x);
      graph.replay();
      return graph.floats(y);
    }
  }

  /** What a network makes of ids. */
  float[] run(int[] ids, Dim[] dims, BiFunction<Ops, Tensor, Tensor> network) {
    Ops ops = new Ops();
    Tensor input = ops.input("ids", DataType.I32, dims);
    Tensor y = ops.output(network.apply(ops, input));
    try (Graph graph = backend.compile(ops.program())) {
      graph.write(input, ids);
      graph.replay();
      return graph.floats(y);
    }
  }

  /** Which codes a network finds in x. */
  int[] codes(float[] x, Dim[] dims, BiFunction<Ops, Tensor, Tensor> network) {
    Ops ops = new Ops();
    Tensor input = ops.input("x", DataType.F32, dims);
    Tensor y = ops.output(network.apply(ops, input));
    try (Graph graph = backend.compile(ops.program())) {
      graph.write(input, x);
      graph.replay();
      return graph.ints(y);
    }
  }

  static Dim[] dims(int... extents) {
    return Arrays.stream(extents).mapToObj(Dim::of).toArray(Dim[]::new);
  }

  /** Normal draws. */
  static float[] normal(int seed, int n) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Equal but for the rounding of results to 32 bits. */
  static void assertClose(double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 2e-6 * Math.max(1, Math.abs(expected[i])), "at " + i);
    }
  }

  static void assertClose(float[] expected, float[] actual) {
    double[] doubles = new double[expected.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = expected[i];
    }
    assertClose(doubles, actual);
  }

  @Override
  public void close() {
    backend.close();
  }
}
