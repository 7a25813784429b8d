package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Captures;
import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import java.util.function.Consumer;

/** HuBERT features of a reference to its semantic codes, at 25 codes a second. */
public final class QuantiserRunner implements AutoCloseable {

  /** Feature frames per code; also kernel and stride of the projection. */
  public static final int FRAMES_PER_CODE = 2;

  private record Ends(Length frames, Tensor features, Tensor codes) {}

  private final DeviceWeights weights;
  private final Conv projection;
  private final Tensor codebook;
  private final Captures<Integer, Ends> captures;

  /** Uploads projection and codebook of an S2 model. */
  public QuantiserRunner(Backend backend, TensorSource source) {
    this(backend, source, null);
  }

  /** As above, with an observer that is shown every graph after it ran; null for none. */
  public QuantiserRunner(Backend backend, TensorSource source, Consumer<Graph> observer) {
    weights = new DeviceWeights(backend, source);
    captures = new Captures<>(backend, 2, observer, this::record);
    try {
      Parameters p = weights.parameters();
      projection = new Conv(p.at("ssl_proj")).strided(FRAMES_PER_CODE);
      codebook = p.get("quantizer.vq.layers.0._codebook.embed");
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }

  private Ends record(Ops ops, int capacity) {
    Length frames = ops.length("feature frames", capacity);
    Tensor features =
        ops.input("features", DataType.F32, Dim.of(projection.weight().size(1)), frames.dim());
    Tensor x = ops.probe("ssl_proj", projection.apply(ops, features)); // [channels, codes]
    return new Ends(frames, features, ops.output(ops.nearestCode(x, codebook)));
  }

  /**
   * Quantises features.
   *
   * @param features {@code [channels, frames]}, row-major, at least two frames
   * @return {@code frames / 2} codes
   */
  public int[] codes(float[] features) {
    int channels = projection.weight().size(1);
    int frames = features.length / channels;
    if (frames < FRAMES_PER_CODE || features.length % channels != 0) {
      throw new IllegalArgumentException(
          "features: expected "
              + channels
              + " channels of at least "
              + FRAMES_PER_CODE
              + " frames, got "
              + features.length
              + " elements");
    }
    Capture<Ends> capture = captures.get(Math.max(FRAMES_PER_CODE, captures.bucket(frames)));
    Ends e = capture.ends();
    return capture.set(e.frames, frames).write(e.features, features).replay().ints(e.codes);
  }

  @Override
  public void close() {
    captures.close();
    weights.close();
  }
}
