// Linear: y = act(x · Wᵀ + b), or y = residual + x · Wᵀ + b, the first of two launches of LinearResidualNorm
//
// layout  x [rows, in], w [out, in] in WEIGHT_BITS, factors [out] of its rows (8 bits only), bias [out] or null,
//         residual and y [rows, out], all row-major; residual may be null
// groups  (rows / XT, segment) of LANES work-items; segment = ceil(out / WT); a group makes XT x WT elements of y
// cost    2·rows·in·out FLOP; every weight is read rows / XT times. At one row this is a read of W and nothing else.
#include "common.clh"
#include "matrix.clh"

__kernel void linear(
    __global const float *restrict x, __global const weight_t *restrict w, __global const float *restrict factors,
    __global const float *restrict bias, __global const float *restrict residual, __global float *restrict y, int rows,
    int in, int out, int segment, int activation) {
  TILE_SCRATCH;
  const int row = get_group_id(0) * XT;
  const int first = get_group_id(1);
  float sums[ELEMENTS];
  tile_product(x, rows, row, w, out, first, segment, in, sums, scratch);
#pragma unroll
  for (int e = 0; e < ELEMENTS; e++) {
    int r = row + ROW_OF(e);
    int o = first + COLUMN_OF(e) * segment;
    if (MINE(e) && r < rows && o < out) {
      const long at = (long)r * out + o;
      const float value = activate(sums[e] * FACTOR(factors, o) + (bias ? bias[o] : 0.0f), activation);
      y[at] = value + (residual ? residual[at] : 0.0f);
    }
  }
}
