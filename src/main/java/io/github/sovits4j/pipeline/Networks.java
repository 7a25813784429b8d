package io.github.sovits4j.pipeline;

import io.github.sovits4j.DeviceUnavailableException;
import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.sovits.QuantiserRunner;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.sovits.SpectrogramRunner;
import io.github.sovits4j.model.t2s.PhoneAligner;
import io.github.sovits4j.model.t2s.QuietCodes;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.ModelFolder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** The networks of a model and the device they lie on. Belongs to the device thread. */
final class Networks implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>(); // the last first
  private final Backend backend;
  private final DeviceMeter meter;
  private final Text2SemanticRunner generator;
  private final PhoneAligner aligner;
  private final SecondStage secondStage;
  private final SpectrogramRunner spectrogram;
  private final QuantiserRunner quantiser;
  private final Encoders encoders;
  private final TextFeatures features;
  private final int mostCodes;
  private final QuietCodes quiet;

  /**
   * Opens the device and loads everything but the encoders, or nothing.
   *
   * @param encoders where they lie; null: there are none
   * @param precision of S1, the diffusion transformer and the encoders; null: what the backend
   *     prefers, of encoders F32
   * @param cancellation looked at between the networks
   */
  Networks(
      ModelFolder model,
      EncoderFolder encoders,
      Supplier<Backend> opener,
      StoragePolicy precision,
      Cancellation cancellation) {
    try {
      backend = keep(open(opener));
      meter = new DeviceMeter(backend);
      cancellation.check();
      StoragePolicy first = precision == null ? StoragePolicy.preferredBy(backend) : precision;
      Text2Semantic text2Semantic =
          keep(new Text2Semantic(backend, model.t2s(), model.text2SemanticConfig(), first));
      generator = keep(new Text2SemanticRunner(text2Semantic));
      aligner = new PhoneAligner(text2Semantic);
      quiet = QuietCodes.of(model.t2s(), model.text2SemanticConfig());
      mostCodes = Text2SemanticRunner.mostCodes(text2Semantic.config());
      cancellation.check();
      secondStage = keep(secondStage(backend, model, first));
      spectrogram = keep(new SpectrogramRunner(backend));
      quantiser = keep(new QuantiserRunner(backend, model.sovits()));
      StoragePolicy ofEncoders = precision == null ? StoragePolicy.F32 : precision;
      this.encoders = keep(new Encoders(backend, ofEncoders, encoders, model.secondStageConfig()));
      features = new TextFeatures(this.encoders);
    } catch (RuntimeException | Error e) {
      closeBecauseOf(e);
      throw e;
    }
  }

  /** The diffusion transformer is stored as S1 is, but in no fewer than 16 bits. */
  private static SecondStage secondStage(
      Backend backend, ModelFolder model, StoragePolicy precision) {
    if (!model.version().isDiffusion()) {
      return new LatentStage(new SovitsRunner(backend, model.sovits(), model.sovitsConfig()));
    }
    boolean wide = precision == StoragePolicy.F32;
    return new DiffusionStage(backend, model, wide ? StoragePolicy.F32 : StoragePolicy.F16);
  }

  private static Backend open(Supplier<Backend> opener) {
    try {
      return opener.get();
    } catch (DeviceUnavailableException e) {
      throw e;
    } catch (UserException e) {
      throw new DeviceUnavailableException(e.getMessage(), e);
    }
  }

  private <T extends AutoCloseable> T keep(T resource) {
    opened.push(resource);
    return resource;
  }

  private void closeBecauseOf(Throwable because) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        because.addSuppressed(e);
      }
    }
  }

  Backend backend() {
    return backend;
  }

  DeviceMeter meter() {
    return meter;
  }

  Text2SemanticRunner generator() {
    return generator;
  }

  PhoneAligner aligner() {
    return aligner;
  }

  SecondStage secondStage() {
    return secondStage;
  }

  SpectrogramRunner spectrogram() {
    return spectrogram;
  }

  QuantiserRunner quantiser() {
    return quantiser;
  }

  Encoders encoders() {
    return encoders;
  }

  TextFeatures features() {
    return features;
  }

  /** Codes that sound like silence. */
  QuietCodes quiet() {
    return quiet;
  }

  /** Most codes of a sentence by the model's configuration. */
  int mostCodes() {
    return mostCodes;
  }

  /** Gives everything back, also what comes after something that cannot be given back. */
  @Override
  public void close() {
    IllegalStateException failed = new IllegalStateException("the device was not given back whole");
    closeBecauseOf(failed);
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }
}
