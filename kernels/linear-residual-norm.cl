// LinearResidualNorm: y = LayerNorm(residual + x · Wᵀ + b) · gamma + beta, biased variance, epsilon 1e-5
//
// layout  x [rows, in], w [out, in] and factors as linear, residual and y [rows, out], the vectors [out]
// groups  (rows / XT, segment) of LANES work-items, as linear. The norm needs whole rows: each group leaves its sums in y
//         and counts itself; the group that comes last (the count is on the device, the order does not matter)
//         normalises the XT rows in place and puts the count back to 0 for the next launch. One launch, no waiting.
// cost    2·rows·in·out FLOP; W read rows / XT times; the norm reads y three times from the cache
#include "common.clh"
#include "matrix.clh"

INLINE float row_total(float v, __local float *scratch) {
#if LANES > 1
  return group_sum(v, scratch);
#else
  return v;
#endif
}

__kernel void linear_residual_norm(
    __global const float *restrict x, __global const weight_t *restrict w, __global const float *restrict factors,
    __global const float *restrict bias, __global const float *restrict residual, __global const float *restrict gamma,
    __global const float *restrict beta, __global float *y, volatile __global int *arrived, int rows, int in, int out, int segment) {
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
      y[(long)r * out + o] = sums[e] * FACTOR(factors, o) + bias[o] + residual[(long)r * out + o];
    }
  }

#if LANES > 1
  __local int last;
  const int lane = get_local_id(0);
  mem_fence(CLK_GLOBAL_MEM_FENCE);
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  if (lane == 0) {
    last = atomic_inc(arrived + get_group_id(0)) == (int)get_num_groups(1) - 1;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
#else
  const int lane = 0;
  mem_fence(CLK_GLOBAL_MEM_FENCE);
  int last = atomic_inc(arrived + get_group_id(0)) == (int)get_num_groups(1) - 1;
#endif
  if (!last) {
    return;
  }
  mem_fence(CLK_GLOBAL_MEM_FENCE);
  for (int r = row; r < min(row + XT, rows); r++) {
#if LANES > 1
    volatile __global float *yr = y + (long)r * out; // others wrote it: not from this core's cache
    float part = 0.0f;
    for (int i = lane; i < out; i += LANES) {
      part += yr[i];
    }
    float mean = row_total(part, scratch) / out;
    part = 0.0f;
    for (int i = lane; i < out; i += LANES) {
      part += (yr[i] - mean) * (yr[i] - mean);
    }
    float factor = 1.0f / sqrt(row_total(part, scratch) / out + 1e-5f);
    for (int i = lane; i < out; i += LANES) {
      yr[i] = (yr[i] - mean) * factor * gamma[i] + beta[i];
    }
#else
    __global float *yr = y + (long)r * out;
    const int whole = out / VEC * VEC;
    floatv total = (floatv)(0.0f);
    for (int i = 0; i < whole; i += VEC) {
      total += LOADV(yr + i);
    }
    float sum = sum_of(total);
    for (int i = whole; i < out; i++) {
      sum += yr[i];
    }
    float mean = sum / out;
    total = (floatv)(0.0f);
    for (int i = 0; i < whole; i += VEC) {
      floatv v = LOADV(yr + i) - mean;
      total = fma(v, v, total);
    }
    sum = sum_of(total);
    for (int i = whole; i < out; i++) {
      sum += (yr[i] - mean) * (yr[i] - mean);
    }
    float factor = 1.0f / sqrt(sum / out + 1e-5f);
    for (int i = 0; i < whole; i += VEC) {
      STOREV((LOADV(yr + i) - mean) * factor * LOADV(gamma + i) + LOADV(beta + i), yr + i);
    }
    for (int i = whole; i < out; i++) {
      yr[i] = (yr[i] - mean) * factor * gamma[i] + beta[i];
    }
#endif
  }
  if (lane == 0) {
    arrived[get_group_id(0)] = 0;
  }
}
