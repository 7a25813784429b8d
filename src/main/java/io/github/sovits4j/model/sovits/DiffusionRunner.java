package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.cfm.MelSampler;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.sovits.FeatureRunner.Features;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * S2 of v3 and v4 on a backend, up to the vocoder: references to a speaker vector, codes and phones
 * to features, features and a prompt to mel frames. Frames are drawn in windows of bounded size;
 * what one ends with is the prompt of the next.
 */
public final class DiffusionRunner implements AutoCloseable {

  private final DiffusionConfig config;
  private final DeviceWeights weights;
  private final ReferenceEncoderRunner speakerEncoder;
  private final FeatureRunner features;
  private final MelSampler sampler;

  /** Uploads the weights, under upstream's names; the transformer's matrices in a precision. */
  public DiffusionRunner(
      Backend backend, TensorSource source, DiffusionConfig config, StoragePolicy precision) {
    this(backend, source, config, precision, null);
  }

  /** As above, with an observer that is shown every graph after it ran; null for none. */
  public DiffusionRunner(
      Backend backend,
      TensorSource source,
      DiffusionConfig config,
      StoragePolicy precision,
      Consumer<Graph> observer) {
    this.config = config;
    weights = new DeviceWeights(backend, source);
    try {
      Parameters p = weights.parameters();
      speakerEncoder =
          new ReferenceEncoderRunner(backend, config, new ReferenceEncoder(p, config), observer);
      features =
          new FeatureRunner(
              backend,
              config,
              new SpeechTextEncoder(
                  p.at("enc_p"), config, p.get("quantizer.vq.layers.0._codebook.embed")),
              FeatureNetwork.load(p, config),
              observer);
      sampler = new MelSampler(backend, source, config, precision, observer);
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }

  /** Sizes of the network. */
  public DiffusionConfig config() {
    return config;
  }

  /** Most frames of a prompt, five seconds. */
  public int longestPrompt() {
    return config.version() == ModelVersion.V3 ? 468 : 500;
  }

  /** Most frames that the transformer sees at once: a prompt, and behind it what is drawn. */
  public int window() {
    return config.version() == ModelVersion.V3 ? 934 : 1000;
  }

  /** See {@link SovitsRunner#speakerVector}. */
  public float[] speakerVector(List<Reference> references) {
    return speakerEncoder.speakerVector(references);
  }

  /**
   * The features of codes and phones, frame by frame.
   *
   * @return {@code [features, }{@link #frames}{@code ]}, row-major
   */
  public float[] features(DecodeInput input) {
    StageChecks.input(input, config);
    return StageChecks.finite(features.compute(input).values(), "features");
  }

  /** Mel frames of an input. */
  public int frames(DecodeInput input) {
    return features.frames(input);
  }

  /**
   * What to go on from: as many frames as both the recording and its codes have, of which the last
   * count where there are too many.
   *
   * @param input the recording's codes and the phones of its words, at speed 1
   * @param mel frames of the recording, scaled to −1 … 1 {@code [bands, frames]}, row-major
   */
  public MelPrompt prompt(DecodeInput input, float[] mel) {
    int heard = mel.length / config.melBands();
    int frames = Math.min(heard, features.frames(input));
    float[] said = features(input);
    MelPrompt whole =
        new MelPrompt(
            Columns.part(said, features.frames(input), 0, frames),
            Columns.part(mel, heard, 0, frames),
            frames);
    return whole.last(Math.min(frames, longestPrompt()));
  }

  /**
   * Draws mel frames.
   *
   * @param input with a prompt
   * @param window most frames that the transformer sees at once, prompt included; more than the
   *     prompt has. {@link #window()} is what it was trained for
   * @param noise standard normal {@code [bands, }{@link #frames}{@code ]}, row-major
   * @param beforeStep is run before each step; what it throws ends the drawing, and the network can
   *     be used on
   * @return scaled, roughly −1 … 1 {@code [bands, frames]}, row-major
   */
  public float[] mel(DecodeInput input, int window, float[] noise, Runnable beforeStep) {
    StageChecks.input(input, config);
    Features said = features.compute(input);
    int frames = said.frames();
    int bands = config.melBands();
    StageChecks.noise(noise, bands, frames);
    MelPrompt prompt = input.diffusion().prompt();
    int kept = prompt.frames(); // of what was drawn, where there is as much
    int share = window - kept;
    if (share < 1) {
      throw new IllegalArgumentException(
          "window: expected more than the prompt's " + kept + " frames, got " + window);
    }
    float[] mel = new float[bands * frames];
    for (int from = 0; from < frames; from += share) {
      int to = Math.min(frames, from + share);
      MelPrompt drawn =
          draw(
              prompt,
              Columns.part(said.values(), frames, from, to),
              Columns.part(noise, frames, from, to),
              to - from,
              input.diffusion().steps(),
              beforeStep);
      for (int band = 0; band < bands; band++) {
        System.arraycopy(drawn.mel(), band * (to - from), mel, band * frames + from, to - from);
      }
      prompt = drawn.last(Math.min(kept, to - from));
    }
    return StageChecks.finite(mel, "mel frames");
  }

  /** Draws the frames of one window. */
  private MelPrompt draw(
      MelPrompt prompt, float[] said, float[] noise, int n, int steps, Runnable beforeStep) {
    int all = prompt.frames() + n;
    float[] silent = new float[config.melBands() * prompt.frames()];
    float[] drawn =
        sampler.sample(
            new MelSampler.Draft(
                Columns.joined(prompt.features(), prompt.frames(), said, n),
                all,
                prompt.mel(),
                prompt.frames(),
                Columns.joined(silent, prompt.frames(), noise, n),
                steps,
                0),
            beforeStep);
    return new MelPrompt(said, Columns.part(drawn, all, prompt.frames(), all), n);
  }

  // ---- memory ----

  /** Frames that the transformer sees in each window of an input, its prompt's among them. */
  private List<Integer> windows(DecodeInput input) {
    MelPrompt given = input.diffusion().prompt();
    int prompt = given == null ? longestPrompt() : given.frames(); // at worst
    int share = window() - prompt;
    List<Integer> windows = new ArrayList<>();
    int before = prompt;
    for (int from = 0; from < frames(input); from += share) {
      int drawn = Math.min(frames(input) - from, share);
      windows.add(before + drawn);
      before = Math.min(prompt, drawn);
    }
    return windows;
  }

  /** How much more device memory drawing the frames of this input will take. */
  public long bytesNeeded(DecodeInput input) {
    return features.bytesNeeded(input)
        + sampler.bytesNeeded(windows(input), input.diffusion().steps());
  }

  /** How much device memory it takes when nothing is captured. */
  public long bytesOf(DecodeInput input) {
    return features.bytesOf(input) + sampler.bytesOf(windows(input), input.diffusion().steps());
  }

  /** Device memory that {@link #forget} gives back. */
  public long bytesHeld() {
    return speakerEncoder.bytesHeld() + features.bytesHeld() + sampler.bytesHeld();
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  public void forget() {
    speakerEncoder.close();
    features.close();
    sampler.forget();
  }

  @Override
  public void close() {
    forget();
    sampler.close();
    weights.close();
  }
}
