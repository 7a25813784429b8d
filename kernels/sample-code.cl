// SampleCode: the next code of every running item; advances its state. See docs/operators.md for the seven steps.
//
// layout  logits, probabilities, seen [batch, codes]; codes [batch, capacity]; settings [batch, 3]; limits
//         [batch, 5]; the rest [batch]; scratch [batch, 2·codes]
// groups  one group of LANES work-items per item
// cost    a few passes over the codes; top-p alone is quadratic in them, and is skipped when it is off.
//         No sorting: the top-k threshold is found bit by bit on order-preserving keys, and an entry's place in
//         the running sum of top-p is the sum of the masses that rank before it, in fixed point, so that the
//         order of addition cannot matter.
#include "common.clh"

#define RUNNING 0
#define ENDED 1
#define CAPPED 2

#if LANES > 1
#define LANE ((int)get_local_id(0))
#define MEET barrier(CLK_GLOBAL_MEM_FENCE | CLK_LOCAL_MEM_FENCE)
#else
#define LANE 0
#define MEET
#endif

// Philox 4x32-10; see RandomStream.
INLINE uint4 philox(uint k0, uint k1, uint4 c) {
  for (int round_ = 0; round_ < 10; round_++) {
    uint h0 = mul_hi(0xD2511F53u, c.x);
    uint h1 = mul_hi(0xCD9E8D57u, c.z);
    c = (uint4)(h1 ^ c.y ^ k0, 0xCD9E8D57u * c.z, h0 ^ c.w ^ k1, 0xD2511F53u * c.x);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return c;
}

// -ln(u) of the entry's word; u is the word's upper 23 bits, centred in their interval.
INLINE float exponential(uint low, uint high, uint stream, uint step, uint entry) {
  union {
    uint4 v;
    uint s[4]; // indexed, not chosen by conditions: Oclgrind 21.10 gets the switch wrong that Clang makes of those
  } words;
  words.v = philox(low, high, (uint4)(entry >> 2, step, stream, 0));
  return -log(((float)(words.s[entry & 3] >> 9) + 0.5f) * 0x1p-23f);
}

// A float as an unsigned integer of the same order.
INLINE uint order_key(float f) {
  uint bits = as_uint(f);
  return bits ^ (bits >> 31 ? 0xFFFFFFFFu : 0x80000000u);
}

INLINE float from_key(uint key) {
  return as_float(key ^ (key >> 31 ? 0x80000000u : 0xFFFFFFFFu));
}

// The best of all work-items: the largest value, of equals the smallest index.
INLINE int group_best(float value, int index, __local float *values, __local int *indices) {
#if LANES > 1
  MEET;
  values[LANE] = value;
  indices[LANE] = index;
  MEET;
  for (int half_ = LANES / 2; half_ > 0; half_ /= 2) {
    if (LANE < half_) {
      float v = values[LANE + half_];
      int i = indices[LANE + half_];
      if (v > values[LANE] || (v == values[LANE] && i < indices[LANE])) {
        values[LANE] = v;
        indices[LANE] = i;
      }
    }
    MEET;
  }
  return indices[0];
#else
  return index;
#endif
}

INLINE float total(float value, __local float *values) {
#if LANES > 1
  return group_sum(value, values);
#else
  return value;
#endif
}

INLINE int total_count(int value, __local int *indices) {
#if LANES > 1
  MEET;
  indices[LANE] = value;
  MEET;
  for (int half_ = LANES / 2; half_ > 0; half_ /= 2) {
    if (LANE < half_) {
      indices[LANE] += indices[LANE + half_];
    }
    MEET;
  }
  return indices[0];
#else
  return value;
#endif
}

__kernel void sample_code(
    __global const float *restrict logits, __global const float *restrict settings, __global const int *restrict limits,
    __global const int *restrict stream, __global int *restrict seen, __global int *restrict position,
    __global int *restrict step, __global int *restrict lastCode, __global int *restrict codes,
    __global int *restrict status, __global float *restrict probabilities, __global float *restrict scratch,
    int vocabulary, int capacity) {
#if LANES > 1
  __local float values[LANES];
  __local int indices[LANES];
#else
  __local float *values = 0;
  __local int *indices = 0;
#endif
  const int item = get_group_id(0);
  settings += item * 3;
  limits += item * 5;
  const bool running = status[item] == RUNNING; // no early return: some compilers mistake barriers behind one
  const int at = step[item];
  const int eos = vocabulary - 1;
  const int n = !running ? 0 : at < limits[2] ? eos : vocabulary;
  const float penalty = settings[0];
  const float topP = settings[1];
  const float temperature = fmax(settings[2], 1e-5f);
  logits += (long)item * vocabulary;
  seen += (long)item * vocabulary;
  __global float *p = probabilities + (long)item * vocabulary;

  float best = -INFINITY;
  int bestAt = INT_MAX;
  for (int j = LANE; j < n; j += LANES) {
    float l = logits[j];
    if (seen[j] != 0 && penalty != 1.0f) {
      l = l < 0.0f ? l * penalty : l / penalty;
    }
    p[j] = l;
    if (l > best || bestAt == INT_MAX) {
      best = l;
      bestAt = j;
    }
  }
  const int likeliest = min(group_best(best, bestAt, values, indices), eos);
  MEET;

  if (topP < 1.0f) {
    __global float *mass = scratch + (long)item * 2 * vocabulary;
    __global float *kept = mass + vocabulary;
    const float top = p[likeliest];
    float part = 0.0f;
    for (int j = LANE; j < n; j += LANES) {
      mass[j] = exp(p[j] - top);
      part += mass[j];
    }
    const float sum = total(part, values);
    MEET;
    const float limit = topP;
    for (int j = LANE; j < n; j += LANES) {
      ulong before = 0;
      const float l = p[j];
      for (int i = 0; i < n; i++) {
        if (p[i] > l || (p[i] == l && i <= j)) {
          before += convert_ulong(mass[i] / sum * 0x1p40f);
        }
      }
      kept[j] = j != likeliest && before > convert_ulong(limit * 0x1p40f) ? -INFINITY : l;
    }
    MEET;
    for (int j = LANE; j < n; j += LANES) {
      p[j] = kept[j];
    }
    MEET;
  }

  for (int j = LANE; j < n; j += LANES) {
    p[j] = p[j] / temperature;
  }
  MEET;

  uint threshold = 0;
  const int k = min(limits[0], n);
  for (int bit = k < n ? 31 : -1; bit >= 0; bit--) {
    const uint candidate = threshold | (1u << bit);
    int count = 0;
    for (int j = LANE; j < n; j += LANES) {
      count += order_key(p[j]) >= candidate;
    }
    threshold = total_count(count, indices) >= k ? candidate : threshold;
  }
  const float smallest = k < n ? from_key(threshold) : -INFINITY;
  const float top = p[likeliest];
  MEET;
  float part = 0.0f;
  for (int j = LANE; j < n; j += LANES) {
    float e = p[j] < smallest ? 0.0f : exp(p[j] - top);
    p[j] = e;
    part += e;
  }
  const float sum = total(part, values);

  best = -1.0f;
  bestAt = INT_MAX;
  for (int j = LANE; j < n; j += LANES) {
    const float share = p[j] / sum;
    p[j] = share;
    if (share > 0.0f) { // what was removed is never drawn
      const float rank = share / exponential(limits[3], limits[4], stream[item], at, j);
      if (rank > best) {
        best = rank;
        bestAt = j;
      }
    }
  }
  const int code = group_best(best, bestAt, values, indices);
  MEET;
  if (LANE != 0 || !running) {
    return;
  }
  if (n < vocabulary) {
    p[eos] = 0.0f;
  }
  if (code == eos || likeliest == eos) {
    status[item] = ENDED;
    return;
  }
  lastCode[item] = code;
  codes[(long)item * capacity + at] = code;
  seen[code] = 1;
  step[item] = at + 1;
  position[item] += 1;
  if (at + 1 >= limits[1]) {
    status[item] = CAPPED;
  }
}
