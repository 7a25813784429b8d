package io.github.sovits4j.weights.onnx;

/**
 * A tensor that a network is known to use.
 *
 * @param tensor as it is stored
 * @param turned whether it is stored with its two axes exchanged
 */
record FoundTensor(OnnxTensor tensor, boolean turned) {

  /** A matrix that is used with its axes exchanged. */
  FoundTensor transposed() {
    return new FoundTensor(tensor, !turned);
  }

  /** Extent of the first axis, as it is stored. */
  int rows() {
    return tensor.info().shape()[0];
  }
}
