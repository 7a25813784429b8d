// SliceTime: y[c, t] = x[c, t], or x[c, T - n + t] with atEnd, for t < n ≤ T
//
// layout  x [channels, T], y [channels, n]
// groups  one work-item per element of y: (n, channels)
// cost    copies channels·n floats
#include "common.clh"

__kernel void slice_time(
    __global const int *restrict lengths, int2 xTime, int2 yTime, __global const float *restrict x,
    __global float *restrict y, int xStride, int yStride, int atEnd) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  const int n = extent(lengths, yTime);
  if (t < n) {
    const int from = atEnd ? extent(lengths, xTime) - n : 0;
    y[(long)c * yStride + t] = x[(long)c * xStride + from + t];
  }
}
