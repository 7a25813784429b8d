package io.github.sovits4j.backend.simd;

/** A way to convolve with fewer multiplications. */
enum Winograd {
  NONE;

  float[] transformedWeight(float[] weight, int[] shape) {
    throw new IllegalStateException("not transformed");
  }
}
