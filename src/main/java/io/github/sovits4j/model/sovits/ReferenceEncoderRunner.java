package io.github.sovits4j.model.sovits;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.Captures;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SecondStageConfig;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** One reference to its speaker vector. */
final class ReferenceEncoderRunner implements AutoCloseable {

  /** The embedding is null unless Pro. */
  private record Ends(Length frames, Tensor spectrogram, Tensor embedding, Tensor vector) {}

  private final SecondStageConfig config;
  private final ReferenceEncoder network;
  private final Captures<Integer, Ends> captures;

  ReferenceEncoderRunner(
      Backend backend,
      SecondStageConfig config,
      ReferenceEncoder network,
      Consumer<Graph> observer) {
    this.config = config;
    this.network = network;
    captures = new Captures<>(backend, 2, observer, this::record);
  }

  private Ends record(Ops ops, int capacity) {
    Length frames = ops.length("frames", capacity);
    Tensor spectrogram =
        ops.input("spectrogram", DataType.F32, Dim.of(config.referenceBins()), frames.dim());
    Tensor embedding =
        config.speakerDim() == 0
            ? null
            : ops.input("embedding", DataType.F32, Dim.of(config.speakerDim()), Dim.of(1));
    Tensor vector = ops.output(network.apply(ops, spectrogram, embedding)); // [gin, 1]
    return new Ends(frames, spectrogram, embedding, vector);
  }

  /**
   * The speaker vector: the mean over the references.
   *
   * @param references at least one
   * @return {@code [gin]}
   * @throws UserException when the weights are so large that the result is not finite
   */
  float[] speakerVector(List<Reference> references) {
    float[] mean = new float[config.gin()];
    for (Reference reference : references) {
      check(reference);
      float[] vector = encode(reference);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / references.size();
      }
    }
    return StageChecks.finite(mean, "speaker vector");
  }

  private void check(Reference reference) {
    if (reference.frames() < 1
        || reference.spectrogram().length < config.referenceBins() * reference.frames()) {
      throw new IllegalArgumentException(
          "reference: expected a spectrogram of at least "
              + config.referenceBins()
              + " x "
              + reference.frames()
              + ", got "
              + reference.spectrogram().length
              + " elements");
    }
    int got = reference.embedding() == null ? 0 : reference.embedding().length;
    if (got != config.speakerDim()) {
      throw new UserException(
          "model version "
              + config.version()
              + (config.speakerDim() == 0
                  ? " takes no speaker-verification embedding"
                  : " needs a speaker-verification embedding of " + config.speakerDim() + " values")
              + ", got "
              + (got == 0 ? "none" : Integer.toString(got))
              + ".");
    }
  }

  private float[] encode(Reference reference) {
    int frames = reference.frames();
    float[] low = Arrays.copyOf(reference.spectrogram(), config.referenceBins() * frames);
    Capture<Ends> capture = captures.get(captures.bucket(frames));
    Ends e = capture.ends();
    capture.set(e.frames, frames).write(e.spectrogram, low);
    if (e.embedding != null) {
      capture.write(e.embedding, reference.embedding());
    }
    return capture.replay().floats(e.vector);
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
