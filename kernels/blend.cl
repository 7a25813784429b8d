// Blend: y = a · (1 + weight) + b · (1 - weight), or a + b where there is no weight
//
// layout  all [channels, time]; weight may be null
// groups  one work-item per VEC time steps: (time / VEC, channels)
// cost    5 FLOP, 4 floats of traffic per element
#include "common.clh"

__kernel void blend(
    __global const int *restrict lengths, int2 time, __global const float *restrict a, __global const float *restrict b,
    __global const float *restrict weight, __global float *restrict y, int stride) {
  const int t = get_global_id(0) * VEC;
  const int row = get_global_id(1) * stride;
  const int valid = extent(lengths, time);
  if (t < valid) {
    const floatv va = load_row(a, row, t, valid);
    const floatv vb = load_row(b, row, t, valid);
    floatv value = va + vb;
    if (weight) {
      value += (va - vb) * load_row(weight, row, t, valid);
    }
    store_row(value, y + row, t, valid);
  }
}
