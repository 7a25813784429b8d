// SumToRows: y[0, t, c] = act(a[c, t] + b[c, t])
//
// layout  a, b [channels, time], y [1, time, channels]
// groups  one work-item per element: (channels, time)
// cost    1 FLOP, 3 floats of traffic per element
#include "common.clh"

__kernel void sum_to_rows(
    __global const int *restrict lengths, int2 time, __global const float *restrict a, __global const float *restrict b,
    __global float *restrict y, int channels, int stride, int activation) {
  const int c = get_global_id(0);
  const int t = get_global_id(1);
  if (c < channels && t < extent(lengths, time)) {
    const long at = (long)c * stride + t;
    y[(long)t * channels + c] = activate(a[at] + b[at], activation);
  }
}
