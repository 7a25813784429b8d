package io.github.sovits4j.model.sovits;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.vocoder.Generator;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.TensorSource;
import java.util.List;
import java.util.function.Consumer;

/** S2 on a backend: references to a speaker vector, codes and phones to speech. */
public final class SovitsRunner implements AutoCloseable {

  /** Upstream's share of the noise in the latent. */
  public static final float NOISE_SCALE = 0.5f;

  /** Frames (of 20 ms) that the generator decodes at once. */
  private static final int WINDOW = 400;

  private final SovitsConfig config;
  private final DeviceWeights weights;
  private final ReferenceEncoderRunner speakerEncoder;
  private final LatentRunner latentDecoder;
  private final TailRunner tailDecoder;
  private final GeneratorRunner waveDecoder;

  /** Uploads the weights, under upstream's names. */
  public SovitsRunner(Backend backend, TensorSource source, SovitsConfig config) {
    this(backend, source, config, WINDOW, null);
  }

  /**
   * Uploads the weights, under upstream's names.
   *
   * @param window frames the generator decodes at once
   * @param observer is shown every graph after it ran, its probes readable; null for none
   */
  public SovitsRunner(
      Backend backend,
      TensorSource source,
      SovitsConfig config,
      int window,
      Consumer<Graph> observer) {
    this.config = config;
    weights = new DeviceWeights(backend, source);
    try {
      Parameters p = weights.parameters();
      Tensor codebook = p.get("quantizer.vq.layers.0._codebook.embed");
      speakerEncoder =
          new ReferenceEncoderRunner(backend, config, new ReferenceEncoder(p, config), observer);
      Prior prior = Prior.load(p.at("enc_p"), config, codebook);
      Flow flow = Flow.load(p.at("flow"), config);
      LatentRunner.SpeakerProjection projection = speakerProjection(p);
      latentDecoder = new LatentRunner(backend, config, prior, flow, projection, observer);
      tailDecoder = new TailRunner(backend, config, prior, flow, projection, observer);
      waveDecoder =
          new GeneratorRunner(
              backend,
              config,
              Generator.hifiGan(
                  p.at("dec"), config.upsampleRates(), config.resblockKernels().size()),
              window,
              observer);
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }

  /** The Pro versions have a wider speaker vector than the prior takes. */
  private LatentRunner.SpeakerProjection speakerProjection(Parameters p) {
    if (!config.version().isPro()) {
      return (ops, speaker) -> speaker;
    }
    Conv projection = new Conv(p.at("ge_to512"));
    return (ops, speaker) -> ops.probe("ge_enc_p", projection.apply(ops, speaker));
  }

  /** Sizes of the network. */
  public SovitsConfig config() {
    return config;
  }

  /**
   * The speaker vector: the mean over the references.
   *
   * @param references at least one
   * @return {@code [gin]}
   * @throws UserException when the weights are so large that the result is not finite
   */
  public float[] speakerVector(List<Reference> references) {
    return speakerEncoder.speakerVector(references);
  }

  /**
   * How much more device memory decoding this input will take; nothing is allocated.
   *
   * @return bytes; 0 when the graphs for its lengths are there
   */
  public long bytesNeeded(DecodeInput input) {
    return latentDecoder.bytesNeeded(input, NOISE_SCALE)
        + waveDecoder.bytesNeeded(0, input.frames());
  }

  /** The same for {@link #decodeTail}. */
  public long bytesNeededForTail(Tail tail) {
    int first = firstForWaves(tail);
    int start = tailDecoder.start(first);
    return tailDecoder.bytesNeeded(tail.input(), first)
        + waveDecoder.bytesNeeded(tail.from() - start, tail.input().frames() - start);
  }

  /** How much device memory decoding this input takes when nothing is captured. */
  public long bytesOf(DecodeInput input) {
    return latentDecoder.bytesOf(input, NOISE_SCALE) + waveDecoder.bytesOf(0, input.frames());
  }

  /** Device memory that {@link #forget} gives back. */
  public long bytesHeld() {
    return speakerEncoder.bytesHeld()
        + latentDecoder.bytesHeld()
        + tailDecoder.bytesHeld()
        + waveDecoder.bytesHeld();
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  public void forget() {
    speakerEncoder.close();
    latentDecoder.close();
    tailDecoder.close();
    waveDecoder.close();
  }

  /**
   * Decodes codes to speech.
   *
   * @param noise standard normal {@code [inter, input.frames()]}, row-major
   */
  public Decoded decode(DecodeInput input, float[] noise) {
    return decode(input, noise, Meanwhile.NOTHING);
  }

  /**
   * Decodes codes to speech.
   *
   * @param noise standard normal {@code [inter, input.frames()]}, row-major
   * @param meanwhile what the caller does until it is done
   */
  public Decoded decode(DecodeInput input, float[] noise, Meanwhile meanwhile) {
    StageChecks.input(input, config);
    StageChecks.noise(noise, config.inter(), input.latentFrames() < 1 ? 0 : input.frames());
    LatentRunner.Latent latent = latentDecoder.decode(input, noise, NOISE_SCALE);
    meanwhile.await(latent.capture().graph());
    float[] samples =
        StageChecks.finite(waveDecoder.decode(latent, 0, input.speaker(), meanwhile), "sound");
    return new Decoded(samples, latent.latent());
  }

  /**
   * Decodes the end of the codes so far. At speed 1 these are the very samples that {@link #decode}
   * gives there for the same codes: flow and generator look back as far as they depend on frames.
   *
   * @param meanwhile what the caller does until it is done
   * @return {@code tail.frames()} frames of samples
   */
  public float[] decodeTail(Tail tail, FrameNoise noise, Meanwhile meanwhile) {
    DecodeInput input = tail.input();
    StageChecks.input(input, config);
    int first = firstForWaves(tail);
    LatentRunner.Latent latent = tailDecoder.decode(input, first, noise, meanwhile);
    meanwhile.await(latent.capture().graph());
    return StageChecks.finite(
        waveDecoder.decode(
            latent, tail.from() - tailDecoder.start(first), input.speaker(), meanwhile),
        "sound");
  }

  /** The generator looks back. */
  private int firstForWaves(Tail tail) {
    return Math.max(0, tail.from() - waveDecoder.reach());
  }

  @Override
  public void close() {
    forget();
    weights.close();
  }
}
