package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Addends;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Patches;

/**
 * A convolution over time and frequency: a product over what its square kernel sees, see {@link
 * Patches}. Its length and width are those of the picture, or half of them.
 *
 * @param products over {@code kernel² · in} channels
 * @param kernel size along both axes
 * @param stride 1 or 2, along both axes
 */
public record PictureConv(Conv products, int kernel, int stride) {

  /** With another stride. */
  public PictureConv strided(int value) {
    return new PictureConv(products, kernel, value);
  }

  /** With an activation behind everything. */
  public PictureConv activated(Activation activation) {
    return new PictureConv(products.activated(activation), kernel, stride);
  }

  /** The convolved picture. */
  public Picture apply(Ops ops, Picture x) {
    return apply(ops, x, null);
  }

  /**
   * The convolved picture with something added.
   *
   * @param residual of the result's extents; null adds nothing
   */
  public Picture apply(Ops ops, Picture x, Picture residual) {
    Picture seen = kernel == 1 && stride == 1 ? x : x.patches(ops, kernel, stride);
    Addends addends = residual == null ? Addends.NONE : Addends.residual(residual.channels());
    return new Picture(products.apply(ops, seen.channels(), addends), seen.width());
  }
}
