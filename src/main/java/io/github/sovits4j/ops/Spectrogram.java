package io.github.sovits4j.ops;

import java.util.List;

/**
 * Linear magnitude spectrogram: {@code y[f, t] = √(re² + im² + 1e-8)} of the discrete Fourier
 * transform of {@code x[t·hop + n] · window[n]}, n below the transform's size, without scaling.
 *
 * @param x samples {@code [n]}, already padded
 * @param window {@code [size]}, a power of two
 * @param hop samples from frame to frame
 * @param y {@code [at most size/2 + 1, frames]}, lowest bins first
 */
public record Spectrogram(Tensor x, Tensor window, int hop, Tensor y) implements Operator {

  /** Keeps the root away from zero. */
  public static final float EPSILON = 1e-8f;

  public Spectrogram {
    String op = "Spectrogram";
    int size = window.size(0);
    Check.that(Integer.bitCount(size) == 1, op, "a window whose size is a power of two", window);
    Check.that(x.rank() == 1, op, "x [samples]", x);
    Check.that(y.rank() == 2 && y.size(0) <= size / 2 + 1, op, "at most size/2 + 1 bins", y);
    Check.that(x.size(0) >= (y.size(1) - 1) * hop + size, op, "samples for every frame", x);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, window);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    long size = window.size(0);
    return y.size(1) * (long) (2.5 * size * (63 - Long.numberOfLeadingZeros(size)));
  }
}
