// Gate: y[c, t] = f(x[c, t]) · σ(x[n + c, t]) + residual[c, t], f is tanh (isTanh) or the identity
//
// layout  x [2n, time], y and residual [n, time]; residual may be null
// groups  one work-item per VEC time steps: (time / VEC, n). Whole vectors, because tanh and exp come in vector form.
// cost    10 FLOP, 3 or 4 floats of traffic per element
#include "common.clh"

__kernel void gate(
    __global const int *restrict lengths, int2 time, __global const float *restrict x,
    __global const float *restrict residual, __global float *restrict y, int n, int stride, int isTanh) {
  const int t = get_global_id(0) * VEC;
  const int c = get_global_id(1);
  const int valid = extent(lengths, time);
  if (t < valid) {
    const int row = c * stride;
    const floatv a = load_row(x, row, t, valid);
    const floatv b = load_row(x, row + n * stride, t, valid);
    floatv value = (isTanh ? tanh(a) : a) / (1.0f + exp(-b));
    if (residual) {
      value += load_row(residual, row, t, valid);
    }
    store_row(value, y + row, t, valid);
  }
}
