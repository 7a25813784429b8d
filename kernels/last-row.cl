// LastRow: y[b, 0] = x[b, rows - 1]
//
// layout  x [batch, capacity, d], y [batch, d]
// groups  one work-item per element: (d, batch)
// cost    copies batch·d floats
#include "common.clh"

__kernel void last_row(
    __global const int *restrict lengths, int2 rowsAxis, __global const float *restrict x, __global float *restrict y,
    int capacity, int d) {
  const int i = get_global_id(0);
  const int item = get_global_id(1);
  if (i < d) {
    y[item * d + i] = x[((long)item * capacity + extent(lengths, rowsAxis) - 1) * d + i];
  }
}
