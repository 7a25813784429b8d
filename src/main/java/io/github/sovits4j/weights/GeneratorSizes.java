package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.List;

/** What the sizes of a network that up-samples to sound must satisfy. */
final class GeneratorSizes {

  private static final int LOWEST_RATE = 4000;
  private static final int HIGHEST_RATE = 192_000;
  private static final int MOST_SAMPLES = 100_000; // of a frame

  private GeneratorSizes() {}

  /**
   * Checks that sizes fit together.
   *
   * @param network for complaints
   * @param channels that it begins with, halved by every up-sampling
   * @param rates of the up-samplings
   * @param kernels of the up-samplings
   * @param blocks kernels of the residual blocks behind each
   * @throws UserException when they do not
   */
  static void check(
      String network,
      int channels,
      List<Integer> rates,
      List<Integer> kernels,
      List<Integer> blocks) {
    Require.between(network, "the number of upsampleRates", rates.size(), 1, 12);
    Require.between(network, "the number of resblockKernels", blocks.size(), 1, 12);
    Require.that(
        network,
        rates.size() == kernels.size(),
        rates.size() + " upsampleRates but " + kernels.size() + " upsampleKernels");
    Require.that(
        network,
        channels % (1 << rates.size()) == 0,
        "upsampleInitialChannel " + channels + " cannot be halved " + rates.size() + " times");
    long product = 1;
    for (int i = 0; i < rates.size(); i++) {
      Require.between(network, "an upsampling rate", rates.get(i), 1, 100);
      Require.between(network, "an upsampling kernel", kernels.get(i), rates.get(i), 1000);
      product *= rates.get(i);
      Require.that(
          network,
          product <= MOST_SAMPLES,
          "upsampling with rate " + rates.get(i) + " and kernel " + kernels.get(i));
    }
    for (int kernel : blocks) {
      Require.that(
          network,
          kernel >= 1 && kernel < 1000 && kernel % 2 == 1,
          "a residual block's kernel is " + kernel + ", expected an odd number");
    }
  }

  /** Samples of a frame. */
  static int hop(List<Integer> rates) {
    return rates.stream().mapToInt(Integer::intValue).reduce(1, (a, b) -> a * b);
  }

  /**
   * Checks that it makes as many samples a second as speech has.
   *
   * @param what makes them, as the beginning of a sentence
   */
  static void requireSpeech(String network, String what, long rate) {
    Require.that(
        network,
        rate >= LOWEST_RATE && rate <= HIGHEST_RATE,
        what
            + rate
            + " samples a second, expected "
            + LOWEST_RATE
            + " to "
            + HIGHEST_RATE
            + " as speech has");
  }
}
