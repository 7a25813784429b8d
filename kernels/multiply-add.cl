// Not an operator: how fast the device multiplies and adds, all from registers.
//
// layout  y [items]
// groups  one work-item per y
// cost    2 · CHAINS · VEC · n FLOP per work-item
#include "common.clh"

#define CHAINS 16

__kernel void multiply_add(__global float *restrict y, int n, float a) {
  floatv chain[CHAINS];
#pragma unroll
  for (int c = 0; c < CHAINS; c++) {
    chain[c] = (floatv)(c + a) + convert_float(get_global_id(0));
  }
  for (int i = 0; i < n; i++) {
#pragma unroll
    for (int c = 0; c < CHAINS; c++) {
      chain[c] = fma(chain[c], (floatv)(a), (floatv)(a));
    }
  }
  floatv total = (floatv)(0.0f);
#pragma unroll
  for (int c = 0; c < CHAINS; c++) {
    total += chain[c];
  }
  y[get_global_id(0)] = sum_of(total);
}
