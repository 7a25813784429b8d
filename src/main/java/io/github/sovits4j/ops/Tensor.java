package io.github.sovits4j.ops;

import java.util.Arrays;
import java.util.List;

/**
 * A handle to device memory: what it is called, its element type and its shape. Two tensors are
 * equal only if they are the same object. Data is reached through the {@link Backend} (constants,
 * states) or the {@link Graph} (inputs, results kept as outputs).
 */
public final class Tensor {

  /** Who owns the memory and how long it lives. */
  public enum Kind {
    /** A weight: written once, read by any graph. */
    CONSTANT,
    /** Lives across replays and graphs: caches, counters, sampling state. */
    STATE,
    /** Belongs to one graph; the host writes it before a replay. */
    INPUT,
    /** Computed by an operator of one graph. */
    RESULT
  }

  private final String name;
  private final DataType type;
  private final Kind kind;
  private final List<Dim> dims;

  /** Made by {@link Ops} and by backends. */
  public Tensor(String name, DataType type, Kind kind, List<Dim> dims) {
    this.name = name;
    this.type = type;
    this.kind = kind;
    this.dims = List.copyOf(dims);
    if (type == DataType.I8 && (kind != Kind.CONSTANT || dims.size() != 2)) {
      throw new IllegalArgumentException(this + ": expected a constant matrix for " + type);
    }
    if (type == DataType.F16 && kind != Kind.CONSTANT && kind != Kind.STATE) {
      throw new IllegalArgumentException(this + ": expected a constant or a state for " + type);
    }
    if (kind == Kind.CONSTANT || kind == Kind.STATE) {
      for (Dim dim : dims) {
        if (!dim.fixed()) {
          throw new IllegalArgumentException(this + ": a " + kind + " needs a fixed shape");
        }
      }
    }
    double elements = 1;
    for (Dim dim : dims) {
      elements *= dim.capacity();
    }
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          this + ": expected at most " + Integer.MAX_VALUE + " elements");
    }
  }

  /** A tensor with a fixed shape. */
  public static Tensor fixed(String name, DataType type, Kind kind, int... shape) {
    return new Tensor(name, type, kind, Arrays.stream(shape).mapToObj(Dim::of).toList());
  }

  /** The name, for messages and profiles. */
  public String name() {
    return name;
  }

  /** The element type. */
  public DataType type() {
    return type;
  }

  /** Who owns the memory. */
  public Kind kind() {
    return kind;
  }

  /** All extents, outermost first. */
  public List<Dim> dims() {
    return dims;
  }

  /** Extent of an axis; negative counts from the end. */
  public Dim dim(int axis) {
    return dims.get(axis < 0 ? dims.size() + axis : axis);
  }

  /** Capacity of an axis; negative counts from the end. */
  public int size(int axis) {
    return dim(axis).capacity();
  }

  /** Number of axes. */
  public int rank() {
    return dims.size();
  }

  /** Number of elements the memory holds. */
  public int elements() {
    int n = 1;
    for (Dim dim : dims) {
      n = Math.multiplyExact(n, dim.capacity());
    }
    return n;
  }

  /** Bytes at this type's width; with the factors of the rows where it has them. */
  public long bytes() {
    long factors = type == DataType.I8 ? (long) size(0) * Float.BYTES : 0;
    return (long) elements() * type.bytes() + factors;
  }

  @Override
  public String toString() {
    return name + ' ' + type + dims;
  }
}
