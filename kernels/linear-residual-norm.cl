// LinearResidualNorm: y = LayerNorm(residual + x · Wᵀ + b) · gamma + beta, biased variance, in one launch,
// for few rows; for many, linear and row-norm do the same in two
//
// layout  x [rows, in], w [out, in] and factors as linear, residual, sums and y [rows, out], the vectors [out];
//         arrived [rows / XT], zeros
// groups  (rows / XT, segment) of LANES work-items, as linear. The norm needs whole rows: each group leaves its elements in
//         sums and counts itself; the group that comes last (the count is on the device, the order does not matter)
//         normalises the XT rows and puts the count back to 0 for the next launch. What crosses groups, sums and count,
//         crosses by atomics alone, in the order of fences; y belongs to the last group. No group waits.
// cost    2·rows·in·out FLOP; W read rows / XT times; 2·rows·out atomics, too dear where rows are many
#include "common.clh"
#include "matrix.clh"
#include "row-norm.clh"

#if LANES > 1
#define HELD 8  // elements of a row that a work-item holds in registers

// As normalise_row, for rows short enough to be held: the atomics, gamma and beta are all under way before the first is
// waited for.
INLINE void normalise_held(
    volatile __global float *sums, __global const float *gamma, __global const float *beta, float epsilon,
    __global float *y, int n, __local float *scratch) {
  const int lane = get_local_id(0);
  float v[HELD];
  float g[HELD];
  float b[HELD];
#pragma unroll
  for (int h = 0; h < HELD; h++) {
    const int i = lane + h * LANES;
    v[h] = i < n ? atomic_xchg(sums + i, 0.0f) : 0.0f;
    g[h] = i < n ? gamma[i] : 0.0f;
    b[h] = i < n ? beta[i] : 0.0f;
  }
  const float shift = first_of_group(v[0], scratch);
  float part = 0.0f;
#pragma unroll
  for (int h = 0; h < HELD; h++) {
    part += lane + h * LANES < n ? v[h] - shift : 0.0f;
  }
  const float mean = shift + group_sum(part, scratch) / n;
  part = 0.0f;
#pragma unroll
  for (int h = 0; h < HELD; h++) {
    const float off = lane + h * LANES < n ? v[h] - mean : 0.0f;
    part += off * off;
  }
  const float factor = 1.0f / sqrt(group_sum(part, scratch) / n + epsilon);
#pragma unroll
  for (int h = 0; h < HELD; h++) {
    const int i = lane + h * LANES;
    if (i < n) {
      y[i] = (v[h] - mean) * factor * g[h] + b[h];
    }
  }
}
#endif

__kernel void linear_residual_norm(
    __global const float *restrict x, __global const weight_t *restrict w, __global const float *restrict factors,
    __global const float *restrict bias, __global const float *restrict residual, __global const float *restrict gamma,
    __global const float *restrict beta, __global float *restrict y, volatile __global float *sums,
    volatile __global int *arrived, int rows, int in, int out, int segment, float epsilon) {
  TILE_SCRATCH;
  const int row = get_group_id(0) * XT;
  const int first = get_group_id(1);
  // On their way while the product is made; added one after the other, as where the norm is a launch of its own, so that a
  // row becomes the same in any batch.
  float biases[ELEMENTS];
  float residuals[ELEMENTS];
#pragma unroll
  for (int e = 0; e < ELEMENTS; e++) {
    int r = row + ROW_OF(e);
    int o = first + COLUMN_OF(e) * segment;
    const int mine = MINE(e) && r < rows && o < out;
    biases[e] = mine ? bias[o] : 0.0f;
    residuals[e] = mine ? residual[(long)r * out + o] : 0.0f;
  }
  float tile[ELEMENTS];
  tile_product(x, rows, row, w, out, first, segment, in, tile, scratch);
#pragma unroll
  for (int e = 0; e < ELEMENTS; e++) {
    int r = row + ROW_OF(e);
    int o = first + COLUMN_OF(e) * segment;
    if (MINE(e) && r < rows && o < out) {
      atomic_xchg(sums + (long)r * out + o, tile[e] * FACTOR(factors, o) + biases[e] + residuals[e]);
    }
  }

  mem_fence(CLK_GLOBAL_MEM_FENCE);
#if LANES > 1
  __local int last;
  const int lane = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  if (lane == 0) {
    last = atomic_inc(arrived + get_group_id(0)) == (int)get_num_groups(1) - 1;
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
#else
  const int lane = 0;
  const int last = atomic_inc(arrived + get_group_id(0)) == (int)get_num_groups(1) - 1;
#endif
  mem_fence(CLK_GLOBAL_MEM_FENCE);
  const int end = last ? min(row + XT, rows) : row; // a loop, no early return: barriers follow
  for (int r = row; r < end; r++) {
    const long at = (long)r * out;
#if LANES > 1
    if (out <= LANES * HELD) {
      normalise_held(sums + at, gamma, beta, epsilon, y + at, out, scratch);
      continue;
    }
#endif
    for (int i = lane; i < out; i += LANES) {
      y[at + i] = atomic_xchg(sums + at + i, 0.0f);
    }
    normalise_row(y + at, gamma, beta, epsilon, y + at, out, scratch);
  }
  if (last && lane == 0) {
    atomic_xchg(arrived + get_group_id(0), 0);
  }
}
