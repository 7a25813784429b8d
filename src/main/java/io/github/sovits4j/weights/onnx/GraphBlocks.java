package io.github.sovits4j.weights.onnx;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.BertConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The parts that a transformer is made of, as exporters write them: projections, norms, sums,
 * tables, attention's products; of g2pW, by whose name it is refused what is built otherwise.
 */
final class GraphBlocks {

  /** Operators between a projection and attention's product. */
  static final Set<String> SCALING = Set.of("Mul", "Div");

  /** Operators between attention's products. */
  static final Set<String> MASKING = Set.of("Mul", "Div", "Add", "Sub", "Where", "IsNaN", "Max");

  /** How far a constant may be off what the network has, relatively. */
  static final double CLOSE = 1e-3;

  /** {@code x · W + b}. */
  record Affine(String input, FoundTensor weight, FoundTensor bias) {}

  /** {@code LayerNorm(x)}. */
  record Norm(String input, FoundTensor gamma, FoundTensor beta) {}

  private final String file;
  private final GraphValues values;

  /**
   * @param file what to call the file in complaints
   */
  GraphBlocks(String file, GraphValues values) {
    this.file = file;
    this.values = values;
  }

  /** {@code x · W + b} that ends here; null: something else does. */
  private Affine affine(String value) {
    OnnxNode node = values.producer(value);
    if (node == null) {
      return null;
    }
    if (node.type().equals("Gemm")) {
      FoundTensor weight = values.matrix(node.input(1));
      FoundTensor bias = values.vector(node.input(2));
      boolean plain =
          node.number("alpha", 1) == 1
              && node.number("beta", 1) == 1
              && node.integer("transA", 0) == 0;
      return weight == null || bias == null || !plain
          ? null
          : new Affine(
              values.still(node.input(0)),
              node.integer("transB", 0) == 1 ? weight : weight.transposed(),
              bias);
    }
    if (!node.type().equals("Add")) {
      return null;
    }
    for (int i = 0; i < 2; i++) {
      FoundTensor bias = values.vector(node.input(i));
      OnnxNode product = values.producer(node.input(1 - i));
      if (bias != null && product != null && product.type().equals("MatMul")) {
        FoundTensor weight = values.matrix(product.input(1));
        return weight == null
            ? null
            : new Affine(values.still(product.input(0)), weight.transposed(), bias);
      }
    }
    return null;
  }

  /** {@code LayerNorm} that ends here, one operator or written out; null: something else does. */
  Norm norm(String value) {
    OnnxNode node = values.producer(value);
    if (node == null) {
      return null;
    }
    if (node.type().equals("LayerNormalization")) {
      FoundTensor gamma = values.vector(node.input(1));
      FoundTensor beta = values.vector(node.input(2));
      requireEpsilon(node.number("epsilon", 1e-5f));
      return gamma == null || beta == null
          ? null
          : new Norm(values.still(node.input(0)), gamma, beta);
    }
    if (!node.type().equals("Add")) {
      return null;
    }
    for (int i = 0; i < 2; i++) {
      FoundTensor beta = values.vector(node.input(i));
      OnnxNode scaled = values.producer(node.input(1 - i));
      if (beta == null || scaled == null || !scaled.type().equals("Mul")) {
        continue;
      }
      for (int j = 0; j < 2; j++) {
        FoundTensor gamma = values.vector(scaled.input(j));
        OnnxNode ratio = values.producer(scaled.input(1 - j));
        if (gamma != null && ratio != null && ratio.type().equals("Div")) {
          return centred(ratio, gamma, beta);
        }
      }
    }
    return null;
  }

  private Norm centred(OnnxNode ratio, FoundTensor gamma, FoundTensor beta) {
    String difference = values.still(ratio.input(0));
    String root = values.still(ratio.input(1));
    if (!values.isOf(difference, "Sub") || !values.isOf(root, "Sqrt")) {
      return null;
    }
    String sum = values.still(values.producer(root).input(0));
    if (!values.isOf(sum, "Add")) {
      return null;
    }
    OnnxNode variance = values.producer(sum);
    Float first = values.scalar(variance.input(0));
    Float epsilon = first == null ? values.scalar(variance.input(1)) : first;
    if (epsilon == null) {
      return null;
    }
    requireEpsilon(epsilon);
    return new Norm(values.still(values.producer(difference).input(0)), gamma, beta);
  }

  private void requireEpsilon(float got) {
    if (Math.abs(got / BertConfig.EPSILON - 1) > CLOSE) {
      throw otherwise("the norms", "an epsilon of " + BertConfig.EPSILON, Float.toString(got));
    }
  }

