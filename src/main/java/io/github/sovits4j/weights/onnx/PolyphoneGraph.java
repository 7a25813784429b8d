package io.github.sovits4j.weights.onnx;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.PolyphoneConfig;
import io.github.sovits4j.weights.Quote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the weights of g2pW in its graph. Exporters fold, turn and rename matrices ({@code
 * onnx::MatMul_1234}), so names tell nothing; what a tensor is follows from where the graph uses
 * it. Read from the end: the label's scores, the tag's scores and the descriptors; the layers, the
 * last first, each norm leading to a sum, that to a projection, that to an activation or to
 * attention; and at the bottom the three tables. What is not as it should be is refused by name.
 */
final class PolyphoneGraph {

  /** What upstream's program calls the inputs, and so every usable file. */
  private static final Set<String> INPUTS =
      Set.of("input_ids", "phoneme_mask", "char_ids", "position_ids");

  private static final String TOKENS = "input_ids";

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

  private static final Set<String> SCALING = Set.of("Mul", "Div");
  private static final Set<String> MASKING =
      Set.of("Mul", "Div", "Add", "Sub", "Where", "IsNaN", "Max");
  private static final Set<String> ACTIVATING = Set.of("Mul", "Div", "Add", "Erf", "Gelu");

  private static final int MOST_LAYERS = 1000;
  private static final double CLOSE = 1e-3;

  /**
   * A tensor of the network.
   *
   * @param tensor as it is stored
   * @param turned whether it is stored with its two axes exchanged
   */
  record Found(OnnxTensor tensor, boolean turned) {}

  /**
   * What was found.
   *
   * @param heads of the attention
   * @param tensors by the names that PyTorch gives them
   */
  record Weights(int heads, Map<String, Found> tensors) {}

  /** {@code x · W + b}. */
  private record Affine(String input, Found weight, Found bias) {}

  /** {@code LayerNorm(x)}. */
  private record Norm(String input, Found gamma, Found beta) {}

  private final String file;
  private final OnnxGraph graph;
  private final Map<String, OnnxNode> producers = new HashMap<>();
  private final Map<String, Found> found = new LinkedHashMap<>();
  private int heads;

  private PolyphoneGraph(String file, OnnxGraph graph) {
    this.file = file;
    this.graph = graph;
    for (OnnxNode node : graph.nodes()) {
      node.outputs().forEach(value -> producers.put(value, node));
    }
  }

  /** Whether a graph is called as g2pW's is. */
  static boolean isOne(OnnxGraph graph) {
    return graph.inputs().containsAll(INPUTS);
  }

  /**
   * Finds the weights.
   *
   * @param file what to call the file in complaints
   * @throws UserException when the graph is built otherwise
   */
  static Weights weights(String file, OnnxGraph graph) {
    PolyphoneGraph search = new PolyphoneGraph(file, graph);
    search.head();
    return new Weights(search.heads, search.found);
  }

  // ---- the network, from its end ----

  private void head() {
    descriptors(only("Sigmoid").input(0));
    Affine tags = affineAbove(only("ArgMax").input(0), Set.of(), "the tags' scores");
    OnnxNode shifted = producer(only("Exp").input(0), "Sub", "the labels' scores");
    Affine labels = affineAbove(shifted.input(0), Set.of(), "the labels' scores");
    if (!tags.input.equals(labels.input)) {
      throw otherwise("tags and labels", "scores of one state", "of two");
    }
    put("pos_classifier", tags);
    put("classifier", labels);
    body(above(labels.input, v -> norm(v) != null, Set.of(), "the last layer's norm"));
  }

  /** The sum of three tables: of everything, of the character, of the character and its tag. */
  private void descriptors(String sum) {
    List<Found> tables = tables(sum).stream().map(this::table).toList();
    List<Found> byRows =
        tables.stream()
            .sorted(
                (a, b) -> Integer.compare(a.tensor.info().shape()[0], b.tensor.info().shape()[0]))
            .toList();
    if (byRows.size() != 3 || byRows.getFirst().tensor.info().shape()[0] != 1) {
      throw otherwise(
          "the descriptors",
          "tables of bias, character and character with tag",
          byRows.size() + "");
    }
    found.put(PolyphoneConfig.BIAS, byRows.get(0));
    found.put(PolyphoneConfig.BY_CHARACTER, byRows.get(1));
    found.put(PolyphoneConfig.BY_CHARACTER_AND_TAG, byRows.get(2));
  }

