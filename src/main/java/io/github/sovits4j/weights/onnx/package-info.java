/**
 * ONNX files: the part of the format that weights and the shape of a graph need. Nothing of a graph
 * is run; {@link io.github.sovits4j.weights.onnx.PolyphoneGraph} recognises the one network that
 * upstream publishes in this format.
 */
package io.github.sovits4j.weights.onnx;
