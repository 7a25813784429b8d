package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Tensor;

/**
 * The orders in which kernels want weights. Each is a function of the values in their own order.
 */
sealed interface Packing {

  /** The values in the order the kernels read them, zeros where there are none. */
  float[] pack(Tensor tensor, float[] values);

  /** Rows as they are, each padded to whole vectors. */
  record Plain() implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      Rows rows = Rows.of(tensor, dim -> dim.capacity());
      float[] packed = new float[Rows.elements(tensor)];
      for (int g = 0; g < values.length; g++) {
        packed[rows.place(g)] = values[g];
      }
      return packed;
    }
  }

  /**
   * Blocks of sixteen outputs {@code [part][block][in][16]} of a matrix {@code [parts·out, in]}, or
   * of a vector {@code [parts·out]}; for {@link LinearKernels}.
   */
  record Blocks(int parts) implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      int out = tensor.size(0) / parts;
      int in = tensor.elements() / tensor.size(0);
      int blocks = blocks(tensor);
      float[] packed = new float[parts * blocks * in * Lanes.WIDTH];
      for (int part = 0; part < parts; part++) {
        for (int o = 0; o < out; o++) {
          int block = part * blocks + o / Lanes.WIDTH;
          for (int i = 0; i < in; i++) {
            packed[(block * in + i) * Lanes.WIDTH + o % Lanes.WIDTH] =
                values[(part * out + o) * in + i];
          }
        }
      }
      return packed;
    }

    /** Blocks of one part. */
    int blocks(Tensor tensor) {
      return Lanes.roundUp(tensor.size(0) / parts) / Lanes.WIDTH;
    }
  }

  /** {@code [block of 8][in][tap][8]} of {@code [out, in, kernel]}; for convolutions. */
  record Tiles() implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      int out = tensor.size(0);
      int in = tensor.size(1);
      int kernel = tensor.size(2);
      int tile = ConvolutionKernels.TILE;
      float[] packed = new float[(out + tile - 1) / tile * in * kernel * tile];
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          for (int k = 0; k < kernel; k++) {
            packed[((o / tile * in + i) * kernel + k) * tile + o % tile] =
                values[(o * in + i) * kernel + k];
          }
        }
      }
      return packed;
    }
  }

  /**
   * {@code [block of 8][phase][in][tap][8]} of {@code [in, out, kernel]}; for transposed
   * convolutions. Tap q of a phase is kernel element {@code (phase + padding) % stride + q·stride}.
   */
  record Phases(int stride, int padding) implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      int in = tensor.size(0);
      int out = tensor.size(1);
      int kernel = tensor.size(2);
      int tile = ConvolutionKernels.TILE;
      int taps = taps(kernel);
      float[] packed = new float[(out + tile - 1) / tile * stride * in * taps * tile];
      for (int o = 0; o < out; o++) {
        for (int phase = 0; phase < stride; phase++) {
          for (int i = 0; i < in; i++) {
            for (int q = 0; q < taps; q++) {
              int k = (phase + padding) % stride + q * stride;
              if (k < kernel) {
                int block = o / tile * stride + phase;
                packed[((block * in + i) * taps + q) * tile + o % tile] =
                    values[(i * out + o) * kernel + k];
              }
            }
          }
        }
      }
      return packed;
    }

    int taps(int kernel) {
      return (kernel + stride - 1) / stride;
    }
  }

  /**
   * The lowest bins of the Fourier transform of a window's size, windowed, as {@link Blocks} of two
   * parts: real and imaginary.
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
}
