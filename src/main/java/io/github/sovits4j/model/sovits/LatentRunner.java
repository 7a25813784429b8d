package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Captures;
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

/** Codes and phones to latent frames: prior, change of speed, draw, and flow, as one graph. */
final class LatentRunner implements AutoCloseable {

  /** Adapts the speaker vector to the width of the prior. */
  interface SpeakerProjection {
    Tensor apply(Ops ops, Tensor speaker);
  }

  /** What a graph is captured for: capacities, 0 where a part is left out, and what it fixes. */
  private record Shapes(
      int codes, int phones, int kept, int result, int earlier, int frames, float noiseScale) {}

  /** Null where a part is left out. */
  private record Ends(
      Length codes,
      Length phones,
      Length kept,
      Length result,
      Length earlier,
      Length frames,
      Tensor codesIn,
      Tensor phonesIn,
      Tensor speaker,
      Tensor earlierIn,
      Tensor noise,
      Tensor latent,
      Tensor z) {}

  /**
   * What was decoded, on the device until the next is.
   *
   * @param capture where it lies
   * @param z the flow's result {@code [inter, frames]}
   * @param frames how many
   * @param latent the prior's frames {@code [hidden, latent frames]}, for a streaming caller; else
   *     null
   */
  record Latent(Capture<?> capture, Tensor z, int frames, float[] latent) {}

  private final SovitsConfig config;
  private final Prior prior;
  private final Flow flow;
  private final SpeakerProjection projection;
  private final Captures<Shapes, Ends> captures;

  LatentRunner(
      Backend backend,
      SovitsConfig config,
      Prior prior,
      Flow flow,
      SpeakerProjection projection,
      Consumer<Graph> observer) {
    this.config = config;
    this.prior = prior;
    this.flow = flow;
    this.projection = projection;
    captures = new Captures<>(backend, 4, observer, this::record);
  }

  /** See {@link SovitsRunner#decode}. */
  Latent decode(DecodeInput input, float[] noise, float noiseScale) {
    Overlap overlap = input.overlap();
    Capture<Ends> capture = captures.get(shapes(input, noiseScale));
    Ends e = capture.ends();
    capture
        .set(e.codes, input.codes().length)
        .set(e.phones, input.phones().length)
        .write(e.codesIn, input.codes())
        .write(e.phonesIn, input.phones())
        .write(e.speaker, input.speaker());
    if (e.kept != null) {
      capture.set(e.kept, input.keptFrames());
    }
    if (e.result != null) {
      capture.set(e.result, input.latentFrames());
    }
    if (e.earlier != null) {
      capture.set(e.earlier, overlap.earlierFrames()).write(e.earlierIn, overlap.earlier());
    }
    if (e.frames != null) {
      capture.set(e.frames, input.frames());
    }
    capture.write(e.noise, noise).replay();
    float[] latent = overlap == null ? null : capture.floats(e.latent);
    return new Latent(capture, e.z, input.frames(), latent);
  }

  /** What a graph for this input is captured for. */
  private Shapes shapes(DecodeInput input, float noiseScale) {
    Overlap overlap = input.overlap();
    boolean cut = overlap != null && overlap.padding() > 0;
    boolean tail = input.latentFrames() < input.keptFrames();
    boolean blend = overlap != null && overlap.earlier() != null;
    boolean stretch = input.speed() != 1;
    return new Shapes(
        captures.bucket(input.codes().length),
        captures.bucket(input.phones().length),
        cut ? captures.bucket(input.keptFrames()) : 0,
        tail ? captures.bucket(input.latentFrames()) : 0,
        blend ? captures.bucket(overlap.earlierFrames()) : 0,
        stretch ? captures.bucket(input.frames()) : 0,
        noiseScale);
  }

  private Ends record(Ops ops, Shapes shapes) {
    ops.aside();
    Length codes = ops.length("codes", shapes.codes);
    Length phones = ops.length("phones", shapes.phones);
    Length kept = optional(ops, "kept frames", shapes.kept);
    Length result = optional(ops, "result frames", shapes.result);
    Length earlier = optional(ops, "earlier frames", shapes.earlier);
    Length frames = optional(ops, "frames", shapes.frames);
    Tensor codesIn = ops.input("codes", DataType.I32, codes.dim());
    Tensor phonesIn = ops.input("phones", DataType.I32, phones.dim());
    Tensor speaker = ops.input("speaker", DataType.F32, Dim.of(config.gin()), Dim.of(1));
    Tensor earlierIn = null;

    Dim leading = kept == null ? null : kept.dim();
    Tensor y =
        prior
            .encoder()
            .encode(
                ops,
                codesIn,
                phonesIn,
                projection.apply(ops, speaker),
                leading); // [hidden, 2·codes]
    if (result != null) {
      y = ops.lastFrames(y, result.dim()); // [hidden, result]
    }
    if (earlier != null) {
      earlierIn = ops.input("earlier", DataType.F32, Dim.of(config.hidden()), earlier.dim());
      y = ops.crossFade(y, earlierIn);
    }
    Tensor latent = ops.output(y);
    if (frames != null) {
      y = ops.interpolate(y, frames.dim()); // [hidden, frames]
    }
    ops.probe("enc_p_x", y);
    Tensor stats = ops.probe("stats", prior.stats(ops, y)); // [2·inter, frames]
    Tensor noise = ops.input("noise", DataType.F32, Dim.of(config.inter()), stats.dim(1));
    Tensor z =
        ops.probe("z_p", ops.samplePrior(stats, noise, shapes.noiseScale)); // [inter, frames]
    z = ops.output(ops.probe("z", flow.inverse(ops, z, speaker)));
    return new Ends(
        codes, phones, kept, result, earlier, frames, codesIn, phonesIn, speaker, earlierIn, noise,
        latent, z);
  }

  private static Length optional(Ops ops, String name, int capacity) {
    return capacity == 0 ? null : ops.length(name, capacity);
  }

  /** See {@link Captures#bytesNeeded}. */
  long bytesNeeded(DecodeInput input, float noiseScale) {
    return captures.bytesNeeded(List.of(shapes(input, noiseScale)));
  }

  /** See {@link Captures#bytesOf}. */
  long bytesOf(DecodeInput input, float noiseScale) {
    return captures.bytesOf(List.of(shapes(input, noiseScale)));
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
