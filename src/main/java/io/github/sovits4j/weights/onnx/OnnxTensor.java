package io.github.sovits4j.weights.onnx;

import io.github.sovits4j.weights.Elements;
import io.github.sovits4j.weights.TensorInfo;
import java.lang.foreign.MemorySegment;

/**
 * A tensor that is stored in a graph.
 *
 * @param info name, type and shape
 * @param bytes the elements: row-major, little-endian, mostly where they lie in the file
 */
record OnnxTensor(TensorInfo info, MemorySegment bytes) {

  /** The same under another name: that of the value it is. */
  OnnxTensor named(String name) {
    return new OnnxTensor(new TensorInfo(name, info.dtype(), info.shape()), bytes);
  }

  /** Whether it holds what weights hold. */
  boolean isWeight() {
    return info.dtype().isWeight();
  }

  /** The elements of a small tensor of floats. */
  float[] floats() {
    return Elements.floats(info, bytes);
  }

  /** The elements of a small tensor of integers. */
  long[] longs() {
    return Elements.longs(info, bytes);
  }
}
