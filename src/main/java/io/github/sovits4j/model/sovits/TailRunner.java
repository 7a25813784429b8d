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

/**
 * All codes so far to the last latent frames: the prior's encoders as one graph, since their
 * attention sees all; draw and flow, whose reach is bounded, as another for the frames that are
 * wanted. The change of speed lies between them, on the host.
 */
final class TailRunner implements AutoCloseable {

  /** Capacities. */
  private record PriorShapes(int codes, int phones) {}

  private record PriorEnds(
      Length codes,
      Length phones,
      Tensor codesIn,
      Tensor phonesIn,
      Tensor speaker,
      Tensor latent) {}

  private record FlowEnds(Length frames, Tensor latent, Tensor speaker, Tensor noise, Tensor z) {}

  private final SovitsConfig config;
  private final Prior prior;
  private final Flow flow;
  private final LatentRunner.SpeakerProjection projection;
  private final Captures<PriorShapes, PriorEnds> priors;
  private final Captures<Integer, FlowEnds> flows;

  TailRunner(
      Backend backend,
      SovitsConfig config,
      Prior prior,
      Flow flow,
      LatentRunner.SpeakerProjection projection,
      Consumer<Graph> observer) {
    this.config = config;
    this.prior = prior;
    this.flow = flow;
    this.projection = projection;
    priors = new Captures<>(backend, 4, observer, this::recordPrior);
    flows = new Captures<>(backend, 4, observer, this::recordFlow);
  }

  private PriorEnds recordPrior(Ops ops, PriorShapes shapes) {
    ops.aside();
    Length codes = ops.length("codes", shapes.codes);
    Length phones = ops.length("phones", shapes.phones);
    Tensor codesIn = ops.input("codes", DataType.I32, codes.dim());
    Tensor phonesIn = ops.input("phones", DataType.I32, phones.dim());
    Tensor speaker = ops.input("speaker", DataType.F32, Dim.of(config.gin()), Dim.of(1));
    Tensor adapted = projection.apply(ops, speaker); // [mrte, 1]
    Tensor y = prior.encoder().encode(ops, codesIn, phonesIn, adapted, null); // [hidden, 2·codes]
    return new PriorEnds(codes, phones, codesIn, phonesIn, speaker, ops.output(y));
  }

  private FlowEnds recordFlow(Ops ops, int capacity) {
    ops.aside();
    Length frames = ops.length("frames", capacity);
    Tensor latent = ops.input("latent", DataType.F32, Dim.of(config.hidden()), frames.dim());
    Tensor speaker = ops.input("speaker", DataType.F32, Dim.of(config.gin()), Dim.of(1));
    Tensor noise = ops.input("noise", DataType.F32, Dim.of(config.inter()), frames.dim());
    Tensor stats = prior.stats(ops, latent); // [2·inter, frames]
    Tensor z = ops.samplePrior(stats, noise, SovitsRunner.NOISE_SCALE); // [inter, frames]
    return new FlowEnds(frames, latent, speaker, noise, ops.output(flow.inverse(ops, z, speaker)));
  }

  /**
   * Decodes the frames from one on.
   *
   * @param first the flow's first exact frame; before it are as many as it looks back
   * @param meanwhile what the caller does until the prior is done
   * @return frames {@link #start}{@code (first) … frames()-1} of the whole
   */
  LatentRunner.Latent decode(DecodeInput input, int first, FrameNoise noise, Meanwhile meanwhile) {
    int from = start(first);
    int frames = input.frames() - from;
    Capture<PriorEnds> encoded = priors.get(priorShapes(input));
    PriorEnds p = encoded.ends();
    encoded
        .set(p.codes, input.codes().length)
        .set(p.phones, input.phones().length)
        .write(p.codesIn, input.codes())
        .write(p.phonesIn, input.phones())
        .write(p.speaker, input.speaker())
        .replay();
    meanwhile.await(encoded.graph());
    float[] y = encoded.floats(p.latent);
    Capture<FlowEnds> capture = flows.get(flows.bucket(frames));
    FlowEnds f = capture.ends();
    capture
        .set(f.frames, frames)
        .write(f.latent, atSpeed(y, input.latentFrames(), input.speed(), from, frames))
        .write(f.speaker, input.speaker())
        .write(f.noise, noise.frames(from, frames))
        .replay();
    return new LatentRunner.Latent(capture, f.z, frames, null);
  }

  /** The frame with which the flow begins so that it is exact from {@code first} on. */
  int start(int first) {
    return Math.max(0, first - flow.reach());
  }

  /** Linear interpolation of {@code y [hidden, time]} on the grid of {@link Tail}. */
  private float[] atSpeed(float[] y, int time, double speed, int from, int frames) {
    float[] out = new float[config.hidden() * frames];
    for (int t = 0; t < frames; t++) {
      double at = Math.clamp((from + t + 0.5) * speed - 0.5, 0, time - 1);
      int left = (int) at;
      int right = Math.min(left + 1, time - 1);
      float share = (float) (at - left);
      for (int c = 0; c < config.hidden(); c++) {
        out[c * frames + t] = (1 - share) * y[c * time + left] + share * y[c * time + right];
      }
    }
    return out;
  }

  private PriorShapes priorShapes(DecodeInput input) {
    return new PriorShapes(
        priors.bucket(input.codes().length), priors.bucket(input.phones().length));
  }

  /** See {@link Captures#bytesNeeded}. */
  long bytesNeeded(DecodeInput input, int first) {
    return priors.bytesNeeded(List.of(priorShapes(input)))
        + flows.bytesNeeded(List.of(flows.bucket(input.frames() - start(first))));
  }

  /** See {@link Captures#bytesHeld}. */
  long bytesHeld() {
    return priors.bytesHeld() + flows.bytesHeld();
  }

  /** Gives all graphs back; they are captured again when they are needed. */
  @Override
  public void close() {
    priors.close();
    flows.close();
  }
}
