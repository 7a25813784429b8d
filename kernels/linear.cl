// Linear: y = act(x · Wᵀ + b)
//
// layout  x [rows, in], w [out, in] in WEIGHT_BITS, factors [out] of its rows (8 bits only), bias [out] or null,
//         y [rows, out], all row-major
// groups  (rows / XT, segment) of LANES work-items; segment = ceil(out / WT); a group makes XT x WT elements of y
// cost    2·rows·in·out FLOP; every weight is read rows / XT times. At one row this is a read of W and nothing else.
#include "common.clh"
#include "matrix.clh"

__kernel void linear(
    __global const float *restrict x, __global const weight_t *restrict w, __global const float *restrict factors,
    __global const float *restrict bias, __global float *restrict y, int rows, int in, int out, int segment, int activation) {
  TILE_SCRATCH;
  const int row = get_group_id(0) * XT;
  const int first = get_group_id(1);
  float sums[XT * WT];
  tile_product(x, rows, row, w, out, first, segment, in, sums, scratch);
#pragma unroll
  for (int e = 0; e < XT * WT; e++) {
    int r = row + e / WT;
    int o = first + e % WT * segment;
    if (MINE(e) && r < rows && o < out) {
      y[(long)r * out + o] = activate(sums[e] * FACTOR(factors, o) + (bias ? bias[o] : 0.0f), activation);
    }
  }
}
