package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Captures;
import io.github.sovits4j.model.sovits.FeatureNetwork.Rate;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelVersion;
import java.util.List;
import java.util.function.Consumer;

/** Codes and phones to the features of mel frames (v3 and v4), as one graph. */
final class FeatureRunner implements AutoCloseable {

  /** What a graph is captured for: capacities; 0 frames: the speed is 1. */
  private record Shapes(int codes, int phones, int frames) {}

  /** Null where a part is left out. */
  private record Ends(
      Length codes,
      Length phones,
      Length frames,
      Length time,
      Tensor codesIn,
      Tensor phonesIn,
      Tensor speaker,
      Tensor features) {}

  /**
   * Features of mel frames.
   *
   * @param values {@code [features, frames]}, row-major
   * @param frames how many
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
  record Features(float[] values, int frames) {}

  private final DiffusionConfig config;
  private final SpeechTextEncoder encoder;
  private final FeatureNetwork network;
  private final Rate stretch;
  private final Captures<Shapes, Ends> captures;

  FeatureRunner(
      Backend backend,
      DiffusionConfig config,
      SpeechTextEncoder encoder,
      FeatureNetwork network,
      Consumer<Graph> observer) {
    this.config = config;
    this.encoder = encoder;
    this.network = network;
    stretch = Rate.of(config.version());
    captures = new Captures<>(backend, 4, observer, this::record);
  }

  private Ends record(Ops ops, Shapes shapes) {
    Length codes = ops.length("codes", shapes.codes);
    Length phones = ops.length("phones", shapes.phones);
    Length frames = shapes.frames == 0 ? null : ops.length("frames", shapes.frames);
    int hidden = frames == null ? 2 * shapes.codes : shapes.frames;
    Length time = ops.length("features", stretch.apply(hidden));
    Tensor codesIn = ops.input("codes", DataType.I32, codes.dim());
    Tensor phonesIn = ops.input("phones", DataType.I32, phones.dim());
    Tensor speaker = ops.input("speaker", DataType.F32, Dim.of(config.gin()), Dim.of(1));
    Tensor y = encoder.encode(ops, codesIn, phonesIn, speaker, null); // [hidden, 2·codes]
    if (frames != null) {
      y = ops.interpolate(y, frames.dim()); // [hidden, frames]
    }
    ops.probe("enc_p_x", y);
    Tensor features = ops.output(network.apply(ops, y, speaker, stretch, time.dim()));
    return new Ends(codes, phones, frames, time, codesIn, phonesIn, speaker, features);
  }

  private Shapes shapes(DecodeInput input) {
    return new Shapes(
        captures.bucket(input.codes().length),
        captures.bucket(input.phones().length),
        input.speed() == 1 ? 0 : captures.bucket(input.frames()));
  }

  /** Frames of the features of an input. */
  int frames(DecodeInput input) {
    return stretch.apply(input.frames());
  }

  /**
   * How many of them are not masked. Where speech is faster or slower the network counts frames
   * once more, in another way, and may leave the last one out.
   */
  private int unmasked(DecodeInput input) {
    if (input.speed() == 1) {
      return frames(input);
    }
    double perCode = config.version() == ModelVersion.V3 ? 3.875 : 4;
    int mask = (int) (perCode * input.codes().length / input.speed()) + 1;
    return Math.min(frames(input), mask);
  }

  /** Computes them; those that are masked are zeros. */
  Features compute(DecodeInput input) {
    Capture<Ends> capture = captures.get(shapes(input));
    Ends e = capture.ends();
    int kept = unmasked(input);
    capture
        .set(e.codes, input.codes().length)
        .set(e.phones, input.phones().length)
        .set(e.time, kept)
        .write(e.codesIn, input.codes())
        .write(e.phonesIn, input.phones())
        .write(e.speaker, input.speaker());
    if (e.frames != null) {
      capture.set(e.frames, input.frames());
    }
    float[] values = capture.replay().floats(e.features);
    return new Features(Columns.padded(values, kept, frames(input)), frames(input));
  }

  /** See {@link Captures#bytesNeeded}. */
  long bytesNeeded(DecodeInput input) {
    return captures.bytesNeeded(List.of(shapes(input)));
  }

  /** See {@link Captures#bytesOf}. */
  long bytesOf(DecodeInput input) {
    return captures.bytesOf(List.of(shapes(input)));
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
