// StretchTime: y[c, t] = x[c, t · divisor div times]
//
// layout  x [channels, T], y [channels, T']
// groups  one work-item per element of y: (T', channels)
// cost    2 floats of traffic per element
#include "common.clh"

__kernel void stretch_time(
    __global const int *restrict lengths, int2 time, __global const float *restrict x, __global float *restrict y,
    int xStride, int yStride, int times, int divisor) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  if (t < extent(lengths, time)) {
    y[(long)c * yStride + t] = x[(long)c * xStride + t * divisor / times];
  }
}
