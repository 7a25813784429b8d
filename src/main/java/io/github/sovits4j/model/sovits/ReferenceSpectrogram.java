package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Captures;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Tensor;

/**
 * Linear magnitude spectrograms of references: reflected at both ends by {@code (size − hop)/2}, so
 * that N samples give ⌊N/hop⌋ frames; periodic Hann window.
 */
public final class ReferenceSpectrogram implements AutoCloseable {

  /** Sample rate of references. */
  public static final int SAMPLE_RATE = 32000;

  /** Window and transform size of the S2 networks. */
  public static final int SIZE = 2048;

  /** Samples from frame to frame of the S2 networks. */
  public static final int HOP = 640;

  private record Capture(Graph graph, Length frames, Length samples, Tensor x, Tensor result)
      implements Captures.Capture {
    @Override
    public void close() {
      graph.close();
    }
  }

  private final Backend backend;
  private final int size;
  private final int hop;
  private final Tensor window;
  private final Captures<Integer, Capture> captures = new Captures<>(2);

  /** With the sizes of the S2 networks. */
  public ReferenceSpectrogram(Backend backend) {
    this(backend, SIZE, HOP);
  }

  /**
   * @param size of window and transform, a power of two
   * @param hop samples from frame to frame, even difference to the size
   */
  public ReferenceSpectrogram(Backend backend, int size, int hop) {
    this.backend = backend;
    this.size = size;
    this.hop = hop;
    float[] hann = new float[size];
    for (int i = 0; i < size; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    this.window = backend.constant("hann", hann, size);
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
    int capacity = backend.bucket(frames);
    Capture capture = captures.get(capacity, () -> capture(capacity));
    int used = (frames - 1) * hop + size;
    capture.graph.set(capture.frames, frames);
    capture.graph.set(capture.samples, used);
    capture.graph.write(capture.x, reflected(samples, pad, used));
    capture.graph.replay();
    return capture.graph.floats(capture.result);
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

  private Capture capture(int capacity) {
    Length[] lengths = new Length[2];
    Tensor[] ends = new Tensor[2];
    Graph graph =
        backend.capture(
            ops -> {
              lengths[0] = ops.length("frames", capacity);
              lengths[1] = ops.length("samples", (capacity - 1) * hop + size);
              ends[0] = ops.input("samples", DataType.F32, lengths[1].dim());
              ends[1] =
                  ops.output(ops.spectrogram(ends[0], window, hop, size / 2 + 1, lengths[0].dim()));
            });
    return new Capture(graph, lengths[0], lengths[1], ends[0], ends[1]);
  }

  @Override
  public void close() {
    captures.close();
    backend.release(window);
  }
}
