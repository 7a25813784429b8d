// Interpolate: the time axis linearly to another length, ends not aligned. With n = max(0, (2t + 1)·T - T'):
//   i = n div 2T', f = (n mod 2T') / 2T', y[c, t] = (1 - f) · x[c, i] + f · x[c, min(i + 1, T - 1)]
//
// layout  x [channels, T], y [channels, T']
// groups  one work-item per element of y: (T', channels)
// cost    3 FLOP, 3 floats of traffic per element; the place is exact in integers
#include "common.clh"

__kernel void interpolate(
    __global const int *restrict lengths, int2 xTime, int2 yTime, __global const float *restrict x,
    __global float *restrict y, int xStride, int yStride) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  const int from = extent(lengths, xTime);
  const int to = extent(lengths, yTime);
  if (t < to) {
    const long place = max(0L, (2L * t + 1) * from - to);
    const int low = (int)(place / (2L * to));
    const float f = (float)(place % (2L * to)) / (float)(2 * to);
    __global const float *row = x + (long)c * xStride;
    y[(long)c * yStride + t] = (1.0f - f) * row[low] + f * row[min(low + 1, from - 1)];
  }
}
