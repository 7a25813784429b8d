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

    float get(int at) {
      return array instanceof float[] full ? full[at] : Float.float16ToFloat(((short[]) array)[at]);
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
        a.block * Math.max(a.valuePanels * PANEL, relative == null ? 0 : relative.pitch()));
    g.add(() -> heads, (piece, scratch) -> a.pack(piece / shape.heads, piece % shape.heads));
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

  /** What nobody sees is packed as zeros, for beyond its end a cache may hold anything. */
  private void pack(int item, int head) {
    float[] packed = g.shared();
    int width = shape.width;
    int count = mask.keys();
    int from = mask.from(item);
    int k = (item * shape.heads + head) * headSize;
    int v = k + keysSize;
    java.util.Arrays.fill(packed, k, k + Lanes.panels(count) * PANEL * width, 0);
    java.util.Arrays.fill(packed, v, v + valuePanels * PANEL * count, 0);
    for (int j = from; j < count; j++) {
      int key = k + j / PANEL * PANEL * width + j % PANEL;
      int keyAt = keys.at(item, j, head, width);
      int valueAt = values.at(item, j, head, width);
      for (int c = 0; c < width; c++) {
        packed[key + c * PANEL] = keys.get(keyAt + c);
        packed[v + (c / PANEL * count + j) * PANEL + c % PANEL] = values.get(valueAt + c);
      }
    }
  }

  private void run(int item, int head, int index, Scratch scratch) {
    int first = index * block;
    int rows = Math.min(block, mask.queries() - first);
    int width = shape.width;
    int count = mask.keys();
    int panels = Lanes.panels(count);
    int pitch = panels * PANEL;
    int packed = (item * shape.heads + head) * headSize;
    float[] queries = (float[]) q.array;
    float[] scores = scratch.sums;
    for (int r = 0; r < rows; r++) {
      int at = q.at(item, first + r, head, width);
      for (int c = 0; c < width; c++) {
        scratch.inputs[r * width + c] = queries[at + c] * scale;
      }
    }
    Product.multiply(scratch.inputs, 0, width, width, rows, g.shared(), packed, panels, scores, 0);
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
      int end = mask.end(item, first + r);
      SoftmaxKernels.row(scores, r * pitch, mask.from(item), end, pitch);
    }
    float[] results = scratch.weights;
    Product.multiply(
        scores, 0, pitch, count, rows, g.shared(), packed + keysSize, valuePanels, results, 0);
    for (int r = 0; r < rows; r++) {
      int at = r * valuePanels * PANEL;
      if (relative != null) {
        relative.addValues(scores, r * pitch, first + r, count, results, at);
      }
      int to = y.at(item, first + r, head, width);
      System.arraycopy(results, at, (float[]) y.array, to, width);
    }
  }
}
