// MeanOverTime: y[c, f] = Σ_t x[c, t · width + f] / T over the T steps in force
//
// layout  x [channels, time · width], y [channels, width]
// groups  one group of LANES work-items per element of y: (channels, width)
// cost    reads x once
#include "common.clh"

__kernel void mean_over_time(
    __global const int *restrict lengths, int2 time, __global const float *restrict x, __global float *restrict y,
    int stride, int width) {
  const int c = get_group_id(0);
  const int f = get_group_id(1);
  const int valid = extent(lengths, time);
#if LANES > 1
  __local float scratch[LANES];
  const int lane = get_local_id(0);
#else
  const int lane = 0;
#endif
  float sum = 0.0f;
  if (width == 1) {
    floatv part = (floatv)(0.0f);
    for (int t = lane * VEC; t < valid; t += LANES * VEC) {
      part += load_row(x, c * stride, t, valid);
    }
    sum = sum_of(part);
  } else {
    for (int t = lane * width + f; t < valid; t += LANES * width) {
      sum += x[(long)c * stride + t];
    }
  }
#if LANES > 1
  sum = group_sum(sum, scratch);
#endif
  if (lane == 0) {
    y[c * width + f] = sum * width / valid;
  }
}
