package io.github.sovits4j.model.nn;

import static io.github.sovits4j.ops.Addends.residual;
import static io.github.sovits4j.ops.Addends.shift;

import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A stack of gated convolutions, told the speaker: {@code b = tanh·σ(in(h) + condition(speaker))},
 * {@code h ← h + remain(b)}, and the sum of all {@code skip(b)} is the result.
 */
public final class WaveNet {

  /**
   * One layer.
   *
   * @param in to both halves of the gate
   * @param condition of the speaker to the same
   * @param remain what the next layer gets beside its input; null in the last
   * @param skip what the result gets
   */
  private record Layer(Conv in, Conv condition, Conv remain, Conv skip) {}

  private final List<Layer> layers = new ArrayList<>();

  /**
   * Loads {@code in_layers.i}, {@code res_skip_layers.i} (the rows of remain, then those of skip;
   * the last has skip alone) and {@code cond_layer} (the rows of all layers).
   *
   * @param hidden channels
   * @param count of layers, at least 1
   */
  public WaveNet(Parameters p, int hidden, int count) {
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1;
      Parameters out = p.at("res_skip_layers").at(i);
      layers.add(
          new Layer(
              new Conv(p.at("in_layers").at(i)),
              new Conv(p.at("cond_layer").rows(2 * hidden * i, 2 * hidden)),
              last ? null : new Conv(out.rows(0, hidden)),
              new Conv(last ? out : out.rows(hidden, hidden))));
    }
  }

  /**
   * {@code [hidden, time]} to the same.
   *
   * @param speaker {@code [gin, 1]}
   */
  public Tensor apply(Ops ops, Tensor x, Tensor speaker) {
    Tensor h = x;
    Tensor sum = null;
    for (Layer layer : layers) {
      Tensor condition = layer.condition.apply(ops, speaker); // [2·hidden, 1]
      Tensor b = ops.gatedTanh(layer.in.apply(ops, h, shift(condition))); // [hidden, time]
      h = layer.remain == null ? h : layer.remain.apply(ops, b, residual(h));
      sum = layer.skip.apply(ops, b, residual(sum));
    }
    return sum;
  }

  /** How many steps before and after a step its result depends on. */
  public int reach() {
    return layers.stream().mapToInt(layer -> layer.in.settings().padding()).sum();
  }
}
