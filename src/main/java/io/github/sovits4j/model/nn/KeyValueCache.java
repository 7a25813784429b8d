package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;

/**
 * Keys and values of the rows that one layer has seen.
 *
 * @param keys state {@code [batch, capacity, d]}
 * @param values state {@code [batch, capacity, d]}
 */
public record KeyValueCache(Tensor keys, Tensor values) {

  /**
   * A cache of zeros.
   *
   * @param layer its number, for the names
   * @param storage F32 or F16
   */
  public static KeyValueCache allocate(
      States states, int layer, DataType storage, int batch, int capacity, int d) {
    return new KeyValueCache(
        states.state("keys." + layer, storage, batch, capacity, d),
        states.state("values." + layer, storage, batch, capacity, d));
  }
}
