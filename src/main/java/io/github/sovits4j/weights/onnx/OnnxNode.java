package io.github.sovits4j.weights.onnx;

import java.util.List;
import java.util.Map;

/**
 * A node of a graph.
 *
 * @param name may be empty
 * @param type of its operator; that of another domain than ONNX's own with the domain before it
 * @param inputs names of values; empty where an optional one is left out
 * @param outputs names of values
 * @param attributes what the operator is set to; those of kinds that are not read are left out
 */
record OnnxNode(
    String name,
    String type,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes) {

  /**
   * What an operator is set to.
   *
   * @param integer where it is one
   * @param number where it is one
   * @param text where it is one
   * @param integers where it is several; else empty
   * @param tensor where it is one; else null
   */
  record Attribute(
      long integer, float number, String text, List<Long> integers, OnnxTensor tensor) {}

  /** An input, empty where it is left out. */
  String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /** An attribute that is an integer. */
  long integer(String attribute, long otherwise) {
    Attribute found = attributes.get(attribute);
    return found == null ? otherwise : found.integer;
  }

  /** An attribute that is a number. */
  float number(String attribute, float otherwise) {
    Attribute found = attributes.get(attribute);
    return found == null ? otherwise : found.number;
  }

  /** An attribute that is a text. */
  String text(String attribute, String otherwise) {
    Attribute found = attributes.get(attribute);
    return found == null ? otherwise : found.text;
  }
}
