// ProjectQkv: [q k v] = x · Wᵀ + b; keys[b, first + r] = k, values[b, first + r] = v
//
// layout  x, q [batch, rows, d]; w [3d, d] and factors as linear; keys, values [batch, capacity, d] in CACHE_BITS;
//         position [batch] or null (0)
// groups  (batch·rows / XT, segment) of LANES work-items, as linear with out = 3d
// cost    6·rows·d² FLOP; W read rows / XT times. Rows not in force, and rows beyond the cache, are not stored.
#include "common.clh"
#include "matrix.clh"
#include "cache.clh"

__kernel void project_qkv(
    __global const int *restrict lengths, int2 rowsAxis, __global const float *restrict x,
    __global const weight_t *restrict w, __global const float *restrict factors, __global const float *restrict bias,
    __global cache_t *restrict keys, __global cache_t *restrict values, __global const int *restrict position,
    __global float *restrict q, int batch, int rows, int d, int capacity, int segment) {
  TILE_SCRATCH;
  const int valid = extent(lengths, rowsAxis);
  const int row = get_group_id(0) * XT;
  const int first = get_group_id(1);
  float sums[ELEMENTS];
  tile_product(x, batch * rows, row, w, 3 * d, first, segment, d, sums, scratch);
#pragma unroll
  for (int e = 0; e < ELEMENTS; e++) {
    int r = row + ROW_OF(e);
    int o = first + COLUMN_OF(e) * segment;
    if (MINE(e) && r < batch * rows && o < 3 * d && r % rows < valid) {
      float value = sums[e] * FACTOR(factors, o) + bias[o];
      int item = r / rows;
      int cached = r % rows + (position ? position[item] : 0);
      if (o < d) {
        q[(long)r * d + o] = value;
      } else if (cached < capacity) {
        __global cache_t *cache = o < 2 * d ? keys : values;
        STOREC(value, cache, ((long)item * capacity + cached) * d + o % d);
      }
    }
  }
}
