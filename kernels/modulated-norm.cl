// ModulatedNorm: y = LayerNorm(x) · m[scaleAt …] + m[shiftAt …], biased variance, m = row step[0] of the modulation
//
// layout  x, y [rows, n], modulation [steps, width], step [1]
// groups  one group of LANES work-items per row
// cost    as row-norm
#include "common.clh"
#include "row-norm.clh"

__kernel void modulated_norm(
    __global const float *restrict x, __global const float *restrict modulation, __global const int *restrict step,
    float epsilon, __global float *restrict y, int n, int width, int scaleAt, int shiftAt) {
#if LANES > 1
  __local float scratch[LANES];
#else
  __local float *scratch = 0;
#endif
  const long at = (long)get_group_id(0) * n;
  __global const float *m = modulation + (long)step[0] * width;
  normalise_row(x + at, m + scaleAt, m + shiftAt, epsilon, y + at, n, scratch);
}
