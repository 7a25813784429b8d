// ConvTranspose1d: y[o, stride·t + k - p] += W[i, o, k] · lrelu(x[i, t]), plus bias[o]; p = ⌊(kernel - stride) / 2⌋
//
// layout  x [in, time], y [out, time·stride or one more], w packed [out / OT][in][kernel][OT]
// groups  one work-item per VEC inputs steps m, OT output channels and phase r < stride: (time, stride, out / OT). It
//         gathers y[o, stride·m + r] from the taps k = r + p (mod stride), so nothing is added atomically. LANES work-items
//         share the input channels, as in conv1d.
// cost    2·in·time·out·kernel FLOP, as conv1d; results of one phase are written stride apart
#include "common.clh"
#include "convolution.clh"

__kernel void conv_transpose1d(
    __global const int *restrict lengths, int2 xTime, int2 yTime, __global const float *restrict x, __global const float *restrict w,
    __global const float *restrict bias, __global float *restrict y, int xStride, int yStride, int in, int out,
    int kernelSize, int stride, int padding, float slope, __local floatv *scratch) {
  const int m = get_global_id(0) * VEC;
  const int r = get_group_id(1);
  const int tile = get_global_id(2);
  const int valid = extent(lengths, xTime);
  const int steps = (extent(lengths, yTime) - r + stride - 1) / stride; // of this phase
#if LANES == 1
  if (m >= steps) {
    return;
  }
#endif
  floatv acc[OT];
#pragma unroll
  for (int o = 0; o < OT; o++) {
    acc[o] = (floatv)(0.0f);
  }
  const int first = (r + padding) % stride;
  if (first < kernelSize && m < steps) {
    const int taps = (kernelSize - first + stride - 1) / stride;
    __global const float *wt = w + (long)tile * in * kernelSize * OT;
    convolve(
        acc, x, xStride, valid, m + (r + padding - first) / stride, in, taps, -1, wt, kernelSize, first, stride, slope);
  }
  SHARE(acc, scratch);
#pragma unroll
  for (int o = LANE; o < OT; o += LANES) {
    const int channel = tile * OT + o;
    if (channel < out && m < steps) {
      lanesv v;
      v.v = TOTAL(acc, scratch, o) + bias[channel];
      __global float *row = y + (long)channel * yStride + r;
      if (m + VEC <= steps) {
#pragma unroll
        for (int l = 0; l < VEC; l++) {
          row[(m + l) * stride] = v.s[l];
        }
      } else {
        for (int l = 0; m + l < steps; l++) {
          row[(m + l) * stride] = v.s[l];
        }
      }
    }
  }
}
