// Rungs of the ladder "convolution": y[o, t] = Σ_i Σ_k W[o, i, k] · x[i, t + k·dilation], x [IN, stride] padded on both
// sides, y [OUT, TIME]. IN, OUT and TIME are defined when compiled; OUT and TIME are multiples of 64. What runs today is
// kernels/conv1d.cl.

// A work-item per element of y. Every multiply-add loads both of its factors.
__kernel void item_per_element(
    __global const float *x, __global const float *w, __global float *y, int stride, int taps, int dilation) {
  const int t = get_global_id(0);
  const int o = get_global_id(1);
  float sum = 0.0f;
  for (int i = 0; i < IN; i++) {
    for (int k = 0; k < taps; k++) {
      sum += w[(o * IN + i) * taps + k] * x[i * stride + t + k * dilation];
    }
  }
  y[o * TIME + t] = sum;
}

// A work-group of 64 times stages its piece of each input channel in local memory. The GPU's textbook.
__kernel __attribute__((reqd_work_group_size(64, 1, 1))) void local_tile(
    __global const float *x, __global const float *w, __global float *y, int stride, int taps, int dilation) {
  __local float tile[64 + 64];
  const int lane = get_local_id(0);
  const int from = get_group_id(0) * 64;
  const int o = get_global_id(1);
  const int needed = 64 + (taps - 1) * dilation;
  float sum = 0.0f;
  for (int i = 0; i < IN; i++) {
    for (int j = lane; j < needed; j += 64) {
      tile[j] = x[i * stride + from + j];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = 0; k < taps; k++) {
      sum += w[(o * IN + i) * taps + k] * tile[lane + k * dilation];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  y[o * TIME + from + lane] = sum;
}

// TILE channels of sixteen times per work-item, in registers; W packed [OUT / TILE][IN][taps][TILE]. A load of x serves
// TILE multiply-adds of a whole vector.
__kernel void register_tile(
    __global const float *x, __global const float *w, __global float *y, int stride, int taps, int dilation) {
  const int t = get_global_id(0) * 16;
  const int tile = get_global_id(1);
  float16 sum[TILE];
#pragma unroll
  for (int o = 0; o < TILE; o++) {
    sum[o] = (float16)(0.0f);
  }
  __global const float *wt = w + tile * IN * taps * TILE;
  for (int i = 0; i < IN; i++) {
    for (int k = 0; k < taps; k++) {
      const float16 v = vload16(0, x + i * stride + t + k * dilation);
#pragma unroll
      for (int o = 0; o < TILE; o++) {
        sum[o] = fma((float16)(wt[(i * taps + k) * TILE + o]), v, sum[o]);
      }
    }
  }
#pragma unroll
  for (int o = 0; o < TILE; o++) {
    vstore16(sum[o], 0, y + (tile * TILE + o) * TIME + t);
  }
}
