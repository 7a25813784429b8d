package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Captures;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * Linear magnitude spectrograms of references: reflected at both ends by {@code (size − hop)/2}, so
 * that N samples give ⌊N/hop⌋ frames; periodic Hann window.
 */
public final class SpectrogramRunner implements AutoCloseable {

  /** Sample rate of references. */
  public static final int SAMPLE_RATE = 32000;

  /** Window and transform size of the S2 networks. */
  public static final int SIZE = 2048;

  /** Samples from frame to frame of the S2 networks. */
  public static final int HOP = 640;

  private record Ends(Length frames, Tensor samples, Tensor spectrogram) {}

  private final Backend backend;
  private final int size;
  private final int hop;
  private final Tensor window;
  private final Captures<Integer, Ends> captures;

  /** With the sizes of the S2 networks. */
  public SpectrogramRunner(Backend backend) {
    this(backend, SIZE, HOP);
  }

  /**
   * @param size of window and transform, a power of two
   * @param hop samples from frame to frame, even difference to the size
   */
  public SpectrogramRunner(Backend backend, int size, int hop) {
    this.backend = backend;
    this.size = size;
    this.hop = hop;
    float[] hann = new float[size];
    for (int i = 0; i < size; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    this.window = backend.constant("hann", hann, size);
    this.captures = new Captures<>(backend, 2, null, this::record);
  }

  private Ends record(Ops ops, int capacity) {
    Length frames = ops.length("frames", capacity);
    Dim used = ops.length("samples", new Length.Rule(frames, hop, size - hop, 1)).dim();
    Tensor samples = ops.input("samples", DataType.F32, used);
    Tensor y = ops.spectrogram(samples, window, hop, size / 2 + 1, frames.dim());
    return new Ends(frames, samples, ops.output(y));
  }

  /** Frames of a signal. */
  public int frames(int samples) {
    return samples / hop;
  }

  /**
   * Computes a spectrogram.
   *
   * @param samples more than {@code (size − hop)/2} and at least {@code hop} of them
   * @return {@code [size/2 + 1, frames]}, row-major
   */
  public float[] compute(float[] samples) {
    int pad = (size - hop) / 2;
    int frames = frames(samples.length);
    if (samples.length <= pad || frames < 1) {
      throw new IllegalArgumentException(
          "expected more than " + Math.max(pad, hop - 1) + " samples, got " + samples.length);
    }
    float[] used = reflected(samples, pad, (frames - 1) * hop + size);
    Capture<Ends> capture = captures.get(captures.bucket(frames));
    Ends e = capture.ends();
    return capture.set(e.frames, frames).write(e.samples, used).replay().floats(e.spectrogram);
  }

  /**
   * {@code used} samples of the signal with {@code pad} reflected ones before it and as many
   * behind.
   */
  private static float[] reflected(float[] x, int pad, int used) {
    float[] padded = new float[used];
    for (int i = 0; i < used; i++) {
      int at = Math.abs(i - pad);
      padded[i] = x[at < x.length ? at : 2 * (x.length - 1) - at];
    }
    return padded;
  }

  @Override
  public void close() {
    captures.close();
    backend.release(window);
  }
}
