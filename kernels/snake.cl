// Snake: u[n] = 2 · Σ_m x[m] · f[n + 5 - 2m], v = u + scale[c] · sin²(alpha[c] · u), y[t] = Σ_k f[k] · v[2t + k - 5];
//        places outside mean the nearest end. f is symmetric: f0 … f5 are its first half.
//
// layout  x, y [channels, time]; alpha, scale [channels]
// groups  LANES work-items per CHUNK time steps of a channel: (time / CHUNK, channels). First the even and the odd places
//         of v, three steps beyond both ends of the chunk, into local memory; then y from there.
// cost    about 90 FLOP, 2 floats of traffic per element
#include "common.clh"

// u + scale · sin²(alpha · u): alpha · u less the nearest multiple of π, squared, then a polynomial (error 2e-7).
INLINE floatv snaked(floatv u, float alpha, float scale) {
  const floatv w = alpha * u;
  const floatv n = rint(w * 0.318309886f);
  floatv r = fma(n, (floatv)(-3.140625f), w);
  r = fma(n, (floatv)(-9.67502593994140625e-4f), r);
  r = fma(n, (floatv)(-1.509957990978376432e-7f), r);
  r = fmin(fmax(r, -1.5707964f), 1.5707964f); // what is too large for a phase stays bounded
  const floatv z = r * r;
  floatv p = (floatv)(7.9783213e-8f);
  p = fma(p, z, (floatv)(-4.2208708e-6f));
  p = fma(p, z, (floatv)(1.4098280e-4f));
  p = fma(p, z, (floatv)(-3.1744794e-3f));
  p = fma(p, z, (floatv)(4.4444371e-2f));
  p = fma(p, z, (floatv)(-3.3333331e-1f));
  p = fma(p, z, (floatv)(1.0f));
  return fma((floatv)(scale), p * z, u);
}

// x[j + shift …] with places outside meaning the nearest end; a v that lies outside is one of the ends' too.
INLINE floatv nearest(__global const float *row, int j, int shift, int valid) {
  const int at = j + shift;
  if (at >= 0 && at + VEC <= valid) {
    return LOADV(row + at);
  }
  lanesv r;
  for (int l = 0; l < VEC; l++) {
    r.s[l] = row[clamp(at + l, 0, valid - 1)];
  }
  return r.v;
}

__kernel void snake(
    __global const int *restrict lengths, int2 time, __global const float *restrict x, __global const float *restrict alpha,
    __global const float *restrict scale, __global float *restrict y, int stride, float f0, float f1, float f2, float f3,
    float f4, float f5, __local float *even, __local float *odd) {
  const int c = get_group_id(1);
  const int start = get_group_id(0) * CHUNK;
  const int valid = extent(lengths, time);
  const int steps = min(CHUNK, valid - start); // may be none
  __global const float *row = x + (long)c * stride;
  const float a = alpha[c];
  const float s = scale[c];
  for (int i = get_local_id(0) * VEC; i < steps + 6; i += LANES * VEC) {
    const int j = start - 3 + i;
    const floatv x0 = nearest(row, j, -3, valid);
    const floatv x1 = nearest(row, j, -2, valid);
    const floatv x2 = nearest(row, j, -1, valid);
    const floatv x3 = nearest(row, j, 0, valid);
    const floatv x4 = nearest(row, j, 1, valid);
    const floatv x5 = nearest(row, j, 2, valid);
    const floatv x6 = nearest(row, j, 3, valid);
    const floatv e = f0 * x0 + f2 * x1 + f4 * x2 + f5 * x3 + f3 * x4 + f1 * x5;
    const floatv o = f1 * x1 + f3 * x2 + f5 * x3 + f4 * x4 + f2 * x5 + f0 * x6;
    STOREV(snaked(2.0f * e, a, s), even + i);
    STOREV(snaked(2.0f * o, a, s), odd + i);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  // Places of v beyond its ends, by the work-item that nobody else waits for: six at most.
  if (get_local_id(0) == 0 && steps > 0) {
    for (int i = 0; i < 3 && start - 3 + i < 0; i++) {
      even[i] = even[3 - start];
      odd[i] = even[3 - start];
    }
    const int last = valid - 1 - start + 3;
    for (int i = last + 1; i < steps + 6; i++) {
      even[i] = odd[last];
      odd[i] = odd[last];
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = get_local_id(0) * VEC; i < steps; i += LANES * VEC) {
    floatv sum = f1 * LOADV(even + i + 1) + f3 * LOADV(even + i + 2) + f5 * LOADV(even + i + 3);
    sum += f4 * LOADV(even + i + 4) + f2 * LOADV(even + i + 5) + f0 * LOADV(even + i + 6);
    sum += f0 * LOADV(odd + i) + f2 * LOADV(odd + i + 1) + f4 * LOADV(odd + i + 2);
    sum += f5 * LOADV(odd + i + 3) + f3 * LOADV(odd + i + 4) + f1 * LOADV(odd + i + 5);
    store_row(sum, y + (long)c * stride, start + i, valid);
  }
}
