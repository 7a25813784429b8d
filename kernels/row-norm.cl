// RowNorm: y = LayerNorm(x) · gamma + beta, biased variance. In place (x = y) it is the second of two launches of
//          LinearResidualNorm, after linear; hence no restrict.
//
// layout  x, y [rows, n], gamma and beta [n]
// groups  one group of LANES work-items per row
// cost    8 FLOP per element; x is read three times, twice of them from the cache
#include "common.clh"
#include "row-norm.clh"

__kernel void row_norm(
    __global const float *x, __global const float *gamma, __global const float *beta, float epsilon, __global float *y,
    int n) {
#if LANES > 1
  __local float scratch[LANES];
#else
  __local float *scratch = 0;
#endif
  const long at = (long)get_group_id(0) * n;
  normalise_row(x + at, gamma, beta, epsilon, y + at, n, scratch);
}