  /** The projection that is a term of a sum of two. */
  Affine projection(String sum, String where) {
    OnnxNode node = require(sum, "Add", where);
    Affine first = affine(values.still(node.input(0)));
    Affine second = affine(values.still(node.input(1)));
    if ((first == null) == (second == null)) {
      throw otherwise(where, "a projection and what it is added to", "something else");
    }
    return first == null ? second : first;
  }

  /** The term that is not {@link #projection}. */
  String rest(String sum) {
    OnnxNode node = values.producer(sum);
    String first = values.still(node.input(0));
    return affine(first) == null ? first : values.still(node.input(1));
  }

  /** The terms of a sum of any number. */
  List<String> terms(String sum) {
    List<String> terms = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>(List.of(sum));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String value = values.still(open.pop());
      OnnxNode node = values.producer(value);
      Float constant = values.scalar(value);
      if (constant != null && constant == 0) {
        continue; // as Python's sum begins with
      }
      if (node != null && node.type().equals("Add") && seen.add(value)) {
        open.push(node.input(1));
        open.push(node.input(0));
      } else {
        terms.add(value);
      }
    }
    return terms;
  }

  /** Whether a value is rows of a stored matrix. */
  boolean isTable(String value) {
    return values.isOf(value, "Gather") && values.matrix(values.producer(value).input(0)) != null;
  }

  /** The matrix whose rows a value is. */
  FoundTensor table(String value) {
    return values.matrix(values.producer(value).input(0));
  }

  /** The matrix product of two values that are both computed. */
  boolean isProduct(String value) {
    return values.isOf(value, "MatMul")
        && values.producer(value).inputs().stream().allMatch(v -> values.matrix(v) == null);
  }

  /** Channels of a head, by the reshaping into heads; 0 where the file does not say. */
  long headWidth(String queries) {
    for (String value : values.all(queries, v -> values.isOf(v, "Reshape"), SCALING)) {
      String shape = values.producer(value).input(1);
      OnnxNode joined = values.producer(shape);
      if (joined != null && joined.type().equals("Concat") && !joined.inputs().isEmpty()) {
        shape = values.still(joined.inputs().getLast());
      }
      OnnxTensor extents = values.constant(shape);
      if (extents != null && extents.info().elements() > 0 && !extents.isWeight()) {
        long[] values = extents.longs();
        return values[values.length - 1];
      }
    }
    return 0;
  }

  /**
   * The product of the constants on the way up.
   *
   * @param end where it ends; null: at a projection
   * @return NaN where the way is not that of constants
   */
  double factor(String from, String end) {
    double factor = 1;
    String value = from;
    for (int steps = 0; steps < values.nodes().size(); steps++) {
      OnnxNode node = values.producer(value);
      if (node == null || value.equals(end) || (end == null && affine(value) != null)) {
        return factor;
      }
      Float first = values.scalar(node.input(0));
      Float second = values.scalar(node.input(1));
      if (GraphValues.moves(node)) {
        value = node.input(0);
      } else if (node.type().equals("Mul") && (first != null || second != null)) {
        factor *= first != null ? first : second;
        value = node.input(first != null ? 1 : 0);
      } else if (node.type().equals("Div") && second != null) {
        factor /= second;
        value = node.input(0);
      } else if (node.type().equals("Add") && end != null) {
        boolean left = !values.all(node.input(0), end::equals, MASKING).isEmpty();
        value = node.input(left ? 0 : 1); // the other is the mask
      } else {
        return Double.NaN;
      }
    }
    return Double.NaN;
  }

  /** The one projection above a value. */
  Affine affineAbove(String value, Set<String> through, String where) {
    return affine(above(value, v -> affine(v) != null, through, where));
  }

  /** The one value above another that is wanted. */
  String above(String value, Predicate<String> wanted, Set<String> through, String where) {
    Set<String> all = values.all(value, wanted, through);
    if (all.size() != 1) {
      throw otherwise(where, "one of what belongs there", all.size() + " of it");
    }
    return all.iterator().next();
  }

  /** The node that computes a value, which must be of a type. */
  OnnxNode require(String value, String type, String where) {
    if (!values.isOf(value, type)) {
      throw otherwise(where, type, values.typeOf(value));
    }
    return values.producer(value);
  }

  /** What to throw where the graph is built otherwise. */
  UserException otherwise(String where, String expected, String got) {
    return new UserException(
        file
            + " has the inputs of g2pW, but its graph is built otherwise than is known here: "
            + where
            + ": expected "
            + expected
            + ", got "
            + got
            + ". Take the g2pW.onnx that upstream publishes, neither quantised nor fused.");
  }
}
