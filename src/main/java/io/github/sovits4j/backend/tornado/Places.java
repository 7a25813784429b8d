package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;

/** Where the tensors and lengths of a graph lie. */
interface Places {

  /** Where a tensor begins in its bank; a weight in this order. */
  int at(Tensor tensor, Packing packing);

  /** The cell that holds the length of an axis; of a fixed one, 1. */
  int cell(Dim dim);
}
