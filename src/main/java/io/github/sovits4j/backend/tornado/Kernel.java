package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
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
  TOKEN,
  LINEAR_ROW_F16(LINEAR_ROW),
  LINEAR_LANES_F16(LINEAR_LANES),
  LINEAR_ROWS_F16(LINEAR_ROWS),
  LINEAR_TILES_F16(LINEAR_TILES),
  CACHED_F16(CACHED),
  CACHED_GROUP_F16(CACHED_GROUP);

  private final int groupSize;
  private final Kernel wide;

  /** Work-items are independent of each other. */
  Kernel() {
    this(0);
  }

  /** Work-items work together in groups of this size. */
  Kernel(int groupSize) {
    this.groupSize = groupSize;
    this.wide = this;
  }

  /** The same kernel compiled for matrices or caches that lie among the halves. */
  Kernel(Kernel wide) {
    this.groupSize = wide.groupSize;
    this.wide = wide;
  }

  /** Whether it reads matrices or caches from the halves; see {@link Stored}. */
  boolean narrow() {
    return wide != this;
  }

  /** This kernel for 32 bits. */
  Kernel wide() {
    return wide;
  }

  /**
   * This kernel for matrices or caches in this storage.
   *
   * @throws IllegalArgumentException when there is none
   */
  Kernel storing(DataType storage) {
    if (storage == DataType.F32) {
      return wide;
    }
    for (Kernel kernel : values()) {
      if (storage == DataType.F16 && kernel.narrow() && kernel.wide == wide) {
        return kernel;
      }
    }
    throw new IllegalArgumentException(this + " does not read " + storage);
  }

  /** The size of the work-groups that the kernel insists on; 0: any will do. */
  int groupSize() {
    return groupSize;
  }

  /** Whether it serves decode steps, where a launch costs more than many a kernel. */
  boolean forFewRows() {
    return wide == LINEAR_ROW || wide == LINEAR_LANES;
  }

  /** Adds a task that reads its descriptor's place from {@code cursor[place]}. */
  void addTo(
      TaskGraph graph,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int place) {
    KernelContext context = new KernelContext();
    String id = task(place);
    int slot = narrow() ? place + Stored.NARROW : place;
    switch (wide) {
      case LINEAR_ROW ->
          graph.task(id, LinearKernels::row, context, memory, halves, ints, cursor, slot);
      case LINEAR_LANES ->
          graph.task(id, LinearKernels::lanes, context, memory, halves, ints, cursor, slot);
      case LINEAR_ROWS ->
          graph.task(id, LinearKernels::rows, context, memory, halves, ints, cursor, slot);
      case LINEAR_TILES ->
          graph.task(id, LinearTiles::rows, context, memory, halves, ints, cursor, slot);
      case NORM -> graph.task(id, NormKernels::norm, context, memory, halves, ints, cursor, slot);
      case NORM_GROUP ->
          graph.task(id, NormKernels::group, context, memory, halves, ints, cursor, slot);
      case PAD ->
          graph.task(id, ConvolutionKernels::pad, context, memory, halves, ints, cursor, slot);
      case TILE ->
          graph.task(id, ConvolutionKernels::tile, context, memory, halves, ints, cursor, slot);
      case PAD_LANES ->
          graph.task(id, ConvolutionLanes::pad, context, memory, halves, ints, cursor, slot);
      case TILE_LANES ->
          graph.task(id, ConvolutionLanes::tile, context, memory, halves, ints, cursor, slot);
      case CACHED ->
          graph.task(id, AttentionKernels::cached, context, memory, halves, ints, cursor, slot);
      case CACHED_GROUP ->
          graph.task(
              id, AttentionKernels::cachedGroup, context, memory, halves, ints, cursor, slot);
      case RELATIVE ->
          graph.task(id, AttentionKernels::relative, context, memory, halves, ints, cursor, slot);
      case RELATIVE_GROUP ->
          graph.task(id, RelativeGroups::relative, context, memory, halves, ints, cursor, slot);
      case ELEMENTS ->
          graph.task(id, ElementKernels::elements, context, memory, halves, ints, cursor, slot);
      case NEAREST ->
          graph.task(id, EmbeddingKernels::nearest, context, memory, halves, ints, cursor, slot);
      case TOKEN ->
          graph.task(id, SamplingKernels::token, context, memory, halves, ints, cursor, slot);
      default -> throw new AssertionError(this);
    }
  }

  /** The name of the task in this slot of a graph. */
  String task(int slot) {
    return name().toLowerCase(java.util.Locale.ROOT) + slot;
  }
}
