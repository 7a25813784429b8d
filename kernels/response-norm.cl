// ResponseNorm: y[c, t] = gamma[c] · n_c · x[c, t] + beta[c] + x[c, t],  n_c = g_c / (mean_c g + epsilon),
//               g_c = √(Σ_t x[c, t]²) over the T steps in force, in two launches: with MEASURES 1 g is left in strength,
//               with MEASURES 0 y is made from it
//
// layout  x, y [channels, time], strength [channels]
// groups  one group of LANES work-items per channel, each of which takes every LANES-th vector
// cost    4 FLOP per element; x is read twice. Every group of the second launch forms the mean of all channels by itself.
#include "common.clh"

__kernel void response_norm(
    __global const int *restrict lengths, int2 time, __global const float *restrict x,
    __global const float *restrict gamma, __global const float *restrict beta, float epsilon,
    __global float *restrict strength, __global float *restrict y, int channels, int stride) {
  const int c = get_group_id(0);
  const int valid = extent(lengths, time);
  const int row = c * stride;
#if LANES > 1
  __local float scratch[LANES];
  const int lane = get_local_id(0);
#else
  const int lane = 0;
#endif
#if MEASURES
  floatv part = (floatv)(0.0f);
  for (int t = lane * VEC; t < valid; t += LANES * VEC) {
    const floatv v = load_row(x, row, t, valid);
    part = fma(v, v, part);
  }
  float sum = sum_of(part);
#if LANES > 1
  sum = group_sum(sum, scratch);
#endif
  if (lane == 0) {
    strength[c] = sqrt(sum);
  }
#else
  float sum = 0.0f;
  for (int i = lane; i < channels; i += LANES) {
    sum += strength[i];
  }
#if LANES > 1
  sum = group_sum(sum, scratch);
#endif
  const float factor = gamma[c] * strength[c] / (sum / channels + epsilon);
  for (int t = lane * VEC; t < valid; t += LANES * VEC) {
    const floatv v = load_row(x, row, t, valid);
    store_row(v * factor + beta[c] + v, y + row, t, valid);
  }
#endif
}
