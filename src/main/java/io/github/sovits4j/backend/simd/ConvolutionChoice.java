package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.Conv1d;

/** How a convolution is computed. */
final class ConvolutionChoice {

  private ConvolutionChoice() {}

  /** The way for a convolution, or null to compute it directly. */
  static Winograd way(Conv1d op) {
    if (!WinogradConvolution.fits(op)) {
      return null;
    }
    int in = op.weight().size(1);
    int kernel = op.weight().size(2);
    return switch (kernel) {
      case 3 -> in >= 64 ? Winograd.F4_3 : null;
      case 7, 11 -> in >= 32 ? Winograd.F4_4 : null;
      default -> null;
    };
  }

  /** Tiles of a piece: transformed, they are to fit the L2 cache. */
  static int tiles(Conv1d op) {
    return 48 * 256 / Math.max(op.weight().size(1), 32);
  }
}
