// PrefillAttention: y[b, r] = softmax_j(q[b, r] · keys[b, j] / √w) · values[b, j], per head of width w
//   text row (r < textEnd[b])   start[b] ≤ j < textEnd[b]
//   audio row                   start[b] ≤ j ≤ r
//
// layout  q, y [batch, rows, d]; keys, values [batch, capacity, d] in CACHE_BITS; heads are slices of d
// groups  (chunks of a head · heads, blocks of QT rows, batch) of LANES work-items. A tile of KT vectors of keys goes to
//         local memory, keys turned so that those of a column lie together, and serves all rows of the group: scores,
//         softmax on the way ("online"), values. A work-item makes RT rows by VEC keys of the scores, and RT rows by VEC
//         channels of the result, which stay in its registers; alone, it makes them all, one after another
//   QT     rows of a group, a multiple of RT
//   KT     vectors of keys of a tile
//   CHUNK  channels of a head that a group makes, a multiple of VEC; wider heads take several groups, which each form
//          the scores anew
// cost    4·batch·rows·seen·d FLOP; keys and values are read once for QT rows
//
// A row is added up in the order of its keys, from the first that is seen, whatever rows share its group.
#include "common.clh"
#include "cache.clh"

#define KEYS (KT * VEC)
#define SLAB 64  // columns of the keys that are in local memory at a time
#if LANES > 1
#define PITCH (KEYS + 4)  // rows begin in banks of their own, and where a whole vector can be loaded
#define FROM_LOCAL(p) (*(__local const floatv *)(p))
#define TO_LOCAL(v, p) (*(__local floatv *)(p) = (v))
#else
#define PITCH KEYS
#define FROM_LOCAL(p) LOADV(p)
#define TO_LOCAL(v, p) STOREV(v, p)
#endif
#define ROW_TILES (QT / RT)
#define CHUNKS (CHUNK / VEC)
#define UNITS ((ROW_TILES * CHUNKS + LANES - 1) / LANES)  // of the result, per work-item

// e^x for x ≤ 0; below −87 what it is there. A CPU device's own takes longer than all else here.
INLINE floatv exp_below(floatv x) {
#if LANES > 1
  return exp(x);
#else
  const floatv clamped = fmax(x, (floatv)(-87.0f));
  const floatv rounded = fma(clamped, (floatv)(1.44269504f), (floatv)(12582912.0f));  // 1.5 · 2^23: n in the lowest bits
  const floatv n = rounded - 12582912.0f;
  const floatv r = fma(n, (floatv)(2.12194440e-4f), fma(n, (floatv)(-0.693359375f), clamped));  // x − n · ln 2
  floatv p = (floatv)(1.9875691500e-4f);
  p = fma(p, r, (floatv)(1.3981999507e-3f));
  p = fma(p, r, (floatv)(8.3334519073e-3f));
  p = fma(p, r, (floatv)(4.1665795894e-2f));
  p = fma(p, r, (floatv)(1.6666665459e-1f));
  p = fma(p, r, (floatv)(5.0000001201e-1f));
  p = fma(p, r * r, r) + 1.0f;
  return JOIN(as_float, VEC)(JOIN(as_int, VEC)(p) + (JOIN(as_int, VEC)(rounded) << 23));
#endif
}

