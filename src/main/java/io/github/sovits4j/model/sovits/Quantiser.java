package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Captures;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.ops.Addends;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import java.util.function.Consumer;

/** HuBERT features of a reference to its semantic codes, at 25 codes a second. */
public final class Quantiser implements AutoCloseable {

  /** Feature frames per code; also kernel and stride of the projection. */
  public static final int FRAMES_PER_CODE = 2;

  private record Capture(Graph graph, Length frames, Length codes, Tensor features, Tensor result)
      implements Captures.Capture {
    @Override
    public void close() {
      graph.close();
    }
  }

  private final Backend backend;
  private final DeviceWeights weights;
  private final Consumer<Graph> observer;
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor codebook;
  private final Captures<Integer, Capture> captures = new Captures<>(2);

  /** Uploads projection and codebook of an S2 model. */
  public Quantiser(Backend backend, TensorSource source) {
    this(backend, source, null);
  }

  /** As above, with an observer that is shown every graph after it ran; null for none. */
  public Quantiser(Backend backend, TensorSource source, Consumer<Graph> observer) {
    this.backend = backend;
    this.observer = observer;
    weights = new DeviceWeights(backend, source);
    Parameters parameters = weights.parameters();
    weight = parameters.get("ssl_proj.weight");
    bias = parameters.get("ssl_proj.bias");
    codebook = parameters.get("quantizer.vq.layers.0._codebook.embed");
  }

  /**
   * Quantises features.
   *
   * @param features {@code [channels, frames]}, row-major, at least two frames
   * @return {@code frames / 2} codes
   */
  public int[] codes(float[] features) {
    int frames = features.length / weight.size(1);
    if (frames < FRAMES_PER_CODE || features.length % weight.size(1) != 0) {
      throw new IllegalArgumentException(
          "features: expected "
              + weight.size(1)
              + " channels of at least "
              + FRAMES_PER_CODE
              + " frames, got "
              + features.length
              + " elements");
    }
    int capacity = Math.max(FRAMES_PER_CODE, backend.bucket(frames));
    Capture capture = captures.get(capacity, () -> capture(capacity));
    capture.graph.set(capture.frames, frames);
    capture.graph.set(capture.codes, frames / FRAMES_PER_CODE);
    capture.graph.write(capture.features, features);
    capture.graph.replay();
    if (observer != null) {
      observer.accept(capture.graph);
    }
    return capture.graph.ints(capture.result);
  }

  private Capture capture(int capacity) {
    Length[] lengths = new Length[2];
    Tensor[] ends = new Tensor[2];
    Graph graph =
        backend.capture(
            observer != null,
            ops -> {
              lengths[0] = ops.length("feature frames", capacity);
              lengths[1] = ops.length("codes", capacity / FRAMES_PER_CODE);
              ends[0] =
                  ops.input("features", DataType.F32, Dim.of(weight.size(1)), lengths[0].dim());
              Conv1d.Settings settings = Conv1d.Settings.DEFAULT.stride(FRAMES_PER_CODE);
              Tensor x =
                  ops.conv1d(ends[0], weight, bias, settings, Addends.NONE, lengths[1].dim());
              ops.probe("ssl_proj", x);
              ends[1] = ops.output(ops.nearestCode(x, codebook)); // [codes]
            });
    return new Capture(graph, lengths[0], lengths[1], ends[0], ends[1]);
  }

  @Override
  public void close() {
    captures.close();
    weights.close();
  }
}
