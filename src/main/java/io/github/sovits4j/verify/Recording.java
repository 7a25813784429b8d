package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a case is recorded on: makes tensors together with their seeded, signed data, and remembers
 * what is compared afterwards.
 */
public final class Recording {

  private final Backend backend;
  private final Ops ops = new Ops();
  private long seed;

  final Map<Tensor, Object> data = new LinkedHashMap<>(); // packed, in the shape in force
  final List<Integer> lengths = new ArrayList<>(); // in force, of those that follow from no other
  final List<Tensor> compared = new ArrayList<>();
  int replays = 1;

  Recording(Backend backend, String name) {
    this.backend = backend;
    this.seed = name.hashCode();
  }

  /** Where the operator is recorded. */
  public Ops ops() {
    return ops;
  }

  // ---- data ----

  /** Signed values of this deviation around 0, bell-shaped, at most 3.5 deviations away. */
  public float[] normal(float deviation, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      long word = next();
      long sum =
          (word & 0xffff) + (word >>> 16 & 0xffff) + (word >>> 32 & 0xffff) + (word >>> 48) + 2;
      values[i] = (sum / 65536f - 2) * 1.7320508f * deviation; // four uniforms, variance 4/12
    }
    return values;
  }

  /** Ids below a bound. */
  public int[] below(int bound, int n) {
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = (int) ((next() >>> 33) % bound);
    }
    return values;
  }

  /** SplitMix64. */
  private long next() {
    seed += 0x9E3779B97F4A7C15L;
    long z = seed;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  // ---- shapes ----

  /** A dynamic extent: {@code value} in force, room for {@code capacity}. */
  public Dim length(int value, int capacity) {
    Length length = ops.length("n" + lengths.size(), capacity);
    lengths.add(value);
    return length.dim();
  }

  /** Elements of the shape in force. */
  int elements(Dim... dims) {
    int n = 1;
    for (Dim dim : dims) {
      n *= dim.value(lengths.stream().mapToInt(Integer::intValue).toArray());
    }
    return n;
  }

  private static Dim[] dims(int... shape) {
    return Arrays.stream(shape).mapToObj(Dim::of).toArray(Dim[]::new);
  }

  // ---- tensors ----

  /** Activations of deviation 1. */
  public Tensor input(Dim... dims) {
    return input(normal(1, elements(dims)), dims);
  }

  /** Activations of deviation 1, of a fixed shape. */
  public Tensor input(int... shape) {
    return input(dims(shape));
  }

  /** An input with this data, packed in the shape in force. */
  public Tensor input(float[] values, Dim... dims) {
    return keep(ops.input("x" + data.size(), DataType.F32, dims), values);
  }

  /** An input with this data, of a fixed shape. */
  public Tensor input(float[] values, int... shape) {
    return input(values, dims(shape));
  }

  /** Ids with this data, packed in the shape in force. */
  public Tensor ids(int[] values, Dim... dims) {
    return keep(ops.input("ids" + data.size(), DataType.I32, dims), values);
  }

  /** Ids below a bound. */
  public Tensor idsBelow(int bound, Dim... dims) {
    return ids(below(bound, elements(dims)), dims);
  }

  /** Ids or counters with this data, one per item. */
  public Tensor ids(int... values) {
    return ids(values, Dim.of(values.length));
  }

  /** A weight whose products keep the deviation of what they are applied to. */
  public Tensor weight(int... shape) {
    int fanIn = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      fanIn *= shape[axis];
    }
    return constant(0, (float) (1 / Math.sqrt(fanIn)), shape);
  }

  /** A matrix of products over rows, in this storage. */
  public Tensor matrix(DataType storage, int out, int in) {
    return matrix(storage, normal((float) (1 / Math.sqrt(in)), out * in), out, in);
  }

  /** A matrix of products over rows with this data, in this storage. */
  public Tensor matrix(DataType storage, float[] values, int out, int in) {
    return keep(backend.constant("w" + data.size(), storage, values.clone(), out, in), values);
  }

  /** A bias. */
  public Tensor bias(int n) {
    return constant(0, 0.3f, n);
  }

  /** A weight of this mean and deviation. */
  public Tensor constant(float mean, float deviation, int... shape) {
    float[] values = normal(deviation, elements(dims(shape)));
    for (int i = 0; i < values.length; i++) {
      values[i] += mean;
    }
    return constant(values, shape);
  }

  /** A weight with this data. */
  public Tensor constant(float[] values, int... shape) {
    return keep(backend.constant("w" + data.size(), values.clone(), shape), values);
  }

  /** A state that starts with this data. */
  public Tensor state(float[] values, int... shape) {
    return state(DataType.F32, values, shape);
  }

  /** A state in this storage that starts with this data. */
  public Tensor state(DataType storage, float[] values, int... shape) {
    return keep(backend.state("state" + data.size(), storage, shape), values);
  }

  /** A state that starts with this data. */
  public Tensor state(int[] values, int... shape) {
    return keep(backend.state("state" + data.size(), DataType.I32, shape), values);
  }

  /** Counters on the device, one per item. */
  public Tensor counters(int... values) {
    return state(values, values.length);
  }

  /** Gives weights and states back. */
  void release() {
    data.keySet().stream()
        .filter(t -> t.kind() == Tensor.Kind.CONSTANT || t.kind() == Tensor.Kind.STATE)
        .forEach(backend::release);
    data.clear();
  }

  private Tensor keep(Tensor tensor, Object values) {
    data.put(tensor, values);
    return tensor;
  }

  // ---- what is looked at ----

  /** Compares a result. */
  public void output(Tensor result) {
    compare(ops.output(result));
  }

  /** Compares a state. */
  public void compare(Tensor state) {
    compared.add(state);
  }

  /** Runs the graph this often, not once. */
  public void replays(int times) {
    replays = times;
  }
}
