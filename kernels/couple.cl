// Couple: y[c, t] = x[c, t]; y[n + c, t] = x[n + c, t] - (bias[c] + Σ_i W[c, i] · h[i, t]), c < n
//
// layout  x, y [2n, time], h [hidden, time], w packed [n / OT][hidden][1][OT]
// groups  one work-item per VEC time steps and OT channels: (time, n / OT), or LANES of them, as in conv1d
// cost    2·n·time·hidden FLOP
#include "common.clh"
#include "convolution.clh"

__kernel void couple(
    __global const int *restrict lengths, int2 time, __global const float *restrict x, __global const float *restrict h,
    __global const float *restrict w, __global const float *restrict bias, __global float *restrict y, int stride,
    int hidden, int n, __local floatv *scratch) {
  const int t = get_global_id(0) * VEC;
  const int tile = get_group_id(1);
  const int valid = extent(lengths, time);
#if LANES == 1
  if (t >= valid) {
    return;
  }
#endif
  floatv acc[OT];
#pragma unroll
  for (int o = 0; o < OT; o++) {
    acc[o] = (floatv)(0.0f);
  }
  if (t < valid) {
    convolve(acc, h, stride, valid, t, hidden, 1, 1, w + (long)tile * hidden * OT, 1, 0, 1, 1.0f);
  }
  SHARE(acc, scratch);
#pragma unroll
  for (int o = LANE; o < OT; o += LANES) {
    const int c = tile * OT + o;
    if (c < n && t < valid) {
      store_row(load_row(x, c * stride, t, valid), y + (long)c * stride, t, valid);
      const int row = (n + c) * stride;
      store_row(load_row(x, row, t, valid) - (TOTAL(acc, scratch, o) + bias[c]), y + row, t, valid);
    }
  }
}
