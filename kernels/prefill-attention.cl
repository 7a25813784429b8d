// PrefillAttention: y[b, r] = softmax_j(q[b, r] · keys[b, j] / √w) · values[b, j], per head of width w
//   text row (r < textEnd[b])   start[b] ≤ j < textEnd[b]
//   audio row                   start[b] ≤ j ≤ r
//
// layout  q, y [batch, rows, d]; keys, values [batch, capacity, d] in CACHE_BITS; heads are slices of d
// groups  (chunks of a head · heads, rows, batch) of LANES work-items, as decode-attention
// cost    4·batch·rows·seen·d FLOP; keys and values are read once per row, from the cache
#include "common.clh"
#include "cache-attention.clh"

__kernel void prefill_attention(
    __global const int *restrict lengths, int2 rowsAxis, __global const float *restrict q,
    __global const cache_t *restrict keys, __global const cache_t *restrict values, __global const int *restrict start,
    __global const int *restrict textEnd, __global float *restrict y, int rows, int d, int heads, int width,
    int capacity, float scale) {
  ATTENTION_SCRATCH;
  const int head = get_group_id(0) % heads;
  const int chunk = get_group_id(0) / heads * CHUNK;
  const int r = get_group_id(1);
  const int item = get_group_id(2);
  const bool wanted = r < extent(lengths, rowsAxis); // no early return: barriers follow
  const long cache = (long)item * capacity * d + head * width;
  const long row = ((long)item * rows + r) * d + head * width;
  const int end = r < textEnd[item] ? textEnd[item] : r + 1;
  attend(
      q + row, keys + cache, values + cache, start[item], wanted ? end : 0, d, wanted ? width : 0, scale, chunk, y + row,
      sharedMax, sharedSum, sharedValues);
}
