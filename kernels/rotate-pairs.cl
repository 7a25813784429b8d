// RotatePairs: neighbours among the first `width` channels of a row turned by the angles of its place; the others pass
//   y[r, 2k] = x[r, 2k] · cos - x[r, 2k + 1] · sin,  y[r, 2k + 1] = x[r, 2k + 1] · cos + x[r, 2k] · sin
//
// layout  x, y [items, rows, d]; table [at least rows, width]: cosine, sine, cosine, …
// groups  one work-item per element of y: (d, rows, items)
// cost    3 FLOP per turned element; the traffic of a copy
#include "common.clh"

__kernel void rotate_pairs(
    __global const int *restrict lengths, int2 rowsAxis, __global const float *restrict x,
    __global const float *restrict table, __global float *restrict y, int rows, int d, int width) {
  const int c = get_global_id(0);
  const int r = get_global_id(1);
  if (c < d && r < extent(lengths, rowsAxis)) {
    const long at = ((long)get_global_id(2) * rows + r) * d + c;
    float value = x[at];
    if (c < width) {
      const int even = c & ~1;
      const float across = (c & 1 ? x[at - 1] : -x[at + 1]) * table[(long)r * width + even + 1];
      value = value * table[(long)r * width + even] + across;
    }
    y[at] = value;
  }
}
