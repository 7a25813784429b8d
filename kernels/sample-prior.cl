// SamplePrior: y[c, t] = stats[c, t] + noise[c, t] · exp(stats[n + c, t]) · scale
//
// layout  stats [2n, time], noise and y [n, time]
// groups  one work-item per element: (time, n)
// cost    4 FLOP, 4 floats of traffic per element
#include "common.clh"

__kernel void sample_prior(
    __global const int *restrict lengths, int2 time, __global const float *restrict stats,
    __global const float *restrict noise, float scale, __global float *restrict y, int n, int stride) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  if (t < extent(lengths, time)) {
    const long at = (long)c * stride + t;
    y[at] = stats[at] + noise[at] * exp(stats[at + (long)n * stride]) * scale;
  }
}
