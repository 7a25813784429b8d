// EmbedCode: y[b] = table[lastCode[b]] + scale · positions[promptLength[b] + step[b] - 1]
//
// layout  lastCode, step, promptLength [batch]; table [codes, d]; positions [n, d]; y [batch, d]
// groups  one work-item per element: (d, batch)
// cost    2·batch·d FLOP, 3 floats of traffic per element
#include "common.clh"

__kernel void embed_code(
    __global const int *restrict lastCode, __global const int *restrict step, __global const int *restrict promptLength,
    __global const float *restrict table, __global const float *restrict positions, float scale,
    __global float *restrict y, int d) {
  const int i = get_global_id(0);
  const int item = get_global_id(1);
  if (i < d) {
    const long place = promptLength[item] + step[item] - 1;
    y[item * d + i] = table[(long)lastCode[item] * d + i] + scale * positions[place * d + i];
  }
}
