package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * Ids to columns, see {@link Lookup}.
 *
 * @param table {@code [ids, channels]}
 */
public record Embedding(Tensor table) {

  /** Loads {@code weight}. */
  public Embedding(Parameters p) {
    this(p.get("weight"));
  }

  /** I32 {@code [n]} to {@code [channels, n]}. */
  public Tensor apply(Ops ops, Tensor ids) {
    return repeated(ops, ids, 1);
  }

  /** I32 {@code [n]} to {@code [channels, n·times]}, every column this often. */
  public Tensor repeated(Ops ops, Tensor ids, int times) {
    return ops.lookup(ids, table, times);
  }
}