  private void body(String top) {
    List<Map<String, Found>> layers = new ArrayList<>(); // the last first
    String value = top;
    while (true) {
      Norm norm = norm(value);
      List<String> terms = terms(norm.input);
      if (terms.stream().allMatch(this::isTable)) {
        embeddings(norm, terms);
        break;
      }
      if (layers.size() == MOST_LAYERS) {
        throw otherwise("the layers", "at most " + MOST_LAYERS, "more");
      }
      Map<String, Found> layer = new LinkedHashMap<>();
      layers.add(layer);
      value = layer(norm, layer);
    }
    for (int i = 0; i < layers.size(); i++) {
      String prefix = "bert.encoder.layer." + (layers.size() - 1 - i) + '.';
      layers.get(i).forEach((name, tensor) -> found.put(prefix + name, tensor));
    }
  }

  /** A post-norm layer; gives the value that it is applied to. */
  private String layer(Norm last, Map<String, Found> layer) {
    Affine contract = projection(last.input, "the feed-forward block");
    put(layer, "output.dense", contract);
    put(layer, "output.LayerNorm", last);
    if (all(contract.input, v -> isOf(v, "Erf", "Gelu"), ACTIVATING).isEmpty()) {
      throw otherwise("the activation", "GELU by the error function", typeOf(contract.input));
    }
    Affine expand = affineAbove(contract.input, ACTIVATING, "the feed-forward block");
    put(layer, "intermediate.dense", expand);
    Norm norm = norm(expand.input);
    Norm beside = norm(rest(last.input));
    if (norm == null || beside == null || !norm.input.equals(beside.input)) {
      throw otherwise("the feed-forward block", "a norm before and beside it", "something else");
    }
    Affine out = projection(norm.input, "the attention");
    put(layer, "attention.output.dense", out);
    put(layer, "attention.output.LayerNorm", norm);
    String before = rest(norm.input);
    attention(out.input, before, layer);
    if (norm(before) == null) {
      throw otherwise("the attention", "a norm before it", typeOf(before));
    }
    return before;
  }

  private void attention(String mixed, String before, Map<String, Found> layer) {
    String where = "the attention";
    OnnxNode product = producers.get(above(mixed, this::isProduct, Set.of(), where));
    String softmax = above(product.input(0), v -> isOf(v, "Softmax"), MASKING, where);
    String scores = above(producers.get(softmax).input(0), this::isProduct, MASKING, where);
    String queries = producers.get(scores).input(0);
    String keys = producers.get(scores).input(1);
    Affine q = affineAbove(queries, SCALING, where);
    Affine k = affineAbove(keys, SCALING, where);
    Affine v = affineAbove(product.input(1), Set.of(), where);
    put(layer, "attention.self.query", q);
    put(layer, "attention.self.key", k);
    put(layer, "attention.self.value", v);
    if (!q.input.equals(before) || !k.input.equals(before) || !v.input.equals(before)) {
      throw otherwise(where, "queries, keys and values of the layer's input", "of something else");
    }
    int channels = q.bias.tensor.info().shape()[0];
    long width = headWidth(queries);
    if (width < 1 || channels % width != 0 || (heads > 0 && heads != channels / width)) {
      throw otherwise(where, "heads of one width that divides " + channels, "a width of " + width);
    }
    heads = (int) (channels / width);
    double scale =
        factor(producers.get(softmax).input(0), scores)
            * factor(queries, null)
            * factor(keys, null);
    if (!Double.isNaN(scale) && Math.abs(scale * Math.sqrt((double) width) - 1) > CLOSE) {
      throw otherwise(where, "scores divided by the root of " + width, "times " + scale);
    }
  }

  private void embeddings(Norm norm, List<String> terms) {
    put(found, "bert.embeddings.LayerNorm", norm);
    for (String term : terms) {
      Found table = table(term);
      boolean words = reaches(producers.get(term).input(1), TOKENS);
      boolean segments = table.tensor.info().shape()[0] == BertConfig.SEGMENTS;
      String name =
          words ? "word_embeddings" : segments ? "token_type_embeddings" : "position_embeddings";
      if (found.put("bert.embeddings." + name + ".weight", table) != null) {
        throw otherwise("the embeddings", "tables of words, positions and segments", "two alike");
      }
    }
    if (terms.size() != 3) {
      throw otherwise(
          "the embeddings", "tables of words, positions and segments", terms.size() + " tables");
    }
  }

  // ---- parts of a graph ----

