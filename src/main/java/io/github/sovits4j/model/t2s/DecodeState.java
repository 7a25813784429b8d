package io.github.sovits4j.model.t2s;

import io.github.sovits4j.model.nn.KeyValueCache;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Device memory of a batch: of a prefill, or of the decode steps.
 *
 * @param start first row of each item that is not padding {@code [B]}
 * @param textEnd first audio row of each item {@code [B]}
 * @param promptLength prompt codes of each item {@code [B]}
 * @param caches keys and values of each layer {@code [B, capacity, D]}
 * @param sampler counters, limits and results
 */
public record DecodeState(
    Tensor start,
    Tensor textEnd,
    Tensor promptLength,
    List<KeyValueCache> caches,
    SamplerState sampler) {

  /**
   * Allocates a state.
   *
   * @param cache storage of keys and values
   * @param batch items
   * @param capacity rows of a cache
   * @param maxCodes most codes an item can get
   */
  static DecodeState allocate(
      States states,
      Text2SemanticConfig config,
      DataType cache,
      int batch,
      int capacity,
      int maxCodes) {
    List<KeyValueCache> caches = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      caches.add(KeyValueCache.allocate(states, i, cache, batch, capacity, config.hiddenDim()));
    }
    return new DecodeState(
        states.state("start", DataType.I32, batch),
        states.state("textEnd", DataType.I32, batch),
        states.state("promptLength", DataType.I32, batch),
        caches,
        SamplerState.allocate(states, batch, config.vocabSize(), maxCodes));
  }

  /** Keys and values of a layer. */
  KeyValueCache cache(int layer) {
    return caches.get(layer);
  }

  /** Which row of the cache is in work, for each item {@code [B]}. */
  Tensor position() {
    return sampler.position();
  }
}
