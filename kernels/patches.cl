// Patches: y[(k · kernel + j) · channels + c, t · width' + f]
//            = x[c, (t · stride + j - p) · width + f · stride + k - p], 0 outside the picture; p = (kernel - 1) / 2
//
// layout  x [channels, time · width], y [kernel² · channels, time' · width'], width' = (width - 1) / stride + 1
// groups  one work-item per element of y: (time' · width', kernel² · channels)
// cost    no FLOP; y is written once, x read kernel² times, mostly from the cache
#include "common.clh"

__kernel void patches(
    __global const int *restrict lengths, int2 xTime, int2 yTime, __global const float *restrict x,
    __global float *restrict y, int xStride, int yStride, int channels, int kernelSize, int stride, int width,
    int narrowed) {
  const int place = get_global_id(0);
  const int row = get_global_id(1);
  if (place >= extent(lengths, yTime)) {
    return;
  }
  const int padding = (kernelSize - 1) / 2;
  const int c = row % channels;
  const int line = place / narrowed * stride + row / channels % kernelSize - padding;
  const int at = place % narrowed * stride + row / channels / kernelSize - padding;
  const bool inside = line >= 0 && line < extent(lengths, xTime) / width && at >= 0 && at < width;
  y[(long)row * yStride + place] = inside ? x[(long)c * xStride + line * width + at] : 0.0f;
}
