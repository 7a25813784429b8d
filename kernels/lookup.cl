// Lookup: y[c, t] = table[ids[t / repeat], c]
//
// layout  ids [n], table [rows, channels], y [channels, n·repeat]
// groups  one work-item per element of y: (time, channels)
// cost    reads table rows across, writes y along
#include "common.clh"

__kernel void lookup(
    __global const int *restrict lengths, int2 time, __global const int *restrict ids, __global const float *restrict table,
    __global float *restrict y, int stride, int channels, int repeat) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  if (t < extent(lengths, time)) {
    y[(long)c * stride + t] = table[(long)ids[t / repeat] * channels + c];
  }
}
