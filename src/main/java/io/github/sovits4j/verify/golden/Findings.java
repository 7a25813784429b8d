package io.github.sovits4j.verify.golden;

import io.github.sovits4j.ops.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects the comparisons of one case. */
final class Findings {

  /** {@code z_first8}: recordings of wide tensors hold only some of the last axis. */
  private static final Pattern CUT = Pattern.compile("(.+)_(first|last)(\\d+)");

  private final GoldenCase golden;
  private final List<Comparison> comparisons = new ArrayList<>();
  private final Set<String> untouched;
  private Tolerance relaxed; // null: the recording's own

  Findings(GoldenCase golden) {
    this.golden = golden;
    this.untouched = new TreeSet<>(golden.tensors().names());
  }

  List<Comparison> comparisons() {
    return comparisons;
  }

  /** Recorded tensors that were neither used as inputs nor compared. */
  Set<String> untouched() {
    return untouched;
  }

  /** From now on real tensors are held to this and not to the recording's tolerances. */
  void relax(Tolerance tolerance) {
    relaxed = tolerance;
  }

  /** Something that is judged elsewhere. */
  void add(Comparison comparison) {
    comparisons.add(comparison);
  }

  boolean has(String tensor) {
    return golden.tensors().contains(tensor);
  }

  /** An input of the case. */
  float[] floats(String tensor) {
    untouched.remove(tensor);
    return golden.tensors().floats(tensor);
  }

  /** An input of the case. */
  int[] ints(String tensor) {
    untouched.remove(tensor);
    return golden.tensors().ints(tensor);
  }

  int[] shape(String tensor) {
    return golden.tensors().shape(tensor);
  }

  /** A recorded tensor that says nothing about us. */
  void ignore(String tensor) {
    untouched.remove(tensor);
  }

  /** Compares integers, exactly. */
  void compare(String tensor, int[] got) {
    if (has(tensor)) {
      comparisons.add(Comparison.of(tensor, ints(tensor), got));
    }
  }

  /** Compares a tensor as recorded. */
  void compare(String tensor, float[] got) {
    if (has(tensor)) {
      Tolerance tolerance = relaxed == null ? golden.tolerance(tensor) : relaxed;
      comparisons.add(Comparison.of(tensor, floats(tensor), got, tolerance));
    }
  }

  /**
   * Compares a tensor {@code [rows, columns]} with whatever was recorded of it: all, or the first
   * or last columns.
   */
  void compareColumns(String tensor, float[] got, int columns) {
    compare(tensor, got);
    cut(tensor)
        .forEach(c -> compare(c.name, columns(got, columns, c.first ? 0 : columns - c.n, c.n)));
  }

  /**
   * Compares a tensor {@code [items, rows, width]} with whatever was recorded of it: all, or the
   * first or last rows.
   */
  void compareRows(String tensor, float[] got, int rows, int width) {
    compare(tensor, got);
    cut(tensor)
        .forEach(
            c ->
                compare(
                    c.name,
                    columns(got, rows * width, (c.first ? 0 : rows - c.n) * width, c.n * width)));
  }

  /** Compares what a network probed, where both it and the recording have it. */
  void compareProbe(String tensor, Graph graph, String probe) {
    if (graph.program().probes().containsKey(probe)) {
      float[] got = graph.floats(graph.program().probes().get(probe));
      int rows = graph.program().probes().get(probe).size(0);
      compareColumns(tensor, got, got.length / rows);
    }
  }

  private record Cut(String name, boolean first, int n) {}

  private List<Cut> cut(String tensor) {
    List<Cut> cuts = new ArrayList<>();
    for (String name : golden.tensors().names()) {
      Matcher matcher = CUT.matcher(name);
      if (matcher.matches() && matcher.group(1).equals(tensor)) {
        cuts.add(
            new Cut(name, matcher.group(2).equals("first"), Integer.parseInt(matcher.group(3))));
      }
    }
    return cuts;
  }

  private static float[] columns(float[] data, int columns, int from, int n) {
    int rows = data.length / columns;
    float[] cut = new float[rows * n];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(data, row * columns + from, cut, row * n, n);
    }
    return cut;
  }

  /** The items of {@code [items, rest]} for which {@code kept} holds. */
  static float[] items(float[] data, boolean[] kept) {
    int each = data.length / kept.length;
    float[] chosen = new float[0];
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]) {
        chosen = Arrays.copyOf(chosen, chosen.length + each);
        System.arraycopy(data, i * each, chosen, chosen.length - each, each);
      }
    }
    return chosen;
  }
}
