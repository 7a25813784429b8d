package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

/**
 * Attention of many queries to many keys, as two products with a softmax between them:
 *
 * <pre>
 *   P = softmax(scale · Q · Kᵀ)        y = P · V
 * </pre>
 *
 * <p>A first launch packs keys and values of every head as weights of such products; a second takes
 * blocks of queries.
 */
final class ManyQueries {

  /**
   * How much there is at capacity.
   *
   * @param items sequences
   * @param heads heads of each
   * @param width elements of a head
   * @param queries of an item
   * @param keys of an item
   */
  record Shape(int items, int heads, int width, int queries, int keys) {}

  /** Who sees whom. */
  interface Mask {
    /** Queries in force. */
    int queries();

    /** Keys in force. */
    int keys();

    /** The first key that is seen. */
    int from(int item);

    /** One more than the last key that a query sees. */
    int end(int item, int query);
  }

  /**
   * Rows with the heads one after another.
   *
   * @param array float[], or short[] with halves
   * @param first element of a row at which head 0 begins
   * @param pitch from row to row
   * @param itemSize from item to item
   */
  record Rows(Object array, int first, int pitch, int itemSize) {

    int at(int item, int row, int head, int width) {
      return item * itemSize + row * pitch + first + head * width;
    }

    /** Copies some elements, in 32 bits. */
    void copy(int at, float[] to, int start, int n) {
      if (array instanceof float[] full) {
        System.arraycopy(full, at, to, start, n);
      } else {
        Halves.widen((short[]) array, at, to, start, n);
      }
    }
  }

  /** Floats of scores that a piece works on: a share of the L2 cache. */
  private static final int SCORES = 32 * 1024;

  /** The most queries of a piece, in tiles of the product. */
  private static final int MOST_TILES = 8;

  private final Shape shape;
  private final Mask mask;
  private final float scale;
  private final RelativeTables relative; // or null
  private final Rows q;
  private final Rows keys;
  private final Rows values;
  private final Rows y;
  private final SimdGraph g;
  private final int keysSize; // packed, of a head
  private final int headSize; // packed keys and values of a head
  private final int valuePanels;
  private final int block; // queries of a piece

  private ManyQueries(
      Shape shape,
      Mask mask,
      float scale,
      RelativeTables relative,
      Rows q,
      Rows keys,
      Rows values,
      Rows y,
      SimdGraph g) {
    this.shape = shape;
    this.mask = mask;
    this.scale = scale;
    this.relative = relative;
    this.q = q;
    this.keys = keys;
    this.values = values;
    this.y = y;
    this.g = g;
    this.keysSize = Lanes.panels(shape.keys) * PANEL * shape.width;
    this.valuePanels = Lanes.panels(shape.width);
    this.headSize = keysSize + valuePanels * PANEL * shape.keys;
    int most = SCORES / (Lanes.panels(shape.keys) * PANEL * Product.ROWS); // whole tiles
    this.block =
        Math.min(Product.ROWS * Math.clamp(most, 1, MOST_TILES), Product.padded(shape.queries));
  }

  static void bind(
      Shape shape,
      Mask mask,
      float scale,
      RelativeTables relative,
      Rows q,
      Rows keys,
      Rows values,
      Rows y,
      SimdGraph g) {
    ManyQueries a = new ManyQueries(shape, mask, scale, relative, q, keys, values, y, g);
    int heads = shape.items * shape.heads;
    g.wantShared(heads * a.headSize);
    g.want(
        a.block * shape.width,
        a.block * Lanes.panels(shape.keys) * PANEL,
        Math.max(
            PANEL * shape.width,
            a.block * Math.max(a.valuePanels * PANEL, relative == null ? 0 : relative.pitch())));
    g.add(
        () -> heads, (piece, scratch) -> a.pack(piece / shape.heads, piece % shape.heads, scratch));
    g.add(
        () -> heads * a.blocks(),
        (piece, scratch) -> {
          int head = piece / a.blocks();
          a.run(head / shape.heads, head % shape.heads, piece % a.blocks(), scratch);
        });
  }

