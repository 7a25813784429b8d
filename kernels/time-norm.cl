// TimeNorm: y[c, t] = act((x[c, t] - mean_c) / √(variance_c + epsilon) · gamma[c] + beta[c]) over the T steps in force
//
// layout  x, y [channels, time]
// groups  one group of LANES work-items per channel, each of which takes every LANES-th vector
// cost    8 FLOP per element; x is read three times. A long row does not fit the cache, so sums are formed per vector lane:
//         VEC · LANES partial sums keep 32 bits exact enough.
#include "common.clh"

__kernel void time_norm(
    __global const int *restrict lengths, int2 time, __global const float *restrict x,
    __global const float *restrict gamma, __global const float *restrict beta, float epsilon, __global float *restrict y,
    int stride, int activation) {
  const int c = get_group_id(0);
  const int valid = extent(lengths, time);
  const int row = c * stride;
#if LANES > 1
  __local float scratch[LANES];
  const int lane = get_local_id(0);
#else
  const int lane = 0;
#endif
  floatv part = (floatv)(0.0f);
  for (int t = lane * VEC; t < valid; t += LANES * VEC) {
    part += load_row(x, row, t, valid);
  }
  float sum = sum_of(part);
#if LANES > 1
  sum = group_sum(sum, scratch);
#endif
  const float mean = sum / valid;
  part = (floatv)(0.0f);
  for (int t = lane * VEC; t < valid; t += LANES * VEC) {
    floatv v = load_row(x, row, t, valid) - mean;
    if (t + VEC > valid) {
      v = select((floatv)(0.0f), v, (intv)(t) + IOTA < valid);
    }
    part = fma(v, v, part);
  }
  sum = sum_of(part);
#if LANES > 1
  sum = group_sum(sum, scratch);
#endif
  const float factor = gamma[c] / sqrt(sum / valid + epsilon);
  for (int t = lane * VEC; t < valid; t += LANES * VEC) {
    const floatv v = (load_row(x, row, t, valid) - mean) * factor + beta[c];
    store_row(activate_lanes(v, activation), y + row, t, valid);
  }
}
