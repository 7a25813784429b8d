package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Everything that computes the elements of {@code y[outer, inner]} independently of each other, in
 * one kernel: what an element is depends on the kind. One kernel, because compiling one takes
 * longer than running all of these.
 */
final class ElementKernels {

  // Descriptor: what all kinds share. Each kind's own begins at OWN.
  static final int KIND = 0;
  static final int OUTER = 1;
  static final int INNER = 2; // an extent
  static final int Y = 4;
  static final int Y_ROW = 5;
  static final int OWN = 6;
  static final int SIZE = 20;

  // Kinds.
  static final int SLICE = 0;
  static final int CROSS_FADE = 1;
  static final int INTERPOLATE = 2;
  static final int MEAN = 3;
  static final int GATE = 4;
  static final int FLIP = 5;
  static final int PARAMETRIC_RELU = 6;
  static final int SAMPLE_PRIOR = 7;
  static final int MAGNITUDE = 8;
  static final int EMBED_ROWS = 9;
  static final int EMBED_TOKEN = 10;
  static final int LOOKUP = 11;
  static final int LAST_ROW = 12;

  private ElementKernels() {}

  /** One work-item per element, in a grid-stride loop; any work-group size does. */
  static void elements(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = cursor.get(slot);
    int kind = ints.get(d + KIND);
    int inner = Scalars.extent(ints, d + INNER);
    int n = ints.get(d + OUTER) * inner;
    for (int e = context.globalIdx; e < n; e += context.globalGroupSizeX) {
      int o = e / inner;
      int i = e - o * inner;
      float value = 0f;
      if (kind == SLICE) {
        value = TimeKernels.slice(memory, ints, d, o, i);
      } else if (kind == CROSS_FADE) {
        value = TimeKernels.crossFade(memory, ints, d, o, i);
      } else if (kind == INTERPOLATE) {
        value = TimeKernels.interpolate(memory, ints, d, o, i);
      } else if (kind == MEAN) {
        value = TimeKernels.mean(memory, ints, d, o);
      } else if (kind == GATE) {
        value = ChannelKernels.gate(memory, ints, d, o, i);
      } else if (kind == FLIP) {
        value = ChannelKernels.flip(memory, ints, d, o, i);
      } else if (kind == PARAMETRIC_RELU) {
        value = ChannelKernels.parametricRelu(memory, ints, d, o, i);
      } else if (kind == SAMPLE_PRIOR) {
        value = SamplingKernels.prior(memory, ints, d, o, i);
      } else if (kind == MAGNITUDE) {
        value = ChannelKernels.magnitude(memory, ints, d, o, i);
      } else if (kind == EMBED_ROWS) {
        value = EmbeddingKernels.row(memory, ints, d, o, i);
      } else if (kind == EMBED_TOKEN) {
        value = EmbeddingKernels.token(memory, ints, d, o, i);
      } else if (kind == LOOKUP) {
        value = EmbeddingKernels.lookup(memory, ints, d, o, i);
      } else {
        value = EmbeddingKernels.lastRow(memory, ints, d, o, i);
      }
      memory.set(ints.get(d + Y) + o * ints.get(d + Y_ROW) + i, value);
    }
  }
}
