package io.github.sovits4j.weights;

/** Where the weights of a model folder came from; kept so that a folder can be made again. */
public sealed interface WeightOrigin {

  /**
   * Converted from a checkpoint.
   *
   * @param file its name, without folders
   * @param sha256 hash of the whole file, 64 hexadecimal digits
   */
  record FromCheckpoint(String file, String sha256) implements WeightOrigin {}

  /**
   * Converted from an adapter (LoRA) and the model that it changes.
   *
   * @param adapter file and hash of the one
   * @param base file and hash of the other
   */
  record FromAdapter(FromCheckpoint adapter, FromCheckpoint base) implements WeightOrigin {}

  /**
   * Made from a seed.
   *
   * @param family which spreads were used
   * @param seed the seed
   */
  record Synthetic(String family, long seed) implements WeightOrigin {}
}
