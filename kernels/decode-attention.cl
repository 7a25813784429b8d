// DecodeAttention: y[b] = softmax_j(q[b] · keys[b, j] / √w) · values[b, j], start[b] ≤ j ≤ position[b], per head of width w
//
// layout  q, y [batch, d]; keys, values [batch, capacity, d] in CACHE_BITS; heads are slices of d
// groups  (chunks of a head, heads, batch) of LANES work-items: on a GPU they split the keys, on a CPU LANES is 1
// cost    4·batch·rows·d FLOP over the rows in force; keys and values are read once
#include "common.clh"
#include "cache-attention.clh"

__kernel void decode_attention(
    __global const float *restrict q, __global const cache_t *restrict keys, __global const cache_t *restrict values,
    __global const int *restrict start, __global const int *restrict position, __global float *restrict y, int d,
    int width, int capacity, float scale) {
  ATTENTION_SCRATCH;
  const int chunk = get_group_id(0) * CHUNK;
  const int head = get_group_id(1);
  const int item = get_group_id(2);
  const long cache = (long)item * capacity * d + head * width;
  const long row = (long)item * d + head * width;
  attend(
      q + row, keys + cache, values + cache, start[item], min(position[item] + 1, capacity), d, width, scale, chunk,
      y + row, sharedMax, sharedSum, sharedValues);
}
