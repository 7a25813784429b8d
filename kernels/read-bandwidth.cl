// Not an operator: how fast the device reads. Each work-item adds up STREAMS stretches of n floats that lie far apart, as the
// matrix kernels do.
//
// layout  x [items · STREAMS · n], y [items]
// groups  one work-item per y
// cost    reads everything once
#include "common.clh"

#define STREAMS 8

__kernel void read_bandwidth(__global const float *restrict x, __global float *restrict y, int n) {
  const long items = get_global_size(0);
  const long item = get_global_id(0);
  floatv sum[STREAMS];
#pragma unroll
  for (int s = 0; s < STREAMS; s++) {
    sum[s] = (floatv)(0.0f);
  }
  for (int i = 0; i < n; i += VEC) {
#pragma unroll
    for (int s = 0; s < STREAMS; s++) {
      sum[s] += LOADV(x + (s * items + item) * n + i);
    }
  }
  floatv total = (floatv)(0.0f);
#pragma unroll
  for (int s = 0; s < STREAMS; s++) {
    total += sum[s];
  }
  y[item] = sum_of(total);
}
