package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Spectrogram;
import io.github.sovits4j.ops.Tensor;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The short-time Fourier transform as a matrix product: a row is a frame, rows overlap, and the
 * matrix holds window, cosines and sines. Costs {@code 4·size·bins} operations a frame, at the
 * speed of a product.
 */
final class SpectrogramTasks {

  static final Fields MAGNITUDE = ElementTasks.FIELDS.more();
  private static final int X = MAGNITUDE.rows(); // one for every frame
  private static final int IMAGINARY = MAGNITUDE.integer(); // distance from the real part

  private SpectrogramTasks() {}

  static void spectrogram(Spectrogram op, Launches g) {
    Tensor y = op.y();
    Fourier packing = new Fourier(y.size(0));
    int half = packing.blocks() * Lanes.WIDTH;
    int transformed = g.scratch(y.size(1) * 2 * half);
    LinearTasks.overlapping(
        op.x(),
        op.hop(),
        op.window().size(0),
        y.dim(1),
        g.at(op.window(), packing),
        2 * packing.blocks(),
        transformed,
        g);
    ElementTasks.launch(ElementTasks.MAGNITUDE, MAGNITUDE, y, g)
        .rows(X, transformed, 2 * half)
        .integer(IMAGINARY, half);
  }

  /**
   * The lowest bins of the Fourier transform of a window's size, windowed, as {@link
   * LinearTasks.Blocks} of two parts: real and imaginary.
   */
  record Fourier(int bins) implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      int size = values.length;
      int blocks = blocks();
      float[] packed = new float[2 * blocks * size * Lanes.WIDTH];
      for (int bin = 0; bin < bins; bin++) {
        int at = bin / Lanes.WIDTH * size * Lanes.WIDTH + bin % Lanes.WIDTH;
        int imaginary = blocks * size * Lanes.WIDTH;
        for (int n = 0; n < size; n++) {
          double angle = -2 * Math.PI * ((long) bin * n % size) / size;
          packed[at + n * Lanes.WIDTH] = (float) (values[n] * Math.cos(angle));
          packed[imaginary + at + n * Lanes.WIDTH] = (float) (values[n] * Math.sin(angle));
        }
      }
      return packed;
    }

    int blocks() {
      return Lanes.roundUp(bins) / Lanes.WIDTH;
    }
  }

  /** {@code √(re² + im² + 1e-8)} of bin c; a row of x holds the bins of frame t. */
  static float magnitude(FloatArray memory, IntArray ints, int d, int c, int t) {
    int x = Fields.row(ints, d + X, t) + c;
    float re = memory.get(x);
    float im = memory.get(x + ints.get(d + IMAGINARY));
    return TornadoMath.sqrt(re * re + im * im + 1e-8f);
  }
}
