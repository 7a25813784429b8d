// EulerStep: x[c, t] ← t < held ? 0 : x[c, t] + size · (v + guidance · (v - u)), v = velocity[0, t, c], u = unguided[0, t, c];
//            step ← (step + 1) mod steps
//
// layout  x [channels, time], velocity and unguided [1, time, channels], unguided may be null; held and step [1]
// groups  one work-item per element of x: (time, channels); the first also counts, and nobody here reads the counter
// cost    2 or 5 FLOP, 3 or 4 floats of traffic per element
#include "common.clh"

__kernel void euler_step(
    __global const int *restrict lengths, int2 time, __global const float *restrict velocity,
    __global const float *restrict unguided, __global const int *restrict held, __global int *restrict step,
    __global float *restrict x, float guidance, float size, int steps, int channels, int stride) {
  const int t = get_global_id(0);
  const int c = get_global_id(1);
  if (t < extent(lengths, time)) {
    const long row = (long)t * channels + c;
    const long at = (long)c * stride + t;
    float v = velocity[row];
    if (unguided) {
      v += guidance * (v - unguided[row]);
    }
    x[at] = t < held[0] ? 0.0f : x[at] + size * v;
  }
  if (t == 0 && c == 0) {
    step[0] = (step[0] + 1) % steps;
  }
}
