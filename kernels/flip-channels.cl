// FlipChannels: y[c, t] = x[n - 1 - c, t]
//
// layout  x, y [n, time]
// groups  one work-item per element: (time, n)
// cost    copies n·time floats
#include "common.clh"

__kernel void flip_channels(
    __global const int *restrict lengths, int2 time, __global const float *restrict x, __global float *restrict y, int n,
    int stride) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  if (t < extent(lengths, time)) {
    y[(long)c * stride + t] = x[(long)(n - 1 - c) * stride + t];
  }
}
