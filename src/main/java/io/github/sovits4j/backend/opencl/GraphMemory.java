package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.MemoryPlan;
import io.github.sovits4j.ops.Operator;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.ResponseNorm;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.Spectrogram;
import java.util.function.LongUnaryOperator;

/** How much memory kernels need beside the slots of a plan, and how much a graph takes with it. */
final class GraphMemory {

  private GraphMemory() {}

  /** Bytes of the lengths in force. */
  static long lengths(int count) {
    return Math.max(1, count) * (long) Integer.BYTES;
  }

  /** Bytes that a sampler sorts in. */
  static long sorting(SampleCode op) {
    return 2 * op.logits().bytes();
  }

  /** Bytes of the roots of unity of a transform. */
  static long twiddles(Spectrogram op) {
    return Math.max(2, op.window().size(0)) * (long) Float.BYTES;
  }

  /** Bytes in which a launch leaves something to itself or the next, shared by all; mostly 0. */
  static long scratch(Operator operator) {
    return switch (operator) {
      case LinearResidualNorm op when op.y().elements() / op.y().size(-1) < RowLaunches.FEW_ROWS ->
          op.y().bytes();
      case ResponseNorm op -> op.x().size(0) * (long) Float.BYTES;
      default -> 0;
    };
  }

  /**
   * Bytes of a graph.
   *
   * @param footprint bytes that a buffer of so many takes
   */
  static long of(Program program, LongUnaryOperator footprint) {
    long bytes = footprint.applyAsLong(lengths(program.lengths().size()));
    for (MemoryPlan.Slot slot : MemoryPlan.of(program).slots()) {
      bytes += footprint.applyAsLong(slot.bytes());
    }
    long scratch = 0;
    long counters = 0;
    for (Operator operator : program.operators()) {
      if (scratch(operator) > scratch) {
        scratch = scratch(operator);
        bytes += footprint.applyAsLong(scratch);
      }
      switch (operator) {
        case SampleCode op -> bytes += footprint.applyAsLong(sorting(op));
        case Spectrogram op -> bytes += footprint.applyAsLong(twiddles(op));
        case LinearResidualNorm op when scratch(op) > 0 ->
            counters = footprint.applyAsLong(OpenClGraph.COUNTERS * (long) Integer.BYTES);
        default -> {}
      }
    }
    return bytes + counters;
  }
}
