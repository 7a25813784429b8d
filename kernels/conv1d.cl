// Conv1d: s[o, t] = bias[o] + shift[o] + Σ_i Σ_k W[o, i, k] · lrelu(x[i, t·stride + k·dilation - padding])
//         y[o, t] = act((s[o, t] + residual[o, t]) · scale + sum[o, t])
//
// layout  x [in.., time], y, residual, sum [out, time'], w packed [out / OT][in][kernel][OT]; bias, shift, residual, sum
//         may be null
// groups  one work-item per VEC time steps and OT output channels: (time', out / OT, 1); any local size along time. On a
//         GPU, which needs more work-items than a short x has tiles, LANES of them along the second axis share the input
//         channels of a tile and add up through local memory; scratch has room for LANES · OT vectors for each column.
//         GroupedConv1d: (time', out / OT, groups), where in and out count the channels of one group and OT divides out
//         With SLAB on a GPU, by way of local memory (convolution-slab.clh): groups of VEC · COLUMNS time steps by OT · TALL
//         output channels: (time', out / (OT · TALL), groups) of (COLUMNS, LANES · TALL) work-items; slab input channels
//         at a time
// cost    2·out·time'·in·kernel FLOP; per input element and tap one load, one leaky ReLU, OT multiply-adds.
//         Kernel size and dilation are arguments: unrolled constants build for a minute and run no faster.
#include "common.clh"
#if SLAB
#include "convolution-slab.clh"

__kernel void conv1d(
    __global const int *restrict lengths, int2 xTime, int2 yTime, __global const float *restrict x,
    __global const float *restrict w, __global const float *restrict bias, __global const float *restrict shift,
    __global const float *restrict residual, __global const float *restrict sum, __global float *restrict y, int xStride,
    int yStride, int in, int out, int kernelSize, int stride, int padding, int dilation, float slope, float scale,
    int activation, __local floatv *scratch, int slab) {
  const int lane = get_local_id(1) % LANES;
  const int start = get_group_id(0) * VEC * COLUMNS;
  const int group = get_global_id(2);
  const int tiles = (out + OT - 1) / OT; // of one group of channels
  const int tile = get_group_id(1) * TALL + get_local_id(1) / LANES;
  const int end = extent(lengths, yTime);
  const int valid = extent(lengths, xTime);
  floatv acc[OT];
#pragma unroll
  for (int o = 0; o < OT; o++) {
    acc[o] = (floatv)(0.0f);
  }
  convolve(
      acc, x + (long)group * in * xStride, xStride, valid, start * stride - padding, start < end ? in : 0, kernelSize,
      stride, dilation, w + (long)(group * tiles + tile) * in * kernelSize * OT, tile < tiles, slope, (__local float *)scratch, slab);
#pragma unroll
  for (int first = 0; first < OT; first += PIECE) {
    SHARE(acc, scratch, first);
#pragma unroll
    for (int o = lane; o < PIECE; o += LANES) {
      const int channel = (group * tiles + tile) * OT + first + o;
      if (tile < tiles && channel < out * (group + 1)) {
        lanesv v;
        v.v = TOTAL(acc, scratch, first, o) + (bias ? bias[channel] : 0.0f) + (shift ? shift[channel] : 0.0f);
        const long row = (long)channel * yStride;
#pragma unroll
        for (int l = 0; l < VEC; l++) {
          const int t = start + l * COLUMNS + get_local_id(0);
          if (t < end) {
            const float s = (v.s[l] + (residual ? residual[row + t] : 0.0f)) * scale + (sum ? sum[row + t] : 0.0f);
            y[row + t] = activate(s, activation);
          }
        }
      }
    }
  }
}
#else
#include "convolution.clh"

__kernel void conv1d(
    __global const int *restrict lengths, int2 xTime, int2 yTime, __global const float *restrict x,
    __global const float *restrict w, __global const float *restrict bias, __global const float *restrict shift,
    __global const float *restrict residual, __global const float *restrict sum, __global float *restrict y, int xStride,
    int yStride, int in, int out, int kernelSize, int stride, int padding, int dilation, float slope, float scale,
    int activation, __local floatv *scratch, int slab) {
  const int t = get_global_id(0) * VEC;
  const int group = get_global_id(2);
  const int tile = group * get_num_groups(1) + get_group_id(1);
  const int end = extent(lengths, yTime);
#if LANES == 1
  if (t >= end) {
    return;
  }
#endif
  const int valid = extent(lengths, xTime);
  floatv acc[OT];
#pragma unroll
  for (int o = 0; o < OT; o++) {
    acc[o] = (floatv)(0.0f);
  }
  x += (long)group * in * xStride;
  __global const float *wt = w + (long)tile * in * kernelSize * OT;
  if (t >= end) {
    // nothing to add, but a barrier to come to
  } else if (stride == 1) {
    convolve(acc, x, xStride, valid, t - padding, in, kernelSize, dilation, wt, kernelSize, 0, 1, slope);
  } else {
    for (int i = LANE; i < in; i += LANES) {
      for (int k = 0; k < kernelSize; k++) {
        lanesv v;
        for (int l = 0; l < VEC; l++) {
          int from = (t + l) * stride + k * dilation - padding;
          v.s[l] = from >= 0 && from < valid ? x[(long)i * xStride + from] : 0.0f;
        }
        v.v = leaky(v.v, slope);
        multiply_add(acc, wt + ((long)i * kernelSize + k) * OT, v.v);
      }
    }
  }
  SHARE(acc, scratch);
#pragma unroll
  for (int o = LANE; o < OT; o += LANES) {
    const int channel = tile * OT + o;
    if (channel < out * (group + 1) && t < end) {
      const int row = channel * yStride;
      floatv v = TOTAL(acc, scratch, o) + (bias ? bias[channel] : 0.0f) + (shift ? shift[channel] : 0.0f);
      if (residual) {
        v += load_row(residual, row, t, end);
      }
      v *= scale;
      if (sum) {
        v += load_row(sum, row, t, end);
      }
      store_row(activate_lanes(v, activation), y + row, t, end);
    }
  }
}
#endif
