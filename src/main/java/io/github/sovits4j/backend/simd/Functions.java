package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import io.github.sovits4j.ops.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions on vectors, to about 2 units in the last place. The polynomials are those of
 * Cephes (S. L. Moshier, single precision).
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // the digits are those that were published
final class Functions {

  /** e^88 and e^−87 are the last whole powers within the normal numbers. */
  private static final float LARGEST = 88;

  private static final float SMALLEST = -87;

  private static final float LOG2_E = 1.44269504f;

  /** ln 2 as a number with few bits and a rest, so that n·ln 2 is exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  /** 1.5·2^23: added to a small number, it leaves the nearest integer in the lowest bits. */
  private static final float ROUNDER = 12582912f;

  private static final int MANTISSA_BITS = 23;

  /** Beyond this mish(x) is x in 32 bits. */
  private static final float MISH_IS_X = 20;

  /** Below this tanh is a polynomial, above it comes from exp. */
  private static final float SMALL = 0.625f;

  private static final float HALF_PI = 1.5707964f;

  private static final float ROOT_HALF = 0.70710678f;

  private Functions() {}

  /**
   * {@code e^x = 2^n · e^r}, {@code r = x − n·ln 2}, {@code |r| ≤ ln 2 / 2}; clamped at the ends.
   * By comparisons, for Java's minimum and maximum cost six instructions each: they order zeros.
   */
  static FloatVector exp(FloatVector x) {
    FloatVector below = x.blend(LARGEST, x.compare(VectorOperators.GT, LARGEST));
    FloatVector clamped = below.blend(SMALLEST, below.compare(VectorOperators.LT, SMALLEST));
    FloatVector rounded =
        clamped.fma(FloatVector.broadcast(F, LOG2_E), FloatVector.broadcast(F, ROUNDER));
    FloatVector n = rounded.sub(ROUNDER);
    FloatVector r =
        n.fma(
            FloatVector.broadcast(F, -LN2_LOW),
            n.fma(FloatVector.broadcast(F, -LN2_HIGH), clamped));
    FloatVector p = FloatVector.broadcast(F, 1.9875691500e-4f);
    p = p.fma(r, FloatVector.broadcast(F, 1.3981999507e-3f));
    p = p.fma(r, FloatVector.broadcast(F, 8.3334519073e-3f));
    p = p.fma(r, FloatVector.broadcast(F, 4.1665795894e-2f));
    p = p.fma(r, FloatVector.broadcast(F, 1.6666665459e-1f));
    p = p.fma(r, FloatVector.broadcast(F, 5.0000001201e-1f));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
    return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
  }

  /** {@code 1 / (1 + e^−x)}. */
  static FloatVector sigmoid(FloatVector x) {
    return FloatVector.broadcast(F, 1f).div(exp(x.neg()).add(1f));
  }

  /** {@code 1 − 2 / (e^2x + 1)}; a polynomial near 0, where that loses digits. */
  static FloatVector tanh(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector large =
        FloatVector.broadcast(F, 1f)
            .sub(FloatVector.broadcast(F, 2f).div(exp(size.add(size)).add(1f)));
    FloatVector z = x.mul(x);
    FloatVector p = FloatVector.broadcast(F, -5.70498872745e-3f);
    p = p.fma(z, FloatVector.broadcast(F, 2.06390887954e-2f));
    p = p.fma(z, FloatVector.broadcast(F, -5.37397155531e-2f));
    p = p.fma(z, FloatVector.broadcast(F, 1.33314422036e-1f));
    p = p.fma(z, FloatVector.broadcast(F, -3.33332819422e-1f));
    FloatVector small = p.mul(z).fma(size, size);
    VectorMask<Float> near = size.compare(VectorOperators.LT, SMALL);
    FloatVector value = large.blend(small, near);
    return value.blend(value.neg(), x.compare(VectorOperators.LT, 0f));
  }

