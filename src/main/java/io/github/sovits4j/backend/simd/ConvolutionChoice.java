package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.Conv1d;

/**
 * How a convolution is computed.
 *
 * @param way or null: directly
 * @param tiles of a piece; transformed, they are to fit the L2 cache
 */
record ConvolutionChoice(Winograd way, int tiles) {

  private static final ConvolutionChoice DIRECT = new ConvolutionChoice(null, 0);

  /** Channels for which the table says how many tiles there are. */
  private static final int CHANNELS = 256;

  private static final int FEWEST_CHANNELS = 32;

  /** What the table says; it depends on the weight alone, so a weight is there in one form. */
  static ConvolutionChoice of(Conv1d op, SimdGraph g) {
    String kind = WinogradConvolution.fits(op) ? SimdKernels.kind(op) : SimdKernels.DIRECT;
    if (kind.equals(SimdKernels.DIRECT)) {
      return DIRECT;
    }
    int tiles = g.parameter(kind, SimdKernels.TILES);
    int channels = Math.max(op.weight().size(1), FEWEST_CHANNELS);
    return tiles == 0
        ? DIRECT
        : new ConvolutionChoice(
            op.weight().size(2) == Winograd.F4_3.taps() ? Winograd.F4_3 : Winograd.F4_4,
            tiles * CHANNELS / channels);
  }
}
