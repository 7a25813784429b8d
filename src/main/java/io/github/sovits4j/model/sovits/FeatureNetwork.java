package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.WaveNet;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelVersion;

/**
 * The second half of what v3 and v4 make of codes and phones: the hidden sequence of the text
 * encoder, stretched to the rate of mel frames, to the features that the diffusion transformer is
 * conditioned on.
 *
 * @param bridge to the width of the features
 * @param in behind a leaky ReLU
 * @param wave told the speaker
 * @param out to the features
 */
record FeatureNetwork(Conv bridge, Conv in, WaveNet wave, Conv out) {

  private static final float SLOPE = 0.01f;

  /**
   * How much longer the time axis gets.
   *
   * @param times steps that become
   * @param divisor of so many
   */
  record Rate(int times, int divisor) {

    /** From the prior's 50 frames a second to 93.75 (v3) or 100 (v4). */
    static Rate of(ModelVersion version) {
      return version == ModelVersion.V3 ? new Rate(15, 8) : new Rate(2, 1);
    }

    int apply(int frames) {
      return frames * times / divisor;
    }
  }

  /**
   * @param p the whole of S2's tensors
   */
  static FeatureNetwork load(Parameters p, DiffusionConfig config) {
    Parameters w = p.at("wns1");
    return new FeatureNetwork(
        new Conv(p.at("bridge.0")),
        new Conv(w.at("pre")).leaky(SLOPE),
        new WaveNet(w.at("enc"), config.featureDim(), DiffusionConfig.WAVENET_LAYERS),
        new Conv(w.at("proj")));
  }

  /**
   * The forward pass.
   *
   * @param y {@code [hidden, frames]}
   * @param speaker {@code [gin, 1]}
   * @param stretch to the rate of mel frames
   * @param time how many of the stretched frames are wanted
   * @return {@code [features, time]}
   */
  Tensor apply(Ops ops, Tensor y, Tensor speaker, Rate stretch, Dim time) {
    Tensor f = bridge.apply(ops, y); // [features, frames]
    f = ops.stretch(f, stretch.times, stretch.divisor, time); // [features, time]
    return out.apply(ops, wave.apply(ops, in.apply(ops, f), speaker));
  }
}
