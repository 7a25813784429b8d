package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Captures;
import io.github.sovits4j.model.vocoder.Generator;
import io.github.sovits4j.model.vocoder.Window;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import java.util.List;
import java.util.function.Consumer;

/**
 * Latent frames to samples. Long speech is decoded in windows of bounded size that share as many
 * frames as a sample can depend on, so that the result has no seams.
 */
final class GeneratorRunner implements AutoCloseable {

  private record Ends(Length frames, Tensor z, Tensor speaker, Tensor wave) {}

  private final SovitsConfig config;
  private final Generator generator;
  private final int window;
  private final Captures<Integer, Ends> captures;

  /**
   * @param window frames that a window contributes
   */
  GeneratorRunner(
      Backend backend,
      SovitsConfig config,
      Generator generator,
      int window,
      Consumer<Graph> observer) {
    this.config = config;
    this.generator = generator;
    this.window = window;
    captures = new Captures<>(backend, 4, observer, this::record);
  }

  private Ends record(Ops ops, int capacity) {
    ops.aside();
    Length frames = ops.length("frames", capacity);
    Tensor z = ops.input("z", DataType.F32, Dim.of(config.inter()), frames.dim());
    Tensor speaker = ops.input("speaker", DataType.F32, Dim.of(config.gin()), Dim.of(1));
    Tensor wave = ops.output(generator.apply(ops, z, speaker)); // [1, frames·hop]
    return new Ends(frames, z, speaker, wave);
  }

  /** The windows of frames {@code first … frames-1}. */
  private List<Window> windows(int first, int frames) {
    return Window.ofTail(first, frames, window, generator.reach());
  }

  /** How many frames before and after a frame its samples depend on. */
  int reach() {
    return generator.reach();
  }

  /**
   * Decodes the frames from one on.
   *
   * @param first of the latent's frames whose samples are wanted
   * @param speaker {@code [gin]}
   * @param meanwhile what the caller does until it is done
   * @return {@code (frames − first)·hop} samples
   */
  float[] decode(LatentRunner.Latent latent, int first, float[] speaker, Meanwhile meanwhile) {
    int hop = config.hop();
    float[] wave = new float[(latent.frames() - first) * hop];
    for (Window w : windows(first, latent.frames())) {
      meanwhile.beforeWindow();
      Capture<Ends> capture = captures.get(captures.bucket(w.frames()));
      Ends e = capture.ends();
      capture
          .set(e.frames, w.frames())
          .copy(e.z, latent.capture(), latent.z(), w.from(), w.frames())
          .write(e.speaker, speaker)
          .replay();
      meanwhile.await(capture.graph());
      float[] samples = capture.floats(e.wave);
      System.arraycopy(
          samples,
          (w.at() - w.from()) * hop,
          wave,
          (w.at() - first) * hop,
          (w.end() - w.at()) * hop);
    }
    return wave;
  }

  private List<Integer> capacities(int first, int frames) {
    return windows(first, frames).stream().map(w -> captures.bucket(w.frames())).toList();
  }

  /** See {@link Captures#bytesNeeded}. */
  long bytesNeeded(int first, int frames) {
    return captures.bytesNeeded(capacities(first, frames));
  }

  /** See {@link Captures#bytesOf}. */
  long bytesOf(int first, int frames) {
    return captures.bytesOf(capacities(first, frames));
  }

  /** See {@link Captures#bytesHeld}. */
  long bytesHeld() {
    return captures.bytesHeld();
  }

  /** Gives all graphs back; they are captured again when they are needed. */
  @Override
  public void close() {
    captures.close();
  }
}
