package io.github.sovits4j.weights.onnx;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.PolyphoneConfig;
import io.github.sovits4j.weights.onnx.GraphBlocks.Affine;
import io.github.sovits4j.weights.onnx.GraphBlocks.Norm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private static final Set<String> ACTIVATING = Set.of("Mul", "Div", "Add", "Erf", "Gelu");

  private static final int MOST_LAYERS = 1000;

  /**
   * What was found.
   *
   * @param heads of the attention
   * @param tensors by the names that PyTorch gives them
   */
  record Weights(int heads, Map<String, FoundTensor> tensors) {}

  private final GraphValues values;
  private final GraphBlocks blocks;
  private final Map<String, FoundTensor> found = new LinkedHashMap<>();
  private int heads;

  private PolyphoneGraph(String file, OnnxGraph graph) {
    values = new GraphValues(graph);
    blocks = new GraphBlocks(file, values);
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

  private void head() {
    descriptors(only("Sigmoid").input(0));
    Affine tags = blocks.affineAbove(only("ArgMax").input(0), Set.of(), "the tags' scores");
    OnnxNode shifted = blocks.require(only("Exp").input(0), "Sub", "the labels' scores");
    Affine labels = blocks.affineAbove(shifted.input(0), Set.of(), "the labels' scores");
    if (!tags.input().equals(labels.input())) {
      throw blocks.otherwise("tags and labels", "scores of one state", "of two");
    }
    put("pos_classifier", tags);
    put("classifier", labels);
    body(
        blocks.above(
            labels.input(), v -> blocks.norm(v) != null, Set.of(), "the last layer's norm"));
  }

  /** The sum of three tables: of everything, of the character, of the character and its tag. */
  private void descriptors(String sum) {
    List<String> terms = blocks.terms(sum);
    if (!terms.stream().allMatch(blocks::isTable)) {
      throw blocks.otherwise("the descriptors", "rows of tables", "something else");
    }
    List<FoundTensor> byRows =
        terms.stream()
            .map(blocks::table)
            .sorted(Comparator.comparingInt(FoundTensor::rows))
            .toList();
    if (byRows.size() != 3 || byRows.getFirst().rows() != 1) {
      throw blocks.otherwise(
          "the descriptors",
          "tables of bias, character and character with tag",
          byRows.size() + "");
    }
    found.put(PolyphoneConfig.BIAS, byRows.get(0));
    found.put(PolyphoneConfig.BY_CHARACTER, byRows.get(1));
    found.put(PolyphoneConfig.BY_CHARACTER_AND_TAG, byRows.get(2));
  }

  private void body(String top) {
    List<Map<String, FoundTensor>> layers = new ArrayList<>(); // the last first
    String value = top;
    while (true) {
      Norm norm = blocks.norm(value);
      List<String> terms = blocks.terms(norm.input());
      if (terms.stream().allMatch(blocks::isTable)) {
        embeddings(norm, terms);
        break;
      }
      if (layers.size() == MOST_LAYERS) {
        throw blocks.otherwise("the layers", "at most " + MOST_LAYERS, "more");
      }
      Map<String, FoundTensor> layer = new LinkedHashMap<>();
      layers.add(layer);
      value = layer(norm, layer);
    }
    for (int i = 0; i < layers.size(); i++) {
      String prefix = "bert.encoder.layer." + (layers.size() - 1 - i) + '.';
      layers.get(i).forEach((name, tensor) -> found.put(prefix + name, tensor));
    }
  }

  /** A post-norm layer; gives the value that it is applied to. */
  private String layer(Norm last, Map<String, FoundTensor> layer) {
    Affine contract = blocks.projection(last.input(), "the feed-forward block");
    put(layer, "output.dense", contract);
    put(layer, "output.LayerNorm", last);
    if (values.all(contract.input(), v -> values.isOf(v, "Erf", "Gelu"), ACTIVATING).isEmpty()) {
      throw blocks.otherwise(
          "the activation", "GELU by the error function", values.typeOf(contract.input()));
    }
    Affine expand = blocks.affineAbove(contract.input(), ACTIVATING, "the feed-forward block");
    put(layer, "intermediate.dense", expand);
    Norm norm = blocks.norm(expand.input());
    Norm beside = blocks.norm(blocks.rest(last.input()));
    if (norm == null || beside == null || !norm.input().equals(beside.input())) {
      throw blocks.otherwise(
          "the feed-forward block", "a norm before and beside it", "something else");
    }
    Affine out = blocks.projection(norm.input(), "the attention");
    put(layer, "attention.output.dense", out);
    put(layer, "attention.output.LayerNorm", norm);
    String before = blocks.rest(norm.input());
    attention(out.input(), before, layer);
    if (blocks.norm(before) == null) {
      throw blocks.otherwise("the attention", "a norm before it", values.typeOf(before));
    }
    return before;
  }

  private void attention(String mixed, String before, Map<String, FoundTensor> layer) {
    String where = "the attention";
    OnnxNode product = values.producer(blocks.above(mixed, blocks::isProduct, Set.of(), where));
    String softmax =
        blocks.above(product.input(0), v -> values.isOf(v, "Softmax"), GraphBlocks.MASKING, where);
    String scores =
        blocks.above(
            values.producer(softmax).input(0), blocks::isProduct, GraphBlocks.MASKING, where);
    String queries = values.producer(scores).input(0);
    String keys = values.producer(scores).input(1);
    Affine q = blocks.affineAbove(queries, GraphBlocks.SCALING, where);
    Affine k = blocks.affineAbove(keys, GraphBlocks.SCALING, where);
    Affine v = blocks.affineAbove(product.input(1), Set.of(), where);
    put(layer, "attention.self.query", q);
    put(layer, "attention.self.key", k);
    put(layer, "attention.self.value", v);
    if (!q.input().equals(before) || !k.input().equals(before) || !v.input().equals(before)) {
      throw blocks.otherwise(
          where, "queries, keys and values of the layer's input", "of something else");
    }
    int channels = q.bias().rows();
    long width = blocks.headWidth(queries);
    if (width < 1 || channels % width != 0 || (heads > 0 && heads != channels / width)) {
      throw blocks.otherwise(
          where, "heads of one width that divides " + channels, "a width of " + width);
    }
    heads = (int) (channels / width);
    double scale =
        blocks.factor(values.producer(softmax).input(0), scores)
            * blocks.factor(queries, null)
            * blocks.factor(keys, null);
    if (!Double.isNaN(scale)
        && Math.abs(scale * Math.sqrt((double) width) - 1) > GraphBlocks.CLOSE) {
      throw blocks.otherwise(where, "scores divided by the root of " + width, "times " + scale);
    }
  }

  private void embeddings(Norm norm, List<String> terms) {
    put(found, "bert.embeddings.LayerNorm", norm);
    for (String term : terms) {
      FoundTensor table = blocks.table(term);
      boolean words = values.reaches(values.producer(term).input(1), TOKENS);
      boolean segments = table.rows() == BertConfig.SEGMENTS;
      String name =
          words ? "word_embeddings" : segments ? "token_type_embeddings" : "position_embeddings";
      if (found.put("bert.embeddings." + name + ".weight", table) != null) {
        throw blocks.otherwise(
            "the embeddings", "tables of words, positions and segments", "two alike");
      }
    }
    if (terms.size() != 3) {
      throw blocks.otherwise(
          "the embeddings", "tables of words, positions and segments", terms.size() + " tables");
    }
  }

  private OnnxNode only(String type) {
    List<OnnxNode> all = values.nodes().stream().filter(n -> n.type().equals(type)).toList();
    if (all.size() != 1) {
      throw blocks.otherwise("the head", "one " + type, all.size() + "");
    }
    return all.getFirst();
  }

  private static void put(Map<String, FoundTensor> to, String name, Norm norm) {
    to.put(name + ".weight", norm.gamma());
    to.put(name + ".bias", norm.beta());
  }

  private static void put(Map<String, FoundTensor> to, String name, Affine affine) {
    to.put(name + ".weight", affine.weight());
    to.put(name + ".bias", affine.bias());
  }

  private void put(String name, Affine affine) {
    put(found, name, affine);
  }
}
