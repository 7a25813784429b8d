package io.github.sovits4j.weights.onnx;

import java.util.List;
import java.util.Map;

/**
 * The graph of an ONNX file.
 *
 * @param nodes as they are run
 * @param tensors those that are stored in it, by the names of their values
 * @param inputs names of what is given to it
 * @param outputs names of what it gives
 */
record OnnxGraph(
    List<OnnxNode> nodes,
    Map<String, OnnxTensor> tensors,
    List<String> inputs,
    List<String> outputs) {}
