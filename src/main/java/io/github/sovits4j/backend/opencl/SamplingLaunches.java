package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.SamplePrior;
import io.github.sovits4j.ops.SamplerState;

/** Random draws: the next code, and the start of the flow. */
final class SamplingLaunches {

  private SamplingLaunches() {}

  static void sampleCode(SampleCode op, OpenClGraph g) {
    SamplerState state = op.state();
    int batch = op.logits().size(0);
    int vocabulary = op.logits().size(2);
    int lanes = g.shape(TunedKernel.SAMPLE_CODE).lanes();
    g.kernel(TunedKernel.SAMPLE_CODE)
        .tensor(op.logits())
        .tensor(state.settings())
        .tensor(state.limits())
        .tensor(state.stream())
        .tensor(state.seen())
        .tensor(state.position())
        .tensor(state.step())
        .tensor(state.lastCode())
        .tensor(state.codes())
        .tensor(state.status())
        .tensor(op.probabilities())
        .memory(g.extra("sampler scratch", GraphMemory.sorting(op)))
        .integers(vocabulary, state.codes().size(1))
        .launch(new long[] {lanes}, batch);
  }

  static void samplePrior(SamplePrior op, OpenClGraph g) {
    int n = op.y().size(0);
    int stride = op.y().size(1);
    g.kernel(TunedKernel.SAMPLE_PRIOR)
        .lengths()
        .axis(op.y().dim(1))
        .tensor(op.stats())
        .tensor(op.noise())
        .real(op.scale())
        .tensor(op.y())
        .integers(n, stride)
        .elements(stride, n);
  }
}