  /** {@code x · tanh(ln(1 + e^x)) = x · w / (w + 2)} with {@code w = e^x · (e^x + 2)}. */
  static FloatVector mish(FloatVector x) {
    FloatVector e = exp(x.min(MISH_IS_X));
    FloatVector w = e.mul(e.add(2f));
    return x.mul(w.div(w.add(2f)));
  }

  /**
   * {@code x · erfc(−x/√2) / 2}. With {@code z = |x|/√2}, {@code u = 1/(1 + z/2)}: {@code erfc(z) =
   * u · e^(−z² + p(u))} to 1.2e-7 of its value, with the polynomial of Numerical Recipes, 6.2.
   */
  static FloatVector gelu(FloatVector x) {
    FloatVector z = x.abs().mul(ROOT_HALF);
    FloatVector u =
        FloatVector.broadcast(F, 1f)
            .div(z.fma(FloatVector.broadcast(F, 0.5f), FloatVector.broadcast(F, 1f)));
    FloatVector p = FloatVector.broadcast(F, 0.17087277f);
    p = p.fma(u, FloatVector.broadcast(F, -0.82215223f));
    p = p.fma(u, FloatVector.broadcast(F, 1.48851587f));
    p = p.fma(u, FloatVector.broadcast(F, -1.13520398f));
    p = p.fma(u, FloatVector.broadcast(F, 0.27886807f));
    p = p.fma(u, FloatVector.broadcast(F, -0.18628806f));
    p = p.fma(u, FloatVector.broadcast(F, 0.09678418f));
    p = p.fma(u, FloatVector.broadcast(F, 0.37409196f));
    p = p.fma(u, FloatVector.broadcast(F, 1.00002368f));
    p = p.fma(u, FloatVector.broadcast(F, -1.26551223f));
    FloatVector tail = u.mul(exp(p.sub(z.mul(z)))); // erfc(z)
    FloatVector below = x.mul(tail).mul(0.5f); // what gelu is where x is negative
    return below.blend(x.sub(below), x.compare(VectorOperators.GE, 0f));
  }

  /**
   * {@code sin² x}: with r the rest of x beyond the nearest multiple of π, which has three parts,
   * and {@code z = r²}, {@code z · p(z)} to 2e-7. Beyond some ten thousand turns the phase is lost,
   * as it is in 32 bits, and the result only bounded.
   */
  static FloatVector sineSquared(FloatVector x) {
    FloatVector n =
        x.fma(FloatVector.broadcast(F, 0.318309886f), FloatVector.broadcast(F, ROUNDER))
            .sub(ROUNDER);
    FloatVector r = n.fma(FloatVector.broadcast(F, -3.140625f), x);
    r = n.fma(FloatVector.broadcast(F, -9.67502593994140625e-4f), r);
    r = n.fma(FloatVector.broadcast(F, -1.509957990978376432e-7f), r);
    r = r.min(HALF_PI).max(-HALF_PI);
    FloatVector z = r.mul(r);
    FloatVector p = FloatVector.broadcast(F, 7.9783213e-8f);
    p = p.fma(z, FloatVector.broadcast(F, -4.2208708e-6f));
    p = p.fma(z, FloatVector.broadcast(F, 1.4098280e-4f));
    p = p.fma(z, FloatVector.broadcast(F, -3.1744794e-3f));
    p = p.fma(z, FloatVector.broadcast(F, 4.4444371e-2f));
    p = p.fma(z, FloatVector.broadcast(F, -3.3333331e-1f));
    p = p.fma(z, FloatVector.broadcast(F, 1f));
    return p.mul(z);
  }

  /** {@code x · (1 + tanh(u)) / 2 = x · σ(2u)} with {@code u = √(2/π) · (x + 0.044715 · x³)}. */
  static FloatVector geluTanh(FloatVector x) {
    FloatVector twice = x.mul(x).mul(2 * 0.79788456f * 0.044715f).add(2 * 0.79788456f).mul(x); // 2u
    return x.mul(sigmoid(twice));
  }

  /** {@code x ≥ 0 ? x : slope · x}. */
  static FloatVector leaky(FloatVector x, FloatVector slope) {
    return x.blend(x.mul(slope), x.compare(VectorOperators.LT, 0f));
  }

