// Spectrogram: y[f, t] = √(re² + im² + 1e-8) of the Fourier transform of x[t·hop + n] · window[n], n < size = 2^bits
//
// layout  x [samples], window [size], twiddles [size] (cosines, then sines, of -2πk/size for k < size/2), y [bins, frames]
// groups  one group of LANES work-items per frame; the frame lies in local memory (2·size floats)
// cost    2.5·size·log2(size) FLOP per frame; radix-2 passes, a barrier after each where LANES > 1
#include "common.clh"

#if LANES > 1
#define MEET barrier(CLK_LOCAL_MEM_FENCE)
#else
#define MEET
#endif

__kernel void spectrogram(
    __global const int *restrict lengths, int2 frames, __global const float *restrict x, __global const float *restrict window,
    __global const float *restrict twiddles, __global float *restrict y, int hop, int bits, int bins, int stride,
    __local float *re) {
  const int frame = get_group_id(0);
  const bool wanted = frame < extent(lengths, frames);
#if LANES > 1
  const int lane = get_local_id(0);
#else
  const int lane = 0;
#endif
  const int size = 1 << bits;
  __local float *im = re + size;
  for (int n = lane; wanted && n < size; n += LANES) {
    int reversed = 0;
    for (int b = 0; b < bits; b++) {
      reversed |= ((n >> b) & 1) << (bits - 1 - b);
    }
    re[reversed] = x[(long)frame * hop + n] * window[n];
    im[reversed] = 0.0f;
  }
  MEET;
  for (int b = 0; b < bits; b++) {
    const int half_ = 1 << b;
    for (int i = lane; i < size / 2; i += LANES) {
      const int k = i & (half_ - 1);
      const int even = (i >> b << (b + 1)) + k;
      const int odd = even + half_;
      const float c = twiddles[k << (bits - 1 - b)];
      const float s = twiddles[(k << (bits - 1 - b)) + size / 2];
      const float oddRe = re[odd] * c - im[odd] * s;
      const float oddIm = re[odd] * s + im[odd] * c;
      re[odd] = re[even] - oddRe;
      im[odd] = im[even] - oddIm;
      re[even] += oddRe;
      im[even] += oddIm;
    }
    MEET;
  }
  for (int f = lane; wanted && f < bins; f += LANES) {
    y[(long)f * stride + frame] = sqrt(re[f] * re[f] + im[f] * im[f] + 1e-8f);
  }
}
