package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Captures;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import java.util.function.Consumer;

/** One reference to its speaker vector. */
final class SpeakerEncoder implements AutoCloseable {

  private record Capture(
      Graph graph, Length frames, Tensor spectrogram, Tensor embedding, Tensor vector)
      implements Captures.Capture {
    @Override
    public void close() {
      graph.close();
    }
  }

  private final Backend backend;
  private final SovitsConfig config;
  private final ReferenceEncoder network;
  private final Consumer<Graph> observer;
  private final Captures<Integer, Capture> captures = new Captures<>(2);

  SpeakerEncoder(
      Backend backend, SovitsConfig config, ReferenceEncoder network, Consumer<Graph> observer) {
    this.backend = backend;
    this.config = config;
    this.network = network;
    this.observer = observer;
  }

  /** See {@link Sovits#speakerVector}. */
  float[] encode(Reference reference) {
    int bins = config.referenceBins();
    int frames = reference.frames();
    float[] low = java.util.Arrays.copyOf(reference.spectrogram(), bins * frames);
    int capacity = backend.bucket(frames);
    Capture capture = captures.get(capacity, () -> capture(capacity));
    capture.graph.set(capture.frames, frames);
    capture.graph.write(capture.spectrogram, low);
    if (capture.embedding != null) {
      capture.graph.write(capture.embedding, reference.embedding());
    }
    capture.graph.replay();
    if (observer != null) {
      observer.accept(capture.graph);
    }
    return capture.graph.floats(capture.vector);
  }

  private Capture capture(int capacity) {
    Length[] frames = new Length[1];
    Tensor[] ends = new Tensor[3];
    Graph graph =
        backend.capture(
            observer != null,
            ops -> {
              frames[0] = ops.length("frames", capacity);
              ends[0] =
                  ops.input(
                      "spectrogram", DataType.F32, Dim.of(config.referenceBins()), frames[0].dim());
              ends[1] =
                  config.speakerDim() == 0
                      ? null
                      : ops.input(
                          "embedding", DataType.F32, Dim.of(config.speakerDim()), Dim.of(1));
              ends[2] = ops.output(network.apply(ops, ends[0], ends[1])); // [gin, 1]
            });
    return new Capture(graph, frames[0], ends[0], ends[1], ends[2]);
  }

  /** Gives all graphs back; they are captured again when they are needed. */
  @Override
  public void close() {
    captures.close();
  }
}
