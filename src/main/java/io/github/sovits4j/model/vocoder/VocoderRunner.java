package io.github.sovits4j.model.vocoder;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.Captures;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import io.github.sovits4j.weights.VocoderConfig;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A vocoder on a backend: mel frames to samples. Long speech is decoded in windows of bounded size
 * that share as many frames as a sample can depend on, so that the result has no seams.
 */
public final class VocoderRunner implements AutoCloseable {

  /** Frames (of about 10 ms) that are decoded at once. */
  private static final int WINDOW = 800;

  private record Ends(Length frames, Tensor mel, Tensor wave) {}

  private final VocoderConfig config;
  private final DeviceWeights weights;
  private final Generator generator;
  private final int window;
  private final Captures<Integer, Ends> captures;

  /** Uploads the weights, under upstream's names. */
  public VocoderRunner(Backend backend, TensorSource source, VocoderConfig config) {
    this(backend, source, config, WINDOW, null);
  }

  /**
   * Uploads the weights, under upstream's names.
   *
   * @param window frames decoded at once
   * @param observer is shown every graph after it ran, its probes readable; null for none
   */
  public VocoderRunner(
      Backend backend,
      TensorSource source,
      VocoderConfig config,
      int window,
      Consumer<Graph> observer) {
    this.config = config;
    this.window = window;
    weights = new DeviceWeights(backend, source);
    try {
      Parameters p = weights.parameters();
      int kinds = config.resblockKernels().size();
      generator =
          switch (config.kind()) {
            case BIGVGAN -> Generator.bigVgan(p, config.upsampleRates(), kinds);
            case HIFIGAN -> Generator.hifiGan(p, config.upsampleRates(), kinds);
          };
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
    captures = new Captures<>(backend, 4, observer, this::record);
  }

  private Ends record(Ops ops, int capacity) {
    Length frames = ops.length("frames", capacity);
    Tensor mel = ops.input("mel", DataType.F32, Dim.of(config.melBands()), frames.dim());
    Tensor wave = ops.output(generator.apply(ops, mel, null)); // [1, frames·hop]
    return new Ends(frames, mel, wave);
  }

  /** Sizes of the network. */
  public VocoderConfig config() {
    return config;
  }

  /**
   * Decodes all frames.
   *
   * @param mel natural logarithms {@code [bands, frames]}, row-major
   * @param beforeWindow is run before each window; what it throws ends the decoding, and nothing is
   *     kept
   * @return {@code frames·hop} samples in −1 … 1
   * @throws UserException when the weights are so large that a sample is not a number
   */
  public float[] decode(float[] mel, Runnable beforeWindow) {
    int bands = config.melBands();
    int frames = mel.length / bands;
    if (frames < 1 || mel.length != frames * bands) {
      throw new IllegalArgumentException(
          "mel: expected whole frames of " + bands + " bands, got " + mel.length + " elements");
    }
    int hop = config.hop();
    float[] wave = new float[frames * hop];
    for (Window w : windows(frames)) {
      beforeWindow.run();
      Capture<Ends> capture = captures.get(captures.bucket(w.frames()));
      Ends e = capture.ends();
      float[] samples =
          capture
              .set(e.frames, w.frames())
              .write(e.mel, columns(mel, frames, w.from(), w.frames()))
              .replay()
              .floats(e.wave);
      int kept = (w.end() - w.at()) * hop;
      if (w.end() == frames) { // up-samplings by an odd difference add samples at the end
        kept = samples.length - (w.at() - w.from()) * hop;
        wave = Arrays.copyOf(wave, w.at() * hop + kept);
      }
      clamp(samples, (w.at() - w.from()) * hop, wave, w.at() * hop, kept);
    }
    return wave;
  }

  private static float[] columns(float[] mel, int frames, int from, int n) {
    float[] columns = new float[mel.length / frames * n];
    for (int band = 0; band < mel.length / frames; band++) {
      System.arraycopy(mel, band * frames + from, columns, band * n, n);
    }
    return columns;
  }

  private static void clamp(float[] samples, int from, float[] wave, int to, int n) {
    for (int i = 0; i < n; i++) {
      float sample = samples[from + i];
      if (Float.isNaN(sample)) {
        throw new UserException(
            "the model cannot speak: its vocoder gave what is not a number. Its weights, or those"
                + " of its second stage (S2), are too large or damaged; take an earlier"
                + " checkpoint.");
      }
      wave[to + i] = Math.clamp(sample, -1f, 1f);
    }
  }

  private List<Window> windows(int frames) {
    return Window.of(frames, window, generator.reach());
  }

  private List<Integer> capacities(int frames) {
    return windows(frames).stream().map(w -> captures.bucket(w.frames())).toList();
  }

  /** See {@link Captures#bytesNeeded}. */
  public long bytesNeeded(int frames) {
    return captures.bytesNeeded(capacities(frames));
  }

  /** See {@link Captures#bytesOf}. */
  public long bytesOf(int frames) {
    return captures.bytesOf(capacities(frames));
  }

  /** Device memory that {@link #forget} gives back. */
  public long bytesHeld() {
    return captures.bytesHeld();
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  public void forget() {
    captures.close();
  }

  @Override
  public void close() {
    forget();
    weights.close();
  }
}
