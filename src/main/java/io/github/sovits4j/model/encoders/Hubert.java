package io.github.sovits4j.model.encoders;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.Captures;
import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.model.nn.GroupedConv;
import io.github.sovits4j.model.nn.LayerNorm;
import io.github.sovits4j.model.nn.OverTimeNorm;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.SelfAttention;
import io.github.sovits4j.model.nn.TransformerLayer;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * HuBERT: sound to features of what is said, 50 a second. The samples go in as they are: how loud
 * they are cancels in the norm behind the first convolution, which has no bias.
 */
public final class Hubert implements AutoCloseable {

  /** Samples per second of what goes in. */
  public static final int SAMPLE_RATE = 16000;

  private record Ends(Length count, Tensor samples, Tensor features) {}

  private final HubertConfig config;
  private final DeviceWeights weights;
  private final List<Conv> convolutions; // the first without its activation
  private final OverTimeNorm firstNorm;
  private final LayerNorm projectionNorm;
  private final Conv projection;
  private final GroupedConv positions;
  private final LayerNorm encoderNorm;
  private final List<TransformerLayer> layers;
  private final Captures<Integer, Ends> captures;

  /** Uploads the weights, under upstream's names. */
  public Hubert(Backend backend, TensorSource source, HubertConfig config) {
    this(backend, source, config, null);
  }

  /** As above, with an observer that is shown every graph after it ran; null for none. */
  public Hubert(
      Backend backend, TensorSource source, HubertConfig config, Consumer<Graph> observer) {
    this.config = config;
    weights = new DeviceWeights(backend, source);
    captures = new Captures<>(backend, 1, observer, this::record);
    try {
      Parameters p = weights.parameters();
      Parameters extractor = p.at("feature_extractor.conv_layers");
      convolutions = convolutions(extractor, config);
      firstNorm = new OverTimeNorm(extractor.at("0.layer_norm")).activated(Activation.GELU);
      projectionNorm = new LayerNorm(p.at("feature_projection.layer_norm"));
      projection = new Conv(p.at("feature_projection.projection"));
      positions = new GroupedConv(p.at("encoder.pos_conv_embed.conv")).activated(Activation.GELU);
      encoderNorm = new LayerNorm(p.at("encoder.layer_norm"));
      layers = layers(p.at("encoder.layers"), config);
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }

  private static List<Conv> convolutions(Parameters p, HubertConfig config) {
    List<Conv> loaded = new ArrayList<>();
    for (int i = 0; i < config.strides().size(); i++) {
      Conv conv = new Conv(p.at(i).at("conv")).strided(config.strides().get(i));
      loaded.add(i == 0 ? conv : conv.activated(Activation.GELU));
    }
    return loaded;
  }

  private static List<TransformerLayer> layers(Parameters p, HubertConfig config) {
    List<TransformerLayer> loaded = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      Parameters layer = p.at(i);
      Parameters a = layer.at("attention");
      loaded.add(
          new TransformerLayer(
              new SelfAttention(
                  new Conv(a.stacked("q_proj", "k_proj", "v_proj")),
                  new Conv(a.at("out_proj")),
                  config.heads()),
              new LayerNorm(layer.at("layer_norm")),
              new Conv(layer.at("feed_forward.intermediate_dense")).activated(Activation.GELU),
              new Conv(layer.at("feed_forward.output_dense")),
              new LayerNorm(layer.at("final_layer_norm"))));
    }
    return loaded;
  }

  private Ends record(Ops ops, int capacity) {
    Length count = ops.length("samples", capacity);
    Tensor samples = ops.input("samples", DataType.F32, Dim.of(1), count.dim());
    Tensor x = samples;
    for (int i = 0; i < convolutions.size(); i++) {
      x = convolutions.get(i).apply(ops, x); // [channels, time]
      x = i == 0 ? firstNorm.apply(ops, x) : x;
    }
    ops.probe("conv_features", x);
    x = projection.apply(ops, projectionNorm.apply(ops, x)); // [hidden, frames]
    x = encoderNorm.apply(ops, ops.blend(x, positions.apply(ops, x), null));
    ops.probe("hidden_state_00", x);
    for (int i = 0; i < layers.size(); i++) {
      x = layers.get(i).apply(ops, x);
      ops.probe(String.format(Locale.ROOT, "hidden_state_%02d", i + 1), x);
    }
    return new Ends(count, samples, ops.output(x));
  }

  /** Channels of the features. */
  public int width() {
    return config.hidden();
  }

  /**
   * Hears a recording.
   *
   * @param samples at {@link #SAMPLE_RATE}, at least enough for one frame
   * @return {@code [width, frames]}, row-major
   * @throws UserException when the weights are so large that the result is not finite
   */
  public float[] features(float[] samples) {
    if (config.frames(samples.length) < 1) {
      throw new IllegalArgumentException(
          "expected samples for at least one frame, got " + samples.length);
    }
    Capture<Ends> capture = captures.get(captures.bucket(samples.length));
    Ends e = capture.ends();
    float[] features =
        capture.set(e.count, samples.length).write(e.samples, samples).replay().floats(e.features);
    for (float value : features) {
      if (!Float.isFinite(value)) {
        throw new UserException(
            "the speech encoder (HuBERT) gave NaN or infinity: its weights are too large or"
                + " damaged. Get and convert the encoder again.");
      }
    }
    return features;
  }

  /** What the weights take of the device's memory. */
  public long bytes() {
    return weights.bytes();
  }

  /** How much more so many samples of a recording will take; nothing is allocated. */
  public long bytesNeeded(int samples) {
    return captures.bytesNeeded(List.of(captures.bucket(samples)));
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  public void forget() {
    captures.close();
  }

  @Override
  public void close() {
    captures.close();
    weights.close();
  }
}
