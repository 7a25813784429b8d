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

/** Codes and phones to latent frames: prior, change of speed, draw, and flow, as one graph. */
final class LatentDecoder implements AutoCloseable {

  /** Adapts the speaker vector to the width of the prior. */
  interface SpeakerProjection {
    Tensor apply(Ops ops, Tensor speaker);
  }

  /** What a graph is captured for; 0 where a part is left out. */
  private record Shapes(int codes, int phones, int kept, int result, int earlier, int frames) {}

  /** A captured graph and its ends. */
  private static final class Capture implements Captures.Capture {
    Graph graph;
    Length codes;
    Length phones;
    Length kept;
    Length result;
    Length earlier;
    Length frames;
    Tensor codesIn;
    Tensor phonesIn;
    Tensor speakerIn;
    Tensor earlierIn;
    Tensor noiseIn;
    Tensor latent;
    Tensor z;

    @Override
    public void close() {
      graph.close();
    }
  }

  /**
   * @param latent the prior's frames {@code [hidden, latent frames]}
   * @param z the flow's result {@code [inter, frames]}
   */
  record Result(float[] latent, float[] z) {}

  private final Backend backend;
  private final SovitsConfig config;
  private final Prior prior;
  private final Flow flow;
  private final SpeakerProjection projection;
  private final Consumer<Graph> observer;
  private final Captures<Shapes, Capture> captures = new Captures<>(4);

  LatentDecoder(
      Backend backend,
      SovitsConfig config,
      Prior prior,
      Flow flow,
      SpeakerProjection projection,
      Consumer<Graph> observer) {
    this.backend = backend;
    this.config = config;
    this.prior = prior;
    this.flow = flow;
    this.projection = projection;
    this.observer = observer;
  }

  Result decode(DecodeInput input, float[] noise, float noiseScale) {
    Overlap overlap = input.overlap();
    Shapes shapes = shapes(input);
    Capture c = captures.get(shapes, () -> capture(shapes, noiseScale));
    Graph graph = c.graph;
    graph.set(c.codes, input.codes().length);
    graph.set(c.phones, input.phones().length);
    graph.write(c.codesIn, input.codes());
    graph.write(c.phonesIn, input.phones());
    graph.write(c.speakerIn, input.speaker());
    if (shapes.kept > 0) {
      graph.set(c.kept, input.keptFrames());
    }
    if (shapes.result > 0) {
      graph.set(c.result, input.latentFrames());
    }
    if (shapes.earlier > 0) {
      graph.set(c.earlier, overlap.earlierFrames());
      graph.write(c.earlierIn, overlap.earlier());
    }
    if (shapes.frames > 0) {
      graph.set(c.frames, input.frames());
    }
    graph.write(c.noiseIn, noise);
    graph.replay();
    if (observer != null) {
      observer.accept(graph);
    }
    return new Result(graph.floats(c.latent), graph.floats(c.z));
  }

  /** What a graph for this input is captured for. */
  private Shapes shapes(DecodeInput input) {
    Overlap overlap = input.overlap();
    boolean cut = overlap != null && overlap.padding() > 0;
    boolean tail = input.latentFrames() < input.keptFrames();
    boolean blend = overlap != null && overlap.earlier() != null;
    boolean stretch = input.speed() != 1;
    return new Shapes(
        backend.bucket(input.codes().length),
        backend.bucket(input.phones().length),
        cut ? backend.bucket(input.keptFrames()) : 0,
        tail ? backend.bucket(input.latentFrames()) : 0,
        blend ? backend.bucket(overlap.earlierFrames()) : 0,
        stretch ? backend.bucket(input.frames()) : 0);
  }

  /** Device memory that a graph for this input takes. */
  long bytes(DecodeInput input) {
    return MemoryPlan.bytes(ops -> record(ops, shapes(input), 0, new Capture()));
  }

  private Capture capture(Shapes shapes, float noiseScale) {
    Capture c = new Capture();
    c.graph = backend.capture(observer != null, ops -> record(ops, shapes, noiseScale, c));
    return c;
  }

  private void record(Ops ops, Shapes shapes, float noiseScale, Capture c) {
    c.codes = ops.length("codes", shapes.codes);
    c.phones = ops.length("phones", shapes.phones);
    c.codesIn = ops.input("codes", DataType.I32, c.codes.dim());
    c.phonesIn = ops.input("phones", DataType.I32, c.phones.dim());
    c.speakerIn = ops.input("speaker", DataType.F32, Dim.of(config.gin()), Dim.of(1));
    c.kept = shapes.kept == 0 ? null : ops.length("kept frames", shapes.kept);

    Tensor y =
        prior.encode(
            ops,
            c.codesIn,
            c.phonesIn,
            projection.apply(ops, c.speakerIn),
            c.kept == null ? null : c.kept.dim()); // [hidden, frames of the codes]
    if (shapes.result > 0) {
      c.result = ops.length("result frames", shapes.result);
      y = ops.lastFrames(y, c.result.dim());
    }
    if (shapes.earlier > 0) {
      c.earlier = ops.length("earlier frames", shapes.earlier);
      c.earlierIn = ops.input("earlier", DataType.F32, Dim.of(config.hidden()), c.earlier.dim());
      y = ops.crossFade(y, c.earlierIn);
    }
    c.latent = ops.output(y);
    if (shapes.frames > 0) {
      c.frames = ops.length("frames", shapes.frames);
      y = ops.interpolate(y, c.frames.dim());
    }
    ops.probe("enc_p_x", y);
    Tensor stats = ops.probe("stats", prior.stats(ops, y)); // [2·inter, frames]
    c.noiseIn = ops.input("noise", DataType.F32, Dim.of(config.inter()), stats.dim(1));
    Tensor z = ops.probe("z_p", ops.samplePrior(stats, c.noiseIn, noiseScale)); // [inter, frames]
    c.z = ops.output(ops.probe("z", flow.inverse(ops, z, c.speakerIn)));
  }

  /** Gives all graphs back; they are captured again when they are needed. */
  @Override
  public void close() {
    captures.close();
  }
}
