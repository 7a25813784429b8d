package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The kernels that descriptors drive, and how wide each is launched. */
enum Kernel {
  LINEAR_ROW,
  LINEAR_LANES(128),
  LINEAR_ROWS,
  LINEAR_TILES(LinearTiles.GROUP),
  NORM,
  NORM_GROUP(128),
  PAD,
  PAD_LANES,
  TILE,
  TILE_LANES(ConvolutionLanes.GROUP),
  CACHED,
  CACHED_GROUP(128),
  RELATIVE,
  RELATIVE_GROUP(RelativeGroups.GROUP),
  ELEMENTS,
  NEAREST,
  TOKEN;

  private final int groupSize;

  /** Work-items are independent of each other. */
  Kernel() {
    this(0);
  }

  /** Work-items work together in groups of this size. */
  Kernel(int groupSize) {
    this.groupSize = groupSize;
  }

  /** The size of the work-groups that the kernel insists on; 0: any will do. */
  int groupSize() {
    return groupSize;
  }

  /** Whether it serves decode steps, where a launch costs more than many a kernel. */
  boolean forFewRows() {
    return this == LINEAR_ROW || this == LINEAR_LANES;
  }

  /** Adds a task that reads its descriptor's place from {@code cursor[slot]}. */
  void addTo(TaskGraph graph, FloatArray memory, IntArray ints, IntArray cursor, int slot) {
    KernelContext context = new KernelContext();
    String id = task(slot);
    switch (this) {
      case LINEAR_ROW -> graph.task(id, LinearKernels::row, context, memory, ints, cursor, slot);
      case LINEAR_LANES ->
          graph.task(id, LinearKernels::lanes, context, memory, ints, cursor, slot);
      case LINEAR_ROWS -> graph.task(id, LinearKernels::rows, context, memory, ints, cursor, slot);
      case LINEAR_TILES -> graph.task(id, LinearTiles::rows, context, memory, ints, cursor, slot);
      case NORM -> graph.task(id, NormKernels::norm, context, memory, ints, cursor, slot);
      case NORM_GROUP -> graph.task(id, NormKernels::group, context, memory, ints, cursor, slot);
      case PAD -> graph.task(id, ConvolutionKernels::pad, context, memory, ints, cursor, slot);
      case TILE -> graph.task(id, ConvolutionKernels::tile, context, memory, ints, cursor, slot);
      case PAD_LANES -> graph.task(id, ConvolutionLanes::pad, context, memory, ints, cursor, slot);
      case TILE_LANES ->
          graph.task(id, ConvolutionLanes::tile, context, memory, ints, cursor, slot);
      case CACHED -> graph.task(id, AttentionKernels::cached, context, memory, ints, cursor, slot);
      case CACHED_GROUP ->
          graph.task(id, AttentionKernels::cachedGroup, context, memory, ints, cursor, slot);
      case RELATIVE ->
          graph.task(id, AttentionKernels::relative, context, memory, ints, cursor, slot);
      case RELATIVE_GROUP ->
          graph.task(id, RelativeGroups::relative, context, memory, ints, cursor, slot);
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
