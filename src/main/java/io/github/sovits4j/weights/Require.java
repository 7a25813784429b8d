package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;

/** Checks of configuration values that a user may have written or a file may have brought. */
final class Require {

  /** No real network comes near this; products of a few extents stay far from overflow. */
  static final int LARGEST = 1 << 20;

  private Require() {}

  static void between(String network, String key, int value, int least, int most) {
    that(
        network,
        value >= least && value <= most,
        key + " is " + value + ", expected a number from " + least + " to " + most);
  }

  static void that(String network, boolean holds, String otherwise) {
    if (!holds) {
      throw new UserException(
          "The description of the "
              + network
              + " network cannot be right: "
              + otherwise
              + ". Check the model's configuration.");
    }
  }
}