  /** {@code x · W + b} that ends here; null: something else does. */
  private Affine affine(String value) {
    OnnxNode node = producers.get(value);
    if (node == null) {
      return null;
    }
    if (node.type().equals("Gemm")) {
      Found weight = matrix(node.input(1));
      Found bias = vector(node.input(2));
      boolean plain =
          node.number("alpha", 1) == 1
              && node.number("beta", 1) == 1
              && node.integer("transA", 0) == 0;
      return weight == null || bias == null || !plain
          ? null
          : new Affine(
              still(node.input(0)), node.integer("transB", 0) == 1 ? weight : turned(weight), bias);
    }
    if (!node.type().equals("Add")) {
      return null;
    }
    for (int i = 0; i < 2; i++) {
      Found bias = vector(node.input(i));
      OnnxNode product = producers.get(node.input(1 - i));
      if (bias != null && product != null && product.type().equals("MatMul")) {
        Found weight = matrix(product.input(1));
        return weight == null ? null : new Affine(still(product.input(0)), turned(weight), bias);
      }
    }
    return null;
  }

  /** {@code LayerNorm} that ends here, one operator or written out; null: something else does. */
  private Norm norm(String value) {
    OnnxNode node = producers.get(value);
    if (node == null) {
      return null;
    }
    if (node.type().equals("LayerNormalization")) {
      Found gamma = vector(node.input(1));
      Found beta = vector(node.input(2));
      requireEpsilon(node.number("epsilon", 1e-5f));
      return gamma == null || beta == null ? null : new Norm(still(node.input(0)), gamma, beta);
    }
    if (!node.type().equals("Add")) {
      return null;
    }
    for (int i = 0; i < 2; i++) {
      Found beta = vector(node.input(i));
      OnnxNode scaled = producers.get(node.input(1 - i));
      if (beta == null || scaled == null || !scaled.type().equals("Mul")) {
        continue;
      }
      for (int j = 0; j < 2; j++) {
        Found gamma = vector(scaled.input(j));
        OnnxNode ratio = producers.get(scaled.input(1 - j));
        if (gamma != null && ratio != null && ratio.type().equals("Div")) {
          return centred(ratio, gamma, beta);
        }
      }
    }
    return null;
  }

  private Norm centred(OnnxNode ratio, Found gamma, Found beta) {
    String difference = still(ratio.input(0));
    String root = still(ratio.input(1));
    if (!isOf(difference, "Sub") || !isOf(root, "Sqrt")) {
      return null;
    }
    String sum = still(producers.get(root).input(0));
    if (!isOf(sum, "Add")) {
      return null;
    }
    OnnxNode variance = producers.get(sum);
    Float first = scalar(variance.input(0));
    Float epsilon = first == null ? scalar(variance.input(1)) : first;
    if (epsilon == null) {
      return null;
    }
    requireEpsilon(epsilon);
    return new Norm(still(producers.get(difference).input(0)), gamma, beta);
  }

  private void requireEpsilon(float got) {
    if (Math.abs(got / BertConfig.EPSILON - 1) > CLOSE) {
      throw otherwise("the norms", "an epsilon of " + BertConfig.EPSILON, Float.toString(got));
    }
  }

  /** The projection that is a term of a sum of two. */
  private Affine projection(String sum, String where) {
    OnnxNode node = producer(sum, "Add", where);
    Affine first = affine(still(node.input(0)));
    Affine second = affine(still(node.input(1)));
    if ((first == null) == (second == null)) {
      throw otherwise(where, "a projection and what it is added to", "something else");
    }
    return first == null ? second : first;
  }

  /** The term that is not {@link #projection}. */
  private String rest(String sum) {
    OnnxNode node = producers.get(sum);
    String first = still(node.input(0));
    return affine(first) == null ? first : still(node.input(1));
  }