  private int blocks() {
    return Math.ceilDiv(mask.queries(), block);
  }

  /** Keys are packed, and counted in what follows, from the first that is seen. */
  private void pack(int item, int head, Scratch scratch) {
    float[] packed = g.shared();
    int width = shape.width;
    int from = mask.from(item);
    int count = mask.keys() - from;
    int k = (item * shape.heads + head) * headSize;
    int v = k + keysSize;
    if (width % PANEL != 0) {
      java.util.Arrays.fill(packed, v, v + valuePanels * PANEL * count, 0);
    }
    for (int j = 0; j < count; j += PANEL) {
      int n = Math.min(PANEL, count - j);
      if (n < PANEL) {
        java.util.Arrays.fill(packed, k + j * width, k + (j + PANEL) * width, 0);
      }
      for (int i = 0; i < n; i++) {
        keys.copy(keys.at(item, from + j + i, head, width), scratch.weights, i * width, width);
        int at = values.at(item, from + j + i, head, width);
        for (int c = 0; c < width; c += PANEL) {
          int to = v + (c * count) + (j + i) * PANEL;
          values.copy(at + c, packed, to, Math.min(PANEL, width - c));
        }
      }
      Transpose.toTimeMajor(scratch.weights, width, n, width, packed, k + j * width, PANEL);
    }
  }

  private void run(int item, int head, int index, Scratch scratch) {
    int first = index * block;
    int rows = Math.min(block, mask.queries() - first);
    int width = shape.width;
    int from = mask.from(item);
    int keyCount = mask.keys() - from;
    int count = 0; // keys that one of these queries sees
    for (int r = 0; r < rows; r++) {
      count = Math.max(count, mask.end(item, first + r) - from);
    }
    int pitch = Lanes.panels(count) * PANEL;
    int packed = (item * shape.heads + head) * headSize;
    float[] queries = (float[]) q.array;
    float[] scores = scratch.sums;
    for (int r = 0; r < rows; r++) {
      ElementKernels.scale(
          queries, q.at(item, first + r, head, width), scale, scratch.inputs, r * width, width);
    }
    Product.multiply(
        scratch.inputs, 0, width, width, rows, g.shared(), packed, pitch / PANEL, scores, 0);
    if (relative != null) {
      Product.multiply(
          scratch.inputs,
          0,
          width,
          width,
          rows,
          relative.keys,
          0,
          relative.panels,
          scratch.weights,
          0);
    }
    for (int r = 0; r < rows; r++) {
      if (relative != null) {
        int at = r * relative.pitch();
        relative.addScores(scratch.weights, at, scores, r * pitch, first + r, count);
      }
      int end = mask.end(item, first + r) - from;
      scratch.inputs[r] = SoftmaxKernels.weights(scores, r * pitch, 0, end, pitch);
    }
    float[] results = scratch.weights;
    sumValues(scores, pitch, count, rows, packed + keysSize, keyCount, results);
    for (int r = 0; r < rows; r++) {
      int at = r * valuePanels * PANEL;
      if (relative != null) {
        relative.addValues(scores, r * pitch, first + r, count, results, at);
      }
      int to = y.at(item, first + r, head, width);
      ElementKernels.scale(results, at, scratch.inputs[r], (float[]) y.array, to, width);
    }
  }

  /** A product whose panels are longer than what is read of them. */
  private void sumValues(
      float[] p, int pitch, int count, int rows, int values, int keyCount, float[] results) {
    int width = valuePanels * PANEL;
    for (int k = 0; k < count; k += Product.DEPTH) {
      int steps = Math.min(Product.DEPTH, count - k);
      for (int panel = 0; panel < valuePanels; panel++) {
        int w = values + (panel * keyCount + k) * PANEL;
        Product.block(
            p, k, pitch, steps, rows, g.shared(), w, k > 0, results, panel * PANEL, width);
      }
    }
    if (count <= 0) {
      java.util.Arrays.fill(results, 0, rows * width, 0);
    }
  }
}
