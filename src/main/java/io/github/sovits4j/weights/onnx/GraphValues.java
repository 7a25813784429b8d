package io.github.sovits4j.weights.onnx;

import io.github.sovits4j.weights.Quote;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The values of a graph by name: what computes them, what is stored, and the ways from one up to
 * those that it is computed from. No way is longer than the graph, also where the graph is no sound
 * one and goes round.
 */
final class GraphValues {

  /** Operators that move data and change none of it, by their first input. */
  private static final Set<String> MOVING =
      Set.of(
          "Reshape",
          "Transpose",
          "Unsqueeze",
          "Squeeze",
          "Flatten",
          "Identity",
          "Cast",
          "Expand",
          "Slice",
          "Gather",
          "GatherND",
          "GatherElements",
          "Dropout");

  private final OnnxGraph graph;
  private final Map<String, OnnxNode> producers = new HashMap<>();

  GraphValues(OnnxGraph graph) {
    this.graph = graph;
    for (OnnxNode node : graph.nodes()) {
      node.outputs().forEach(value -> producers.put(value, node));
    }
  }

  /** All nodes, as the file has them. */
  List<OnnxNode> nodes() {
    return graph.nodes();
  }

  /** The node that computes a value; null: none does. */
  OnnxNode producer(String value) {
    return producers.get(value);
  }

  /** Whether a value is computed by an operator of these types. */
  boolean isOf(String value, String... types) {
    OnnxNode node = producers.get(value);
    return node != null && Set.of(types).contains(node.type());
  }

  /** What computes a value, for messages. */
  String typeOf(String value) {
    OnnxNode node = producers.get(value);
    return node == null ? "nothing" : Quote.of(node.type());
  }

  /** Whether an operator moves data and changes none of it. */
  static boolean moves(OnnxNode node) {
    return MOVING.contains(node.type());
  }

  // ---- ways ----

  /** Without what moves data. */
  String still(String value) {
    String at = value;
    Set<String> seen = new HashSet<>();
    while (seen.add(at)
        && isOf(at, "Reshape", "Identity", "Cast", "Dropout", "Flatten", "Squeeze", "Unsqueeze")) {
      at = producers.get(at).input(0);
    }
    return at;
  }

  /** The first values above another, or itself, that are wanted; no further up than the first. */
  Set<String> all(String from, Predicate<String> wanted, Set<String> through) {
    Set<String> found = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String value = open.pop();
      OnnxNode node = producers.get(value);
      if (node == null || !seen.add(value)) {
        continue;
      }
      if (wanted.test(value)) {
        found.add(value);
      } else if (moves(node)) {
        open.push(node.input(0));
      } else if (through.contains(node.type())) {
        node.inputs().forEach(open::push);
      }
    }
    return found;
  }

  /** Whether a value is computed from an input, its shape not counted. */
  boolean reaches(String from, String input) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String value = open.pop();
      if (value.equals(input)) {
        return true;
      }
      OnnxNode node = producers.get(value);
      if (node != null && !node.type().equals("Shape") && seen.add(value)) {
        node.inputs().forEach(open::push);
      }
    }
    return false;
  }

  // ---- what is stored ----

  /** What is stored and not computed; null: it is computed. */
  OnnxTensor constant(String value) {
    String at = value;
    Set<String> seen = new HashSet<>();
    while (seen.add(at)) {
      OnnxTensor tensor = graph.tensors().get(at);
      if (tensor != null) {
        return tensor;
      }
      OnnxNode node = producers.get(at);
      if (node == null) {
        return null;
      }
      if (node.type().equals("Constant")) {
        OnnxNode.Attribute held = node.attributes().get("value");
        return held == null || held.tensor() == null ? null : held.tensor().named(at);
      }
      if (!node.type().equals("Identity") && !node.type().equals("Cast")) {
        return null;
      }
      at = node.input(0);
    }
    return null;
  }

  /** A stored matrix; null: it is something else. */
  FoundTensor matrix(String value) {
    OnnxNode node = producers.get(value);
    if (node != null && node.type().equals("Transpose")) {
      OnnxTensor tensor = constant(node.input(0));
      return isMatrix(tensor) ? new FoundTensor(tensor, true) : null;
    }
    OnnxTensor tensor = constant(value);
    return isMatrix(tensor) ? new FoundTensor(tensor, false) : null;
  }

  private static boolean isMatrix(OnnxTensor tensor) {
    return tensor != null && tensor.isWeight() && tensor.info().shape().length == 2;
  }

  /** A stored vector; null: it is something else. */
  FoundTensor vector(String value) {
    OnnxTensor tensor = constant(value);
    return tensor != null && tensor.isWeight() && tensor.info().shape().length == 1
        ? new FoundTensor(tensor, false)
        : null;
  }

  /** A stored number; null: it is something else. */
  Float scalar(String value) {
    OnnxTensor tensor = constant(value);
    if (tensor == null || tensor.info().elements() != 1) {
      return null;
    }
    return tensor.isWeight() ? Float.valueOf(tensor.floats()[0]) : null;
  }
}
