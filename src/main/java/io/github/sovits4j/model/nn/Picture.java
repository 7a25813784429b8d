package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * Channels over time and frequency.
 *
 * @param channels {@code [channels, time · width]}: the frequencies of a time step lie together
 * @param width how many frequencies there are
 */
public record Picture(Tensor channels, int width) {

  /** Every second time step and frequency, from the first on. */
  public Picture halved(Ops ops) {
    return patches(ops, 1, 2);
  }

  /** What a square kernel sees, see {@link io.github.sovits4j.ops.Patches}. */
  Picture patches(Ops ops, int kernel, int stride) {
    return new Picture(
        ops.patches(channels, kernel, stride, width),
        io.github.sovits4j.ops.Patches.narrowed(width, stride));
  }
}
