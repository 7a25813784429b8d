// GatedLinear: y = residual + m[gateAt …] · (x · Wᵀ + b), m = row step[0] of the modulation
//
// layout  x [rows, in], w [out, in] in WEIGHT_BITS and factors as linear, bias [out], modulation [steps, width], step [1],
//         residual and y [rows, out], all row-major
// groups  (rows / XT, segment) of LANES work-items, as linear
// cost    2·rows·in·out FLOP; every weight is read rows / XT times
#include "common.clh"
#include "matrix.clh"

__kernel void gated_linear(
    __global const float *restrict x, __global const weight_t *restrict w, __global const float *restrict factors,
    __global const float *restrict bias, __global const float *restrict modulation, __global const int *restrict step,
    __global const float *restrict residual, __global float *restrict y, int rows, int in, int out, int segment,
    int width, int gateAt) {
  TILE_SCRATCH;
  const int row = get_group_id(0) * XT;
  const int first = get_group_id(1);
  __global const float *gate = modulation + (long)step[0] * width + gateAt;
  float sums[ELEMENTS];
  tile_product(x, rows, row, w, out, first, segment, in, sums, scratch);
#pragma unroll
  for (int e = 0; e < ELEMENTS; e++) {
    int r = row + ROW_OF(e);
    int o = first + COLUMN_OF(e) * segment;
    if (MINE(e) && r < rows && o < out) {
      const long at = (long)r * out + o;
      y[at] = residual[at] + gate[o] * (sums[e] * FACTOR(factors, o) + bias[o]);
    }
  }
}
