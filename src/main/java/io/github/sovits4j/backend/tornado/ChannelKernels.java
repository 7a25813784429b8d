package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.ElementKernels.OUTER;
import static io.github.sovits4j.backend.tornado.ElementKernels.OWN;

import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Elements made of channels at one time step; channel c, time t. */
final class ChannelKernels {

  static final int X = OWN;
  static final int X_ROW = OWN + 1;
  static final int TANH = OWN + 2; // gate: 1 for tanh
  static final int RESIDUAL = OWN + 3; // gate: or -1
  static final int RESIDUAL_ROW = OWN + 4;
  static final int SLOPE = OWN + 2; // parametric ReLU
  static final int IMAGINARY = OWN + 2; // magnitude: distance from the real part

  private ChannelKernels() {}

  /** {@code f(x[c, t]) · σ(x[c + n, t]) + residual[c, t]}. */
  static float gate(FloatArray memory, IntArray ints, int d, int c, int t) {
    int x = ints.get(d + X) + c * ints.get(d + X_ROW) + t;
    float value = memory.get(x);
    if (ints.get(d + TANH) == 1) {
      value = TornadoMath.tanh(value);
    }
    value *= Scalars.sigmoid(memory.get(x + ints.get(d + OUTER) * ints.get(d + X_ROW)));
    if (ints.get(d + RESIDUAL) >= 0) {
      value += memory.get(ints.get(d + RESIDUAL) + c * ints.get(d + RESIDUAL_ROW) + t);
    }
    return value;
  }

  /** {@code x[n − 1 − c, t]}. */
  static float flip(FloatArray memory, IntArray ints, int d, int c, int t) {
    return memory.get(ints.get(d + X) + (ints.get(d + OUTER) - 1 - c) * ints.get(d + X_ROW) + t);
  }

  /** {@code x ≥ 0 ? x : slope[c] · x}. */
  static float parametricRelu(FloatArray memory, IntArray ints, int d, int c, int t) {
    float x = memory.get(ints.get(d + X) + c * ints.get(d + X_ROW) + t);
    return Scalars.leaky(x, memory.get(ints.get(d + SLOPE) + c));
  }

  /** {@code √(re² + im² + 1e-8)} of bin c; a row of x holds the bins of frame t. */
  static float magnitude(FloatArray memory, IntArray ints, int d, int c, int t) {
    int x = ints.get(d + X) + t * ints.get(d + X_ROW) + c;
    float re = memory.get(x);
    float im = memory.get(x + ints.get(d + IMAGINARY));
    return TornadoMath.sqrt(re * re + im * im + 1e-8f);
  }
}
