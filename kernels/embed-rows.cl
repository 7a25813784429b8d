// EmbedRows: the input rows of a transformer
//   r < start[b]     zeros
//   r < textEnd[b]   textTable[ids] + features + textScale · positions[r - start]
//   else             audioTable[ids] + audioScale · positions[r - textEnd]
//
// layout  ids [batch, rows], features and y [batch, rows, d], tables [n, d]; features may be null
// groups  one work-item per element: (d, rows, batch)
// cost    3 FLOP and 4 floats of traffic per element
#include "common.clh"

__kernel void embed_rows(
    __global const int *restrict lengths, int2 rowsAxis, __global const int *restrict ids,
    __global const int *restrict start, __global const int *restrict textEnd, __global const float *restrict features,
    __global const float *restrict textTable, __global const float *restrict audioTable,
    __global const float *restrict positions, float textScale, float audioScale, __global float *restrict y, int rows,
    int d) {
  const int i = get_global_id(0);
  const int r = get_global_id(1);
  const int item = get_global_id(2);
  if (i >= d || r >= extent(lengths, rowsAxis)) {
    return;
  }
  const long row = (long)item * rows + r;
  const int from = start[item];
  const int audio = textEnd[item];
  float value = 0.0f;
  if (r >= from && r < audio) {
    value = textTable[(long)ids[row] * d + i] + textScale * positions[(long)(r - from) * d + i];
    if (features) {
      value += features[row * d + i];
    }
  } else if (r >= from) {
    value = audioTable[(long)ids[row] * d + i] + audioScale * positions[(long)(r - audio) * d + i];
  }
  y[row * d + i] = value;
}
