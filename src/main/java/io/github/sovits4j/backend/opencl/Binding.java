package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/** A launch being bound: arguments in the kernel's order, then its sizes. */
final class Binding {

  private static final int FIXED = -1;

  private final OpenClGraph graph;
  private final String name;
  private final Shape shape;
  private final cl_kernel kernel;
  private int next;

  Binding(OpenClGraph graph, String name, Shape shape, cl_kernel kernel) {
    this.graph = graph;
    this.name = name;
    this.shape = shape;
    this.kernel = kernel;
  }

  /** The lengths in force. */
  Binding lengths() {
    return memory(graph.lengthBuffer());
  }

  /** The extent of an axis, for kernels that read the lengths. */
  Binding axis(Dim dim) {
    int index = dim.fixed() ? FIXED : dim.length().index();
    return set(Sizeof.cl_int2, Pointer.to(new int[] {index, dim.factor()}));
  }

  /** A tensor; null is a null pointer in the kernel. */
  Binding tensor(Tensor tensor) {
    return memory(tensor == null ? null : graph.buffer(tensor));
  }

  /** A matrix whose rows are multiplied: its elements and the factors of its rows, or null. */
  Binding matrix(Tensor weight) {
    memory(graph.buffer(weight));
    return memory(weight.kind() == Tensor.Kind.CONSTANT ? graph.constant(weight).factors() : null);
  }

  /** A weight in a form. */
  Binding weight(Tensor weight, Constant.Form form) {
    return memory(graph.buffer(weight, form));
  }

  /** Device memory. */
  Binding memory(cl_mem buffer) {
    return set(Session.memSize(), buffer == null ? null : Pointer.to(buffer));
  }

  /** Local memory of a work-group. */
  Binding local(long bytes) {
    return set(bytes, null);
  }

  Binding integers(int... values) {
    for (int value : values) {
      set(Sizeof.cl_int, Pointer.to(new int[] {value}));
    }
    return this;
  }

  Binding real(float value) {
    return set(Sizeof.cl_float, Pointer.to(new float[] {value}));
  }

  /** An activation, as {@code common.clh} numbers them. */
  Binding activation(Activation activation) {
    return integers(
        switch (activation) {
          case NONE -> 0;
          case RELU -> 1;
          case TANH -> 2;
          case MISH -> 3;
          case GELU -> 4;
          case SILU -> 5;
          case RELU20 -> 6;
          case GELU_TANH -> 7;
        });
  }

  private Binding set(long bytes, Pointer value) {
    graph.session().argument(kernel, name, next++, bytes, value);
    return this;
  }

  /** Adds the launch to the graph: groups of these sizes, as many as given, by axis. */
  void launch(long[] local, long... groups) {
    long[] global = new long[groups.length];
    long[] sizes = new long[groups.length];
    for (int axis = 0; axis < groups.length; axis++) {
      sizes[axis] = axis < local.length ? local[axis] : 1;
      global[axis] = groups[axis] * sizes[axis];
    }
    graph.add(name, kernel, global, sizes);
  }

  /** Adds a launch of one work-item per element, the first axis in groups. */
  void elements(long... counts) {
    long group = shape.get(Shape.GROUP);
    long[] groups = counts.clone();
    groups[0] = Math.ceilDiv(counts[0], group);
    launch(new long[] {group}, groups);
  }

  /**
   * Adds a launch of one work-item per vector of time steps, the first axis in groups; where the
   * shape has lanes, they are the second axis of a group.
   */
  void vectors(long time, long... counts) {
    long group = shape.get(Shape.GROUP);
    long[] groups = new long[counts.length + 1];
    groups[0] = Math.ceilDiv(time, shape.get(Shape.VEC) * group);
    System.arraycopy(counts, 0, groups, 1, counts.length);
    launch(new long[] {group, shape.lanes()}, groups);
  }
}
