package io.github.sovits4j.model.t2s;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Device memory of a generation, shared by the prefill and the decode graph.
 *
 * @param start first row of each item that is not padding {@code [B]}
 * @param textEnd first audio row of each item {@code [B]}
 * @param promptLength prompt codes of each item {@code [B]}
 * @param keys key cache of each layer {@code [B, capacity, D]}
 * @param values value cache of each layer {@code [B, capacity, D]}
 * @param sampler counters, limits and results
 */
public record DecodeState(
    Tensor start,
    Tensor textEnd,
    Tensor promptLength,
    List<Tensor> keys,
    List<Tensor> values,
    SamplerState sampler) {

  /**
   * Allocates a state.
   *
   * @param cache storage of keys and values
   * @param batch items
   * @param rows rows of the prefill
   * @param maxCodes most codes an item can get
   */
  static DecodeState allocate(
      States states,
      Text2SemanticConfig config,
      DataType cache,
      int batch,
      int rows,
      int maxCodes) {
    List<Tensor> keys = new ArrayList<>();
    List<Tensor> values = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      int capacity = rows + maxCodes;
      keys.add(states.state("keys." + i, cache, batch, capacity, config.hiddenDim()));
      values.add(states.state("values." + i, cache, batch, capacity, config.hiddenDim()));
    }
    return new DecodeState(
        states.state("start", DataType.I32, batch),
        states.state("textEnd", DataType.I32, batch),
        states.state("promptLength", DataType.I32, batch),
        keys,
        values,
        SamplerState.allocate(states, batch, config.vocabSize(), maxCodes));
  }

  void release(Backend backend) {
    List<Tensor> all = new ArrayList<>(keys);
    all.addAll(values);
    all.addAll(List.of(start, textEnd, promptLength));
    all.forEach(backend::release);
    sampler.release(backend);
  }
}
