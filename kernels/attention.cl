// Attention between time axes, all keys visible, with optional relative positions:
//   score(i, j) = q̂_i · k_j + [|j - i| ≤ window] q̂_i · relativeKeys[j - i + window],  q̂ = q · scale
//   y_i = Σ_j softmax_j(score) · (v_j + [|j - i| ≤ window] relativeValues[j - i + window])
//
// layout  q [.., time], kv [.., keys] (channels from qChannel, kChannel, vChannel), tables [2·window+1, width], y [d, time]
// groups  one work-item per VEC queries, head and CHUNK channels of the head: (time, heads, width / CHUNK). Queries are
//         the lanes, KT keys are scored together, the softmax is taken on the way. Keys near the diagonal carry the
//         relative terms; they are left out of the main pass and follow diagonal by diagonal, where all lanes share
//         one row of the tables. On a GPU, LANES work-items along the second axis share the keys of a tile and merge
//         what they have through local memory; scratch has room for LANES · (CHUNK + 2) vectors for each column.
// cost    4·d·time·keys FLOP, and the scores again for every further chunk of a head
#include "common.clh"

#if LANES > 1
// All channels of a chunk, unrolled, so that they are in registers; those beyond the head repeat its last one.
#define CHANNELS CHUNK
#define CHANNEL(c) min((c), channels - 1)
#define UNROLL CHUNK
#else
#define CHANNELS channels
#define CHANNEL(c) (c)
#define UNROLL 1
#endif

typedef struct {
  floatv top;
  floatv sum;
} softmax_t;

// Makes room for scores of at most newTop: the factor for what was summed so far.
INLINE floatv rescale(softmax_t *s, floatv newTop) {
  const floatv shrink = exp(s->top - newTop);
  s->top = newTop;
  s->sum *= shrink;
  return shrink;
}

__kernel void attention(
    __global const int *restrict lengths, int2 timeAxis, int2 keysAxis, __global const float *q, __global const float *kv,
    __global const float *restrict relativeKeys, __global const float *restrict relativeValues,
    __global float *restrict y, int qStride, int kvStride, int qChannel, int kChannel, int vChannel, int width, int window,
    float scale, __local floatv *scratch) {
#if LANES > 1
  const int lane = get_local_id(1);
#else
  const int lane = 0;
#endif
  const int i0 = get_global_id(0) * VEC;
  const int head = get_group_id(1);
  const int chunk = get_global_id(2) * CHUNK;
  const int time = extent(lengths, timeAxis);
  const int keys = extent(lengths, keysAxis);
#if LANES == 1
  if (i0 >= time) {
    return;
  }
#endif
  const int channels = min(CHUNK, width - chunk);
  const int qRow = (qChannel + head * width) * qStride;
  const int kRow = (kChannel + head * width) * kvStride;
  const int vRow = (vChannel + head * width + chunk) * kvStride;
  const int at0 = min(i0, time - 1);
  const intv query = (intv)(i0) + IOTA;
  const floatv never = (floatv)(-FLT_MAX);
  floatv acc[CHUNK];
#pragma unroll UNROLL
  for (int c = 0; c < CHANNELS; c++) {
    acc[c] = (floatv)(0.0f);
  }
  softmax_t s;
  s.top = never;
  s.sum = (floatv)(0.0f);

  for (int j0 = lane * KT; j0 < keys; j0 += LANES * KT) {
    floatv p[KT];
    int at[KT];
#pragma unroll
    for (int j = 0; j < KT; j++) {
      p[j] = (floatv)(0.0f);
      at[j] = min(j0 + j, keys - 1);
    }
    for (int c = 0; c < width; c++) {
      const floatv qc = LOADV(q + qRow + c * qStride + at0); // what lies beyond the last query is dropped
      __global const float *key = kv + kRow + c * kvStride;
#pragma unroll
      for (int j = 0; j < KT; j++) {
        p[j] = fma((floatv)(key[at[j]]), qc, p[j]);
      }
    }
    floatv newTop = s.top;
#pragma unroll
    for (int j = 0; j < KT; j++) {
      const intv distance = (intv)(j0 + j) - query;
      const intv far = (distance > window) | (-distance > window);
      p[j] = j0 + j < keys ? select(never, p[j] * scale, far) : never;
      newTop = fmax(newTop, p[j]);
    }
    const floatv shrink = rescale(&s, newTop);
#pragma unroll
    for (int j = 0; j < KT; j++) {
      p[j] = select((floatv)(0.0f), exp(p[j] - newTop), p[j] > never);
      s.sum += p[j];
    }
#pragma unroll UNROLL
    for (int c = 0; c < CHANNELS; c++) {
      floatv value = acc[c] * shrink;
      __global const float *row = kv + vRow + CHANNEL(c) * kvStride;
#pragma unroll
      for (int j = 0; j < KT; j++) {
        value = fma((floatv)(row[at[j]]), p[j], value);
      }
      acc[c] = value;
    }
  }

  for (int distance = lane - window; distance <= window; distance += LANES) {
    if (i0 + distance + VEC <= 0 || i0 + distance >= keys) {
      continue;
    }
    __global const float *table = relativeKeys + (distance + window) * width;
    floatv score = (floatv)(0.0f);
    for (int c = 0; c < width; c++) {
      const floatv qc = load_row(q, qRow + c * qStride, i0, time);
      const floatv key = load_row(kv, kRow + c * kvStride, i0 + distance, keys);
      score = fma(qc, key + table[c], score);
    }
    const intv j = query + distance;
    score = select(never, score * scale, (j >= 0) & (j < keys));
    const floatv newTop = fmax(s.top, score);
    const floatv shrink = rescale(&s, newTop);
    const floatv p = select((floatv)(0.0f), exp(score - newTop), score > never);
    s.sum += p;
    table = relativeValues + (distance + window) * width + chunk;
#pragma unroll UNROLL
    for (int c = 0; c < CHANNELS; c++) {
      const floatv value = load_row(kv, vRow + CHANNEL(c) * kvStride, i0 + distance, keys) + table[CHANNEL(c)];
      acc[c] = fma(p, value, acc[c] * shrink);
    }
  }

#if LANES > 1
  const int columns = get_local_size(0);
  const int column = get_local_id(0);
  __local floatv *tops = scratch;
  __local floatv *sums = tops + LANES * columns;
  __local floatv *values = sums + LANES * columns;
  tops[lane * columns + column] = s.top;
  barrier(CLK_LOCAL_MEM_FENCE);
  floatv top = never;
  for (int l = 0; l < LANES; l++) {
    top = fmax(top, tops[l * columns + column]);
  }
  const floatv weight = exp(s.top - top);
  sums[lane * columns + column] = s.sum * weight;
#pragma unroll UNROLL
  for (int c = 0; c < CHANNELS; c++) {
    values[(lane * CHUNK + c) * columns + column] = acc[c] * weight;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  floatv sum = (floatv)(0.0f);
  for (int l = 0; l < LANES; l++) {
    sum += sums[l * columns + column];
  }
  for (int c = lane; c < channels && i0 < time; c += LANES) {
    floatv value = (floatv)(0.0f);
    for (int l = 0; l < LANES; l++) {
      value += values[(l * CHUNK + c) * columns + column];
    }
    store_row(value / sum, y + (long)(head * width + chunk + c) * qStride, i0, time);
  }
#else
  for (int c = 0; c < channels; c++) {
    store_row(acc[c] / s.sum, y + (long)(head * width + chunk + c) * qStride, i0, time);
  }
#endif
}
