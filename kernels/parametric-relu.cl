// ParametricRelu: y[c, t] = x[c, t] ≥ 0 ? x[c, t] : slope[c] · x[c, t]
//
// layout  x, y [channels, time], slope [channels]
// groups  one work-item per element: (time, channels)
// cost    1 FLOP, 2 floats of traffic per element
#include "common.clh"

__kernel void parametric_relu(
    __global const int *restrict lengths, int2 time, __global const float *restrict x, __global const float *restrict slope,
    __global float *restrict y, int stride) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  if (t < extent(lengths, time)) {
    const float v = x[(long)c * stride + t];
    y[(long)c * stride + t] = v >= 0.0f ? v : slope[c] * v;
  }
}
