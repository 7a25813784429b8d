package io.github.sovits4j.backend.opencl;

import java.util.HashMap;
import java.util.Map;

/**
 * The shapes of kernels on a class of devices; the kernels are the same. A CPU device runs a
 * work-item per core: it wants a register tile in each and no local memory. A GPU hides latency by
 * many small work-items that share results through local memory.
 *
 * @param vector floats a work-item moves at once
 * @param lanes work-items that share one dot product, norm or attention
 * @param samplerLanes work-items that draw one code
 * @param vectorRows rows of a matrix per work-group where x is a single row
 * @param tile rows of x and of the matrix per work-group where x has more
 * @param channels output channels of a convolution per work-item
 * @param timeGroup work-items of a group along time, for convolutions and attention
 * @param elementGroup work-items of a group where each makes one element
 * @param headChunk channels of an attention head per work-item, channel layout
 * @param normSteps vectors of time steps per work-group of a channel norm
 */
record Tuning(
    int vector,
    int lanes,
    int samplerLanes,
    int vectorRows,
    int tile,
    int channels,
    int timeGroup,
    int elementGroup,
    int headChunk,
    int normSteps) {

  static final Tuning CPU = new Tuning(16, 1, 1, 8, 4, 16, 1, 64, 128, 1);
  static final Tuning GPU = new Tuning(4, 64, 256, 2, 4, 8, 64, 64, 16, 8);

  /** The definitions all kernels need, and more: names and values in turn. */
  Map<String, Integer> defines(int laneCount, Object... more) {
    Map<String, Integer> defines = new HashMap<>();
    defines.put("VEC", vector);
    defines.put("LANES", laneCount);
    for (int i = 0; i < more.length; i += 2) {
      defines.put((String) more[i], (Integer) more[i + 1]);
    }
    return defines;
  }
}
