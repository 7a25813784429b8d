package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.WaveNet;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The flow, run backwards: couplings whose mean is predicted by a WaveNet, each after a reversal of
 * the channels.
 *
 * @param couplings in the order in which they are undone
 */
record Flow(List<Coupling> couplings) {

  /** Of the first half of the channels, the mean of the second: {@code post(wave(pre(x)))}. */
  private record Coupling(Conv pre, WaveNet wave, Conv post) {}

  static Flow load(Parameters p, SovitsConfig config) {
    List<Coupling> couplings = new ArrayList<>();
    for (int i = SovitsConfig.COUPLINGS - 1; i >= 0; i--) {
      Parameters c = p.at("flows").at(2 * i); // odd numbers are the reversals, which own nothing
      couplings.add(
          new Coupling(
              new Conv(c.at("pre")),
              new WaveNet(c.at("enc"), config.hidden(), SovitsConfig.WAVENET_LAYERS),
              new Conv(c.at("post"))));
    }
    return new Flow(couplings);
  }

  /**
   * Turns a draw from the prior into a latent.
   *
   * @param z {@code [inter, time]}
   * @param speaker {@code [gin, 1]}
   * @return {@code [inter, time]}
   */
  Tensor inverse(Ops ops, Tensor z, Tensor speaker) {
    Tensor x = z;
    for (Coupling c : couplings) {
      x = ops.flipChannels(x);
      Tensor h = c.wave.apply(ops, c.pre.apply(ops, x), speaker); // [hidden, time]
      x = ops.couple(x, h, c.post.weight(), c.post.bias());
    }
    return x;
  }

  /** How many frames before and after a frame its result depends on. */
  int reach() {
    return couplings.stream().mapToInt(c -> c.wave.reach()).sum();
  }
}
