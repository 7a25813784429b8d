package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Captures;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.MemoryPlan;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import java.util.function.Consumer;

/**
 * Latent frames to samples. Long speech is decoded in windows of bounded size that share as many
 * frames as a sample can depend on, so that the result has no seams.
 */
final class WaveDecoder implements AutoCloseable {

  private record Capture(Graph graph, Ends ends) implements Captures.Capture {
    @Override
    public void close() {
      graph.close();
    }
  }

  private final Backend backend;
  private final SovitsConfig config;
  private final Generator generator;
  private final int window;
  private final Consumer<Graph> observer;
  private final Captures<Integer, Capture> captures = new Captures<>(4);

  /**
   * @param window frames that a window contributes
   */
  WaveDecoder(
      Backend backend,
      SovitsConfig config,
      Generator generator,
      int window,
      Consumer<Graph> observer) {
    this.backend = backend;
    this.config = config;
    this.generator = generator;
    this.window = window;
    this.observer = observer;
  }

  /**
   * Decodes all frames.
   *
   * @param z {@code [inter, frames]}
   * @param speaker {@code [gin]}
   * @return {@code frames·hop} samples
   */
  float[] decode(float[] z, float[] speaker) {
    int frames = z.length / config.inter();
    int hop = config.hop();
    int reach = generator.reach();
    if (frames <= window + 2 * reach) {
      return decodeWindow(z, frames, 0, frames, speaker);
    }
    float[] wave = new float[frames * hop];
    for (int at = 0; at < frames; at += window) {
      int from = Math.max(0, at - reach);
      int to = Math.min(frames, at + window + reach);
      float[] part = decodeWindow(z, frames, from, to, speaker);
      int count = Math.min(window, frames - at);
      System.arraycopy(part, (at - from) * hop, wave, at * hop, count * hop);
    }
    return wave;
  }

  private float[] decodeWindow(float[] z, int frames, int from, int to, float[] speaker) {
    int capacity = backend.bucket(to - from);
    Capture capture = captures.get(capacity, () -> capture(capacity));
    float[] part = new float[config.inter() * (to - from)];
    for (int c = 0; c < config.inter(); c++) {
      System.arraycopy(z, c * frames + from, part, c * (to - from), to - from);
    }
    capture.graph.set(capture.ends.frames, to - from);
    capture.graph.write(capture.ends.z, part);
    capture.graph.write(capture.ends.speaker, speaker);
    capture.graph.replay();
    if (observer != null) {
      observer.accept(capture.graph);
    }
    return capture.graph.floats(capture.ends.wave);
  }

  /** Device memory that the largest window of so many frames takes. */
  long bytes(int frames) {
    int longest = Math.min(frames, window + 2 * generator.reach());
    return MemoryPlan.bytes(ops -> record(ops, backend.bucket(longest)));
  }

  /** A recorded window and its ends. */
  private record Ends(Length frames, Tensor z, Tensor speaker, Tensor wave) {}

  private Ends record(Ops ops, int capacity) {
    Length frames = ops.length("frames", capacity);
    Tensor z = ops.input("z", DataType.F32, Dim.of(config.inter()), frames.dim());
    Tensor speaker = ops.input("speaker", DataType.F32, Dim.of(config.gin()), Dim.of(1));
    Tensor wave = ops.output(generator.apply(ops, z, speaker)); // [1, frames·hop]
    return new Ends(frames, z, speaker, wave);
  }

  private Capture capture(int capacity) {
    Ends[] ends = new Ends[1];
    Graph graph = backend.capture(observer != null, ops -> ends[0] = record(ops, capacity));
    return new Capture(graph, ends[0]);
  }

  /** Gives all graphs back; they are captured again when they are needed. */
  @Override
  public void close() {
    captures.close();
  }
}
