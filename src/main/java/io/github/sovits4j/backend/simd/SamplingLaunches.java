package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.SamplePrior;

/** Binds random draws: the next code, and the start of the flow. */
final class SamplingLaunches {

  private static final int ROWS = 16;

  private SamplingLaunches() {}

  /** A piece is an item. */
  static void sampleCode(SampleCode op, SimdGraph g) {
    int items = op.logits().size(0);
    CodeSampler[] samplers = new CodeSampler[items];
    for (int item = 0; item < items; item++) {
      samplers[item] = new CodeSampler(op, item, g);
    }
    g.add(() -> items, (piece, scratch) -> samplers[piece].draw());
  }

  static void samplePrior(SamplePrior op, SimdGraph g) {
    int n = op.y().size(0);
    float[] stats = g.channels(op.stats());
    float[] noise = g.channels(op.noise());
    float[] y = g.channels(op.y());
    g.addRows(
        op.y().dim(1),
        ROWS,
        (from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            ElementKernels.draw(stats, t * 2 * n, noise, op.scale(), y, t * n, n);
          }
        });
  }
}
