package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;

/** A program to talk about, of one product. */
final class MadeUp {

  private MadeUp() {}

  static Program program() {
    Ops ops = new Ops(false);
    Tensor weight = Tensor.fixed("weight", DataType.F32, Tensor.Kind.CONSTANT, 32, 16);
    Tensor x = ops.input("x", DataType.F32, Dim.of(4), Dim.of(16));
    ops.output(ops.linear(x, weight, null, Activation.NONE));
    return ops.program();
  }
}