__kernel void prefill_attention(
    __global const int *restrict lengths, int2 rowsAxis, __global const float *restrict q,
    __global const cache_t *restrict keys, __global const cache_t *restrict values, __global const int *restrict start,
    __global const int *restrict textEnd, __global float *restrict y, int rows, int d, int heads, int width,
    int capacity, float scale) {
  __local float turned[SLAB * PITCH] __attribute__((aligned(16)));  // [column][key]
  __local float tile[KEYS * CHUNK] __attribute__((aligned(16)));    // values, [key][channel]
  __local float scores[QT * PITCH] __attribute__((aligned(16)));    // [row][key]
  __local float tops[QT];
  __local float sums[QT];
  __local float shrinks[QT];
#if LANES > 1
  const int lane = get_local_id(0);
#else
  const int lane = 0;
#endif
  const int head = get_group_id(0) % heads;
  const int chunk = get_group_id(0) / heads * CHUNK;
  const int first = get_group_id(1) * QT;
  const int item = get_group_id(2);
  const int count = min(extent(lengths, rowsAxis) - first, QT);  // rows there are; none: no tile, and nothing is stored
  const int text = textEnd[item];
  const int from = start[item];
  int end = 0;  // one more than the last key that one of the rows sees
  if (count > 0) {
    end = max(first < text ? text : 0, first + count > text ? first + count : 0);
  }
  const long cache = (long)item * capacity * d + head * width;
  const long row0 = ((long)item * rows + first) * d + head * width;

  floatv acc[UNITS * RT];
  for (int i = 0; i < UNITS * RT; i++) {
    acc[i] = (floatv)(0.0f);
  }
  for (int r = lane; r < QT; r += LANES) {
    tops[r] = -FLT_MAX;
    sums[r] = 0.0f;
  }

  for (int j0 = from; j0 < end; j0 += KEYS) {
    const int here = min(KEYS, end - j0);  // what lies behind them in local memory is read, and left out
    for (int slab = 0; slab < width; slab += SLAB) {
      const int columns = min(SLAB, width - slab);
      barrier(CLK_LOCAL_MEM_FENCE);  // all are done with what lies there
      for (int i = lane; i < here * (SLAB / VEC); i += LANES) {
        const int j = i / (SLAB / VEC);
        const int c = i % (SLAB / VEC) * VEC;
        if (c < columns) {
          lanesv key;
          key.v = load_cached(keys + cache + (long)(j0 + j) * d, slab + c, width);
#pragma unroll
          for (int l = 0; l < VEC; l++) {
            turned[(c + l) * PITCH + j] = key.s[l];
          }
        }
      }
      if (slab == 0) {
        for (int i = lane; i < here * CHUNKS; i += LANES) {
          const int j = i / CHUNKS;
          const int c = i % CHUNKS * VEC;
          TO_LOCAL(load_cached(values + cache + (long)(j0 + j) * d, chunk + c, width), tile + j * CHUNK + c);
        }
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int unit = lane; unit < ROW_TILES * KT; unit += LANES) {
        const int r0 = unit / KT * RT;
        const int k = unit % KT * VEC;
        if (r0 < count && k < here) {
          floatv s[RT];
          __global const float *x[RT];
#pragma unroll
          for (int r = 0; r < RT; r++) {
            s[r] = slab == 0 ? (floatv)(0.0f) : FROM_LOCAL(scores + (r0 + r) * PITCH + k);
            x[r] = q + row0 + (long)min(r0 + r, count - 1) * d + slab;
          }
          int c = 0;
#if ALIGNED
          for (; c < columns; c += VEC) {
            lanesv four[RT];
#pragma unroll
            for (int r = 0; r < RT; r++) {
              four[r].v = LOADA(x[r] + c);
            }
#pragma unroll
            for (int l = 0; l < VEC; l++) {
              const floatv key = FROM_LOCAL(turned + (c + l) * PITCH + k);
#pragma unroll
              for (int r = 0; r < RT; r++) {
                s[r] = fma((floatv)(four[r].s[l]), key, s[r]);
              }
            }
          }
#endif
          for (; c < columns; c++) {
            const floatv key = FROM_LOCAL(turned + c * PITCH + k);
#pragma unroll
            for (int r = 0; r < RT; r++) {
              s[r] = fma((floatv)(x[r][c]), key, s[r]);
            }
          }
#pragma unroll
          for (int r = 0; r < RT; r++) {
            TO_LOCAL(s[r], scores + (r0 + r) * PITCH + k);
          }
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);

    for (int r = lane; r < count; r += LANES) {
      const int last = first + r < text ? text : first + r + 1;
      __local float *p = scores + r * PITCH;
      floatv s[KT];
      floatv largest = (floatv)(-FLT_MAX);
#pragma unroll
      for (int k = 0; k < KT; k++) {
        const intv seen = (intv)(j0 + k * VEC) + IOTA < (intv)(last);
        s[k] = select((floatv)(-FLT_MAX), FROM_LOCAL(p + k * VEC) * scale, seen);
        largest = fmax(largest, s[k]);
      }
      const float top = fmax(tops[r], max_of(largest));
      lanesv shrink;
      shrink.v = exp_below((floatv)(tops[r] - top));
      floatv sum = (floatv)(0.0f);
#pragma unroll
      for (int k = 0; k < KT; k++) {
        const floatv e = select((floatv)(0.0f), exp_below(s[k] - top), s[k] > (floatv)(-FLT_MAX));
        TO_LOCAL(e, p + k * VEC);
        sum += e;
      }
      sums[r] = fma(sums[r], shrink.s[0], sum_of(sum));
      tops[r] = top;
      shrinks[r] = shrink.s[0];
    }
    barrier(CLK_LOCAL_MEM_FENCE);

#if LANES > 1
#pragma unroll
#else
#pragma unroll 1
#endif
    for (int u = 0; u < UNITS; u++) {
      const int unit = lane + u * LANES;
      const int r0 = unit / CHUNKS * RT;
      const int c = unit % CHUNKS * VEC;
      if (r0 < count && chunk + c < width) {
        floatv a[RT];
#pragma unroll
        for (int r = 0; r < RT; r++) {
          a[r] = acc[u * RT + r] * shrinks[min(r0 + r, count - 1)];
        }
        int j = 0;
#if LANES > 1
        for (; j + VEC <= here; j += VEC) {
          lanesv four[RT];
#pragma unroll
          for (int r = 0; r < RT; r++) {
            four[r].v = FROM_LOCAL(scores + (r0 + r) * PITCH + j);
          }
#pragma unroll
          for (int l = 0; l < VEC; l++) {
            const floatv value = FROM_LOCAL(tile + (j + l) * CHUNK + c);
#pragma unroll
            for (int r = 0; r < RT; r++) {
              a[r] = fma((floatv)(four[r].s[l]), value, a[r]);
            }
          }
        }
#endif
        for (; j < here; j++) {
          const floatv value = FROM_LOCAL(tile + j * CHUNK + c);
#pragma unroll
          for (int r = 0; r < RT; r++) {
            a[r] = fma((floatv)(scores[(r0 + r) * PITCH + j]), value, a[r]);
          }
        }
#pragma unroll
        for (int r = 0; r < RT; r++) {
          acc[u * RT + r] = a[r];
        }
      }
    }
  }

#if LANES == 1
#pragma unroll 1
#endif
  for (int u = 0; u < UNITS; u++) {
    const int unit = lane + u * LANES;
    const int r0 = unit / CHUNKS * RT;
    const int c = unit % CHUNKS * VEC;
    for (int r = 0; r < RT; r++) {
      if (r0 + r < count && chunk + c < width) {
        const float sum = sums[r0 + r];
        const floatv value = sum > 0.0f ? acc[u * RT + r] / sum : (floatv)(0.0f);
        store_row(value, y + row0 + (long)(r0 + r) * d, chunk + c, width);
      }
    }
  }
}
