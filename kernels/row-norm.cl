// RowNorm: y = LayerNorm(y) · gamma + beta in place: the second of two launches of LinearResidualNorm, after linear
//
// layout  y [rows, n], gamma and beta [n]
// groups  one group of LANES work-items per row
// cost    8 FLOP per element; y is read three times, twice of them from the cache
#include "common.clh"
#include "row-norm.clh"

__kernel void row_norm(
    __global float *restrict y, __global const float *restrict gamma, __global const float *restrict beta, int n) {
#if LANES > 1
  __local float scratch[LANES];
#else
  __local float *scratch = 0;
#endif
  normalise_row(y + (long)get_group_id(0) * n, gamma, beta, n, scratch);
}
