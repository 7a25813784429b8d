package io.github.sovits4j.pipeline;

import io.github.sovits4j.audio.MelSpectrogram;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.DiffusionRunner;
import io.github.sovits4j.model.sovits.MelPrompt;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.model.vocoder.VocoderRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelFolder;
import java.util.List;

/** S2 of v3 and v4: mel frames are drawn by flow matching, and a vocoder makes samples of them. */
final class DiffusionStage implements SecondStage {

  private final DiffusionConfig config;
  private final MelSpectrogram spectrogram;
  private final DiffusionRunner diffusion;
  private final VocoderRunner vocoder;

  /** Uploads the weights. */
  DiffusionStage(Backend backend, ModelFolder model, StoragePolicy precision) {
    config = model.diffusionConfig();
    spectrogram =
        new MelSpectrogram(
            config.melSampleRate(), config.melSize(), config.melHop(), config.melBands());
    diffusion = new DiffusionRunner(backend, model.sovits(), config, precision);
    try {
      vocoder = new VocoderRunner(backend, model.vocoder(), model.vocoderConfig());
    } catch (RuntimeException | Error e) {
      diffusion.close();
      throw e;
    }
  }

  @Override
  public int speakerSize() {
    return config.gin();
  }

  @Override
  public float[] speakerVector(List<Reference> references) {
    return diffusion.speakerVector(references);
  }

  @Override
  public MelPrompt prompt(DecodeInput input, Waveform sound) {
    return diffusion.prompt(input, MelSpectrogram.scaled(spectrogram.of(sound)));
  }

  @Override
  public float[] decode(DecodeInput input, long seed, int stream, Progress progress) {
    int n = config.melBands() * diffusion.frames(input);
    float[] noise = RandomStream.normal(seed, stream, n);
    float[] mel =
        diffusion.mel(input, diffusion.window(), noise, () -> progress.before(Stage.DIFFUSION));
    return vocoder.decode(MelSpectrogram.unscaled(mel), () -> progress.before(Stage.GENERATOR));
  }

  @Override
  public long bytesNeeded(DecodeInput input) {
    return diffusion.bytesNeeded(input) + vocoder.bytesNeeded(diffusion.frames(input));
  }

  @Override
  public long bytesOf(DecodeInput input) {
    return diffusion.bytesOf(input) + vocoder.bytesOf(diffusion.frames(input));
  }

  @Override
  public long bytesHeld() {
    return diffusion.bytesHeld() + vocoder.bytesHeld();
  }

  @Override
  public void forget() {
    diffusion.forget();
    vocoder.forget();
  }

  @Override
  public void close() {
    try (diffusion) {
      vocoder.close();
    }
  }
}
