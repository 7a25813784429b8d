// MeanOverTime: y[c] = Σ_t x[c, t] / T over the T steps in force
//
// layout  x [channels, time], y [channels]
// groups  one group of LANES work-items per channel
// cost    reads x once
#include "common.clh"

__kernel void mean_over_time(
    __global const int *restrict lengths, int2 time, __global const float *restrict x, __global float *restrict y,
    int stride) {
  const int c = get_group_id(0);
  const int valid = extent(lengths, time);
#if LANES > 1
  __local float scratch[LANES];
  const int lane = get_local_id(0);
#else
  const int lane = 0;
#endif
  floatv part = (floatv)(0.0f);
  for (int t = lane * VEC; t < valid; t += LANES * VEC) {
    part += load_row(x, c * stride, t, valid);
  }
  float sum = sum_of(part);
#if LANES > 1
  sum = group_sum(sum, scratch);
#endif
  if (lane == 0) {
    y[c] = sum / valid;
  }
}
