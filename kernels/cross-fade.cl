// CrossFade: y[c, t] = sin(πt/2n) · x[c, t] + cos(πt/2n) · earlier[c, t] for t < n, x[c, t] behind
//
// layout  x, y [channels, time], earlier [channels, n]
// groups  one work-item per element: (time, channels)
// cost    3 FLOP, 3 floats of traffic per element
#include "common.clh"

__kernel void cross_fade(
    __global const int *restrict lengths, int2 time, int2 fadedAxis, __global const float *restrict x,
    __global const float *restrict earlier, __global float *restrict y, int stride, int earlierStride) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  if (t < extent(lengths, time)) {
    const int n = extent(lengths, fadedAxis);
    float value = x[(long)c * stride + t];
    if (t < n) {
      const float turn = (float)t / (float)(2 * n);
      value = sinpi(turn) * value + cospi(turn) * earlier[(long)c * earlierStride + t];
    }
    y[(long)c * stride + t] = value;
  }
}