  /** Applies an activation to {@code y[at … at + n − 1]}. */
  static void apply(Activation activation, float[] y, int at, int n) {
    switch (activation) {
      case NONE -> {}
      case RELU -> relu(y, at, n);
      case TANH -> over(Functions::tanhs, y, at, y, at, n);
      case MISH -> over(Functions::mishes, y, at, y, at, n);
      case GELU -> over(Functions::gelus, y, at, y, at, n);
      case GELU_TANH -> over(Functions::tanhGelus, y, at, y, at, n);
      case SILU -> over(Functions::silus, y, at, y, at, n);
      case RELU20 -> relu20(y, at, n);
    }
  }

  private static void relu(float[] y, int at, int n) {
    int i = at;
    for (; i <= at + n - V; i += V) {
      FloatVector.fromArray(F, y, i).max(0).intoArray(y, i);
    }
    for (; i < at + n; i++) {
      y[i] = Math.max(y[i], 0);
    }
  }

  private static void relu20(float[] y, int at, int n) {
    for (int i = at; i < at + n; i++) {
      y[i] = Math.min(Math.max(y[i], 0), 20);
    }
  }

  private static void tanhs(float[] x, int at, float[] y, int to, int n) {
    for (int i = 0; i < n; i += V) {
      tanh(FloatVector.fromArray(F, x, at + i)).intoArray(y, to + i);
    }
  }

  private static void mishes(float[] x, int at, float[] y, int to, int n) {
    for (int i = 0; i < n; i += V) {
      mish(FloatVector.fromArray(F, x, at + i)).intoArray(y, to + i);
    }
  }

  private static void gelus(float[] x, int at, float[] y, int to, int n) {
    for (int i = 0; i < n; i += V) {
      gelu(FloatVector.fromArray(F, x, at + i)).intoArray(y, to + i);
    }
  }

  private static void tanhGelus(float[] x, int at, float[] y, int to, int n) {
    for (int i = 0; i < n; i += V) {
      geluTanh(FloatVector.fromArray(F, x, at + i)).intoArray(y, to + i);
    }
  }

  private static void silus(float[] x, int at, float[] y, int to, int n) {
    for (int i = 0; i < n; i += V) {
      FloatVector v = FloatVector.fromArray(F, x, at + i);
      v.mul(sigmoid(v)).intoArray(y, to + i);
    }
  }

  /** A kernel over whole vectors; x and y may be the same. */
  @FunctionalInterface
  interface WholeVectors {
    void run(float[] x, int at, float[] y, int to, int n);
  }

  /**
   * Runs a kernel over any number of elements. What fills no vector is copied, for a second use of
   * a function in a kernel is one that C2 may not inline, and then it allocates; the networks have
   * none.
   */
  static void over(WholeVectors kernel, float[] x, int at, float[] y, int to, int n) {
    int whole = n - n % V;
    if (whole > 0) {
      kernel.run(x, at, y, to, whole);
    }
    if (whole < n) {
      float[] a = new float[V];
      float[] b = new float[V];
      System.arraycopy(x, at + whole, a, 0, n - whole);
      System.arraycopy(y, to + whole, b, 0, n - whole);
      kernel.run(a, 0, b, 0, V);
      System.arraycopy(b, 0, y, to + whole, n - whole);
    }
  }

  /** {@code to[at + i] = leaky(from[start + i])} for {@code i < n}. */
  static void leaky(float[] from, int start, float[] to, int at, int n, float slope) {
    if (slope == 1f) {
      System.arraycopy(from, start, to, at, n);
      return;
    }
    FloatVector slopes = FloatVector.broadcast(F, slope);
    int i = 0;
    for (; i <= n - V; i += V) {
      leaky(FloatVector.fromArray(F, from, start + i), slopes).intoArray(to, at + i);
    }
    for (; i < n; i++) {
      float x = from[start + i];
      to[at + i] = x >= 0 ? x : slope * x;
    }
  }
}
