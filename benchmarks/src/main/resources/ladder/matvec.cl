// Rungs of the ladder "matrix times vector": y[o] = Σ_i W[o, i] · x[i], W [OUT, IN] row-major.
// OUT and IN are defined when compiled; IN is a multiple of 16 and of 64, OUT of 8. What runs today is kernels/linear.cl.

inline float sum16(float16 v) {
  float8 a = v.lo + v.hi;
  float4 b = a.lo + a.hi;
  float2 c = b.lo + b.hi;
  return c.x + c.y;
}

// A work-item per row, one element at a time. Work-items side by side read IN floats apart: no two loads share a vector.
__kernel void item_per_row(__global const float *x, __global const float *w, __global float *y) {
  const int o = get_global_id(0);
  float sum = 0.0f;
  for (int i = 0; i < IN; i++) {
    sum += w[o * IN + i] * x[i];
  }
  y[o] = sum;
}

// A work-group of 64 shares a row: loads side by side, then a tree in local memory. The GPU's textbook.
__kernel __attribute__((reqd_work_group_size(64, 1, 1))) void group_per_row(
    __global const float *x, __global const float *w, __global float *y) {
  __local float parts[64];
  const int o = get_group_id(0);
  const int lane = get_local_id(0);
  float sum = 0.0f;
  for (int i = lane; i < IN; i += 64) {
    sum += w[o * IN + i] * x[i];
  }
  parts[lane] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int half_ = 32; half_ > 0; half_ /= 2) {
    if (lane < half_) {
      parts[lane] += parts[lane + half_];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (lane == 0) {
    y[o] = parts[0];
  }
}

// A work-item per row with sixteen sums side by side: whole vectors, no barrier.
__kernel void vector_per_row(__global const float *x, __global const float *w, __global float *y) {
  const int o = get_global_id(0);
  float16 sum = (float16)(0.0f);
  for (int i = 0; i < IN; i += 16) {
    sum = fma(vload16(0, w + o * IN + i), vload16(0, x + i), sum);
  }
  y[o] = sum16(sum);
}

// Eight rows per work-item, `segment` rows apart: x is loaded once for eight rows, and eight streams of W are open.
inline void eight_rows(__global const float *x, __global const float *w, __global float *y, int first, int segment) {
  float16 sum[8];
#pragma unroll
  for (int j = 0; j < 8; j++) {
    sum[j] = (float16)(0.0f);
  }
  for (int i = 0; i < IN; i += 16) {
    const float16 v = vload16(0, x + i);
#pragma unroll
    for (int j = 0; j < 8; j++) {
      sum[j] = fma(vload16(0, w + (first + j * segment) * IN + i), v, sum[j]);
    }
  }
#pragma unroll
  for (int j = 0; j < 8; j++) {
    y[first + j * segment] = sum16(sum[j]);
  }
}

__kernel void eight_neighbours(__global const float *x, __global const float *w, __global float *y) {
  eight_rows(x, w, y, 8 * get_global_id(0), 1);
}

__kernel void eight_apart(__global const float *x, __global const float *w, __global float *y) {
  eight_rows(x, w, y, get_global_id(0), OUT / 8);
}
