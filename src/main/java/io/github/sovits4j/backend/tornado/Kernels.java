package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is compiled. Naming everything here initialises the classes of all families before
 * TornadoVM looks at a kernel: only then are the fields of descriptors constants to it.
 */
final class Kernels {

  private static final List<Kernel> ALL =
      List.of(
          LinearTasks.ROW,
          LinearTasks.ROWS,
          NormTasks.NORM,
          ConvolutionTasks.PAD,
          ConvolutionTasks.TILE,
          CachedAttentionTasks.CACHED,
          RelativeAttentionTasks.RELATIVE,
          ElementTasks.ELEMENTS,
          NearestCodeTasks.NEAREST,
          SamplingTasks.CODE);

  /** The descriptors of what {@link ElementTasks} computes, kind by kind. */
  static final List<Fields> ELEMENTS =
      List.of(
          TimeTasks.SLICE,
          TimeTasks.STRETCH,
          TimeTasks.CROSS_FADE,
          ModulationTasks.SUM,
          ModulationTasks.EULER,
          ModulationTasks.GATED,
          ModulationTasks.ACTIVATED,
          ModulationTasks.ROTATED,
          ResponseTasks.FIELDS,
          TimeTasks.RESAMPLED,
          ChannelTasks.GATE,
          ChannelTasks.FLIP,
          ChannelTasks.PARAMETRIC_RELU,
          SnakeTasks.SNAKE,
          SamplingTasks.PRIOR,
          SpectrogramTasks.MAGNITUDE,
          EmbeddingTasks.ROWS,
          EmbeddingTasks.CODE,
          EmbeddingTasks.LOOKUP,
          EmbeddingTasks.LAST_ROW);

  private Kernels() {}

  /**
   * What a plan launches from the start for matrices and caches in this storage: every kernel by
   * itself, and a decode layer. Another sequence works too, but has the plan built once more.
   */
  static List<List<Task>> sequences(WorkShape shape, DataType storage) {
    List<List<Task>> sequences = new ArrayList<>();
    for (Kernel kernel : ALL) {
      if (storage == DataType.F32 || kernel.storesHalves()) {
        sequences.add(List.of(kernel.task(shape, storage)));
      }
    }
    sequences.add(decodeLayer(shape, storage));
    return sequences;
  }

  /** What a layer of the text-to-semantic transformer launches in a decode step. */
  private static List<Task> decodeLayer(WorkShape shape, DataType storage) {
    Task row = LinearTasks.ROW.task(shape, storage);
    Task cached = CachedAttentionTasks.CACHED.task(shape, storage);
    Task norm = NormTasks.NORM.task(shape, DataType.F32);
    return List.of(row, cached, row, norm, row, row, norm);
  }
}
