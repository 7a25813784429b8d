// Gate: y[c, t] = f(x[c, t]) · σ(x[n + c, t]) + residual[c, t], f is tanh (isTanh) or the identity
//
// layout  x [2n, time], y and residual [n, time]; residual may be null
// groups  one work-item per element: (time, n)
// cost    10 FLOP, 3 or 4 floats of traffic per element
#include "common.clh"

__kernel void gate(
    __global const int *restrict lengths, int2 time, __global const float *restrict x,
    __global const float *restrict residual, __global float *restrict y, int n, int stride, int isTanh) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  if (t < extent(lengths, time)) {
    const long at = (long)c * stride + t;
    const float a = x[at];
    const float b = x[at + (long)n * stride];
    const float value = (isTanh ? tanh(a) : a) / (1.0f + exp(-b));
    y[at] = residual ? value + residual[at] : value;
  }
}
