package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Everything that computes the elements of {@code y[outer, inner]} independently of each other, in
 * one kernel: what an element is depends on the kind. One kernel, because compiling one takes
 * longer than running all of these.
 */
final class ElementTasks {

  // What all kinds share; each kind declares more.
  static final Fields FIELDS = new Fields();
  private static final int KIND = FIELDS.integer();
  static final int OUTER = FIELDS.integer();
  static final int INNER = FIELDS.extent();
  static final int Y = FIELDS.rows();

  static final Kernel ELEMENTS = Kernel.of("elements", Work.ELEMENTS, ElementTasks::elements);

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
  static final int EMBED_CODE = 10;
  static final int LOOKUP = 11;
  static final int LAST_ROW = 12;
  static final int PATCHES = 13;
  static final int BLEND = 14;

  static final int STRETCH = 15;
  static final int SUM_TO_ROWS = 16;
  static final int EULER_STEP = 17;
  static final int ROTATE_PAIRS = 18;
  static final int STRENGTH = 19;
  static final int RESPONSE = 20;
  static final int STRENGTHENED = 21;
  static final int SNAKE = 22;
  static final int GATED = 23;
  static final int GELU_TANH = 24;

  private ElementTasks() {}

  /** Appends a launch for the elements of a matrix; the fields of the kind are to be filled. */
  static Descriptor launch(int kind, Fields fields, Tensor y, Launches g) {
    return launch(kind, fields, y.size(0), y.dim(1), y, g);
  }

  /** The same for as many rows of y, and as many columns. */
  static Descriptor launch(int kind, Fields fields, int outer, Dim inner, Tensor y, Launches g) {
    return launch(kind, fields, outer, inner, g.at(y), Rows.step(y), g);
  }

  /** The same for rows that lie so far apart from a place on. */
  static Descriptor launch(
      int kind, Fields fields, int outer, Dim inner, int y, int step, Launches g) {
    return g.launch(ELEMENTS, fields)
        .integer(KIND, kind)
        .integer(OUTER, outer)
        .extent(INNER, inner)
        .rows(Y, y, step);
  }

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
    int inner = Fields.extent(ints, d + INNER);
    int n = ints.get(d + OUTER) * inner;
    for (int e = context.globalIdx; e < n; e += context.globalGroupSizeX) {
      int o = e / inner;
      int i = e - o * inner;
      float value = 0f;
      if (kind == SLICE) {
        value = TimeTasks.slice(memory, ints, d, o, i);
      } else if (kind == CROSS_FADE) {
        value = TimeTasks.crossFade(memory, ints, d, o, i);
      } else if (kind == INTERPOLATE) {
        value = TimeTasks.interpolate(memory, ints, d, o, i);
      } else if (kind == MEAN) {
        value = TimeTasks.mean(memory, ints, d, o, i);
      } else if (kind == GATE) {
        value = ChannelTasks.gate(memory, ints, d, o, i);
      } else if (kind == FLIP) {
        value = ChannelTasks.flip(memory, ints, d, o, i);
      } else if (kind == PARAMETRIC_RELU) {
        value = ChannelTasks.parametricRelu(memory, ints, d, o, i);
      } else if (kind == PATCHES) {
        value = TimeTasks.patch(memory, ints, d, o, i);
      } else if (kind == BLEND) {
        value = ChannelTasks.blend(memory, ints, d, o, i);
      } else if (kind == SNAKE) {
        value = SnakeTasks.snake(memory, ints, d, o, i);
      } else if (kind == STRETCH) {
        value = TimeTasks.stretch(memory, ints, d, o, i);
      } else if (kind == SUM_TO_ROWS) {
        value = ModulationTasks.sum(memory, ints, d, o, i);
      } else if (kind == EULER_STEP) {
        value = ModulationTasks.advanced(memory, ints, d, o, i);
      } else if (kind == GELU_TANH) {
        value = ModulationTasks.geluTanh(memory, ints, d, o, i);
      } else if (kind == GATED) {
        value = ModulationTasks.gated(memory, ints, d, o, i);
      } else if (kind == ROTATE_PAIRS) {
        value = ModulationTasks.rotated(memory, ints, d, o, i);
      } else if (kind == STRENGTH) {
        value = ResponseTasks.strength(memory, ints, d, i);
      } else if (kind == RESPONSE) {
        value = ResponseTasks.response(memory, ints, d, i);
      } else if (kind == STRENGTHENED) {
        value = ResponseTasks.strengthened(memory, ints, d, o, i);
      } else if (kind == SAMPLE_PRIOR) {
        value = SamplingTasks.prior(memory, ints, d, o, i);
      } else if (kind == MAGNITUDE) {
        value = SpectrogramTasks.magnitude(memory, ints, d, o, i);
      } else if (kind == EMBED_ROWS) {
        value = EmbeddingTasks.row(memory, ints, d, o, i);
      } else if (kind == EMBED_CODE) {
        value = EmbeddingTasks.code(memory, ints, d, o, i);
      } else if (kind == LOOKUP) {
        value = EmbeddingTasks.lookup(memory, ints, d, o, i);
      } else {
        value = EmbeddingTasks.lastRow(memory, ints, d, o, i);
      }
      memory.set(Fields.row(ints, d + Y, o) + i, value);
    }
  }
}
