// NearestCode: codes[t] = argmin_j ‖e_j‖² - 2 · x[·, t] · e_j, the first of equals
//
// layout  x [channels, time], codebook [codes, channels], result [time]
// groups  (time / VEC) groups of LANES work-items: time steps are the vector, codes are dealt to the work-items in turn
// cost    2·channels·time·codes FLOP; the codebook is read once per VEC steps
#include "common.clh"

__kernel void nearest_code(
    __global const int *restrict lengths, int2 time, __global const float *restrict x,
    __global const float *restrict codebook, __global int *restrict result, int stride, int channels, int codes) {
#if LANES > 1
  __local floatv distances[LANES];
  __local intv indices[LANES];
  const int lane = get_local_id(0);
#else
  const int lane = 0;
#endif
  const int t = get_group_id(0) * VEC;
  const int valid = extent(lengths, time);
  const int compared = t < valid ? codes : 0; // no early return: barriers follow
  floatv nearest = (floatv)(INFINITY);
  intv best = (intv)(0x7FFFFFFF);
  for (int j = lane; j < compared; j += LANES) {
    __global const float *e = codebook + (long)j * channels;
    floatv dot0 = (floatv)(0.0f);
    floatv dot1 = (floatv)(0.0f);
    float squares = 0.0f;
    int c = 0;
    for (; c + 2 <= channels; c += 2) {
      dot0 = fma((floatv)(e[c]), load_row(x, c * stride, t, valid), dot0);
      dot1 = fma((floatv)(e[c + 1]), load_row(x, (c + 1) * stride, t, valid), dot1);
      squares += e[c] * e[c] + e[c + 1] * e[c + 1];
    }
    if (c < channels) {
      dot0 = fma((floatv)(e[c]), load_row(x, c * stride, t, valid), dot0);
      squares += e[c] * e[c];
    }
    const floatv distance = squares - 2.0f * (dot0 + dot1);
    const intv closer = distance < nearest;
    nearest = select(nearest, distance, closer);
    best = select(best, (intv)(j), closer);
  }
#if LANES > 1
  distances[lane] = nearest;
  indices[lane] = best;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int half_ = LANES / 2; half_ > 0; half_ /= 2) {
    if (lane < half_) {
      const floatv d = distances[lane + half_];
      const intv i = indices[lane + half_];
      const intv closer = (d < distances[lane]) | ((d == distances[lane]) & (i < indices[lane]));
      distances[lane] = select(distances[lane], d, closer);
      indices[lane] = select(indices[lane], i, closer);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  best = indices[0];
#endif
  if (lane == 0) {
    union {
      intv v;
      int s[VEC];
    } r;
    r.v = best;
    for (int l = 0; l < VEC && t + l < valid; l++) {
      result[t + l] = r.s[l];
    }
  }
}