  /** The terms of a sum of any number. */
  private List<String> terms(String sum) {
    List<String> terms = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>(List.of(sum));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String value = still(open.pop());
      OnnxNode node = producers.get(value);
      Float constant = scalar(value);
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

  private List<String> tables(String sum) {
    List<String> terms = terms(sum);
    if (!terms.stream().allMatch(this::isTable)) {
      throw otherwise("the descriptors", "rows of tables", "something else");
    }
    return terms;
  }

  private boolean isTable(String value) {
    return isOf(value, "Gather") && matrix(producers.get(value).input(0)) != null;
  }

  private Found table(String value) {
    return matrix(producers.get(value).input(0));
  }

  /** The matrix product of two values that are both computed. */
  private boolean isProduct(String value) {
    return isOf(value, "MatMul")
        && producers.get(value).inputs().stream().allMatch(v -> matrix(v) == null);
  }

  /** Channels of a head, by the reshaping into heads; 0 where the file does not say. */
  private long headWidth(String queries) {
    for (String value : all(queries, v -> isOf(v, "Reshape"), SCALING)) {
      String shape = producers.get(value).input(1);
      OnnxNode joined = producers.get(shape);
      if (joined != null && joined.type().equals("Concat") && !joined.inputs().isEmpty()) {
        shape = still(joined.inputs().getLast());
      }
      OnnxTensor extents = constant(shape);
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
  private double factor(String from, String end) {
    double factor = 1;
    String value = from;
    for (int steps = 0; steps < graph.nodes().size(); steps++) {
      OnnxNode node = producers.get(value);
      if (node == null || value.equals(end) || (end == null && affine(value) != null)) {
        return factor;
      }
      Float first = scalar(node.input(0));
      Float second = scalar(node.input(1));
      if (MOVING.contains(node.type())) {
        value = node.input(0);
      } else if (node.type().equals("Mul") && (first != null || second != null)) {
        factor *= first != null ? first : second;
        value = node.input(first != null ? 1 : 0);
      } else if (node.type().equals("Div") && second != null) {
        factor /= second;
        value = node.input(0);
      } else if (node.type().equals("Add") && end != null) {
        boolean left = !all(node.input(0), end::equals, MASKING).isEmpty();
        value = node.input(left ? 0 : 1); // the other is the mask
      } else {
        return Double.NaN;
      }
    }
    return Double.NaN;
  }

  // ---- ways through a graph ----

  /** Without what moves data. */
  private String still(String value) {
    String at = value;
    Set<String> seen = new HashSet<>();
    while (seen.add(at)
        && isOf(at, "Reshape", "Identity", "Cast", "Dropout", "Flatten", "Squeeze", "Unsqueeze")) {
      at = producers.get(at).input(0);
    }
    return at;
  }

  private Affine affineAbove(String value, Set<String> through, String where) {
    return affine(above(value, v -> affine(v) != null, through, where));
  }

  /** The one value above another that is wanted. */
  private String above(String value, Predicate<String> wanted, Set<String> through, String where) {
    Set<String> all = all(value, wanted, through);
    if (all.size() != 1) {
      throw otherwise(where, "one of what belongs there", all.size() + " of it");
    }
    return all.iterator().next();
  }

  /** The first values above another, or itself, that are wanted; no further up than the first. */
  private Set<String> all(String from, Predicate<String> wanted, Set<String> through) {
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
      } else if (MOVING.contains(node.type())) {
        open.push(node.input(0));
      } else if (through.contains(node.type())) {
        node.inputs().forEach(open::push);
      }
    }
    return found;
  }

  /** Whether a value is computed from an input, its shape not counted. */
  private boolean reaches(String from, String input) {
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

  // ---- constants ----

  /** What is stored and not computed; null: it is computed. */
  private OnnxTensor constant(String value) {
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

  private Found matrix(String value) {
    OnnxNode node = producers.get(value);
    if (node != null && node.type().equals("Transpose")) {
      OnnxTensor tensor = constant(node.input(0));
      return isMatrix(tensor) ? new Found(tensor, true) : null;
    }
    OnnxTensor tensor = constant(value);
    return isMatrix(tensor) ? new Found(tensor, false) : null;
  }

  private static boolean isMatrix(OnnxTensor tensor) {
    return tensor != null && tensor.isWeight() && tensor.info().shape().length == 2;
  }

  private static Found turned(Found matrix) {
    return new Found(matrix.tensor, !matrix.turned);
  }

  private Found vector(String value) {
    OnnxTensor tensor = constant(value);
    return tensor != null && tensor.isWeight() && tensor.info().shape().length == 1
        ? new Found(tensor, false)
        : null;
  }

  private Float scalar(String value) {
    OnnxTensor tensor = constant(value);
    if (tensor == null || tensor.info().elements() != 1) {
      return null;
    }
    return tensor.isWeight() ? Float.valueOf(tensor.floats()[0]) : null;
  }

  // ---- messages ----

  private boolean isOf(String value, String... types) {
    OnnxNode node = producers.get(value);
    return node != null && Set.of(types).contains(node.type());
  }

  private String typeOf(String value) {
    OnnxNode node = producers.get(value);
    return node == null ? "nothing" : Quote.of(node.type());
  }

  private OnnxNode producer(String value, String type, String where) {
    if (!isOf(value, type)) {
      throw otherwise(where, type, typeOf(value));
    }
    return producers.get(value);
  }

  private OnnxNode only(String type) {
    List<OnnxNode> all = graph.nodes().stream().filter(n -> n.type().equals(type)).toList();
    if (all.size() != 1) {
      throw otherwise("the head", "one " + type, all.size() + "");
    }
    return all.getFirst();
  }

  private UserException otherwise(String where, String expected, String got) {
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

  private static void put(Map<String, Found> to, String name, Norm norm) {
    to.put(name + ".weight", norm.gamma);
    to.put(name + ".bias", norm.beta);
  }

  private static void put(Map<String, Found> to, String name, Affine affine) {
    to.put(name + ".weight", affine.weight);
    to.put(name + ".bias", affine.bias);
  }

  private void put(String name, Affine affine) {
    put(found, name, affine);
  }
}
