package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The kernels that descriptors drive, and how wide each is launched. */
enum Kernel {
  LINEAR_ROW(1),
  LINEAR_ROWS(1),
  NORM(1),
  PAD(1),
  TILE(1),
  CACHED(1),
  RELATIVE(1),
  ELEMENTS(32),
  NEAREST(1),
  TOKEN(1);

  private final int localSize;

  Kernel(int localSize) {
    this.localSize = localSize;
  }

  /** Work-items of a work-group. */
  int localSize() {
    return localSize;
  }

  /** Adds a task that reads its descriptor's place from {@code cursor[slot]}. */
  void addTo(TaskGraph graph, FloatArray memory, IntArray ints, IntArray cursor, int slot) {
    KernelContext context = new KernelContext();
    String id = task(slot);
    switch (this) {
      case LINEAR_ROW -> graph.task(id, LinearKernels::row, context, memory, ints, cursor, slot);
      case LINEAR_ROWS -> graph.task(id, LinearKernels::rows, context, memory, ints, cursor, slot);
      case NORM -> graph.task(id, NormKernels::norm, context, memory, ints, cursor, slot);
      case PAD -> graph.task(id, ConvolutionKernels::pad, context, memory, ints, cursor, slot);
      case TILE -> graph.task(id, ConvolutionKernels::tile, context, memory, ints, cursor, slot);
      case CACHED -> graph.task(id, AttentionKernels::cached, context, memory, ints, cursor, slot);
      case RELATIVE ->
          graph.task(id, AttentionKernels::relative, context, memory, ints, cursor, slot);
      case ELEMENTS ->
          graph.task(id, ElementKernels::elements, context, memory, ints, cursor, slot);
      case NEAREST ->
          graph.task(id, EmbeddingKernels::nearest, context, memory, ints, cursor, slot);
      case TOKEN -> graph.task(id, SamplingKernels::token, context, memory, ints, cursor, slot);
    }
  }

  /** The name of the task in this slot of a graph. */
  String task(int slot) {
    return name().toLowerCase(java.util.Locale.ROOT) + slot;
  }
}
