package uk.ac.manchester.tornado.emulator;

import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * One array that a graph declares.
 *
 * @param kind which declaration
 * @param mode of {@link Kind#TO_DEVICE} and {@link Kind#TO_HOST}, the data transfer mode
 * @param source of {@link Kind#CONSUME}, the graph named as the one that left the array on the
 *     device
 */
public record Transfer(Kind kind, int mode, String source, TornadoNativeArray array) {
  /** How a graph comes to hold an array, or what it leaves behind. */
  public enum Kind {
    TO_DEVICE,
    TO_HOST,
    PERSIST,
    CONSUME
  }
}
