// ChannelNorm: y[·, t] = LayerNorm(x[·, t]) · gamma + beta, biased variance
//
// layout  x, y [channels, time]
// groups  TX · LANES work-items, (time / VEC, 1): each takes VEC time steps; LANES share the channels of a step and add up
//         through local memory. On a CPU TX and LANES are 1.
// cost    8 FLOP per element; x is read three times, twice of them from the cache
#include "common.clh"

#if LANES > 1
INLINE floatv over_lanes(floatv v, __local floatv *scratch) {
  const int tx = get_local_id(0);
  const int lane = get_local_id(1);
  barrier(CLK_LOCAL_MEM_FENCE);
  scratch[lane * TX + tx] = v;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int half_ = LANES / 2; half_ > 0; half_ /= 2) {
    if (lane < half_) {
      scratch[lane * TX + tx] += scratch[(lane + half_) * TX + tx];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return scratch[tx];
}
#else
#define over_lanes(v, scratch) (v)
#endif

__kernel void channel_norm(
    __global const int *restrict lengths, int2 time, __global const float *restrict x,
    __global const float *restrict gamma, __global const float *restrict beta, __global float *restrict y, int channels,
    int stride, float epsilon) {
#if LANES > 1
  __local floatv scratch[TX * LANES];
  const int lane = get_local_id(1);
#else
  const int lane = 0;
#endif
  const int t = get_global_id(0) * VEC;
  const int valid = extent(lengths, time);
  floatv sum = (floatv)(0.0f);
  for (int c = lane; c < channels; c += LANES) {
    sum += load_row(x, c * stride, t, valid);
  }
  const floatv mean = over_lanes(sum, scratch) / channels;
  sum = (floatv)(0.0f);
  for (int c = lane; c < channels; c += LANES) {
    const floatv v = load_row(x, c * stride, t, valid) - mean;
    sum = fma(v, v, sum);
  }
  const floatv factor = 1.0f / sqrt(over_lanes(sum, scratch) / channels + epsilon);
  if (t < valid) {
    for (int c = lane; c < channels; c += LANES) {
      const floatv v = load_row(x, c * stride, t, valid) - mean;
      store_row(v * factor * gamma[c] + beta[c], y + (long)c * stride, t, valid);
    }
  }
}
