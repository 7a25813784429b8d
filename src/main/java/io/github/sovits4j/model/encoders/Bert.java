package io.github.sovits4j.model.encoders;

import io.github.sovits4j.model.Captures;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.nn.CachedAttention;
import io.github.sovits4j.model.nn.Dense;
import io.github.sovits4j.model.nn.DenseNorm;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.RowLayerNorm;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * BERT: the tokens of a Chinese text to a feature each. Texts of different lengths share a batch by
 * standing at the right of their rows, as prompts do in S1; padding is never attended to.
 */
public final class Bert implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Bert.class.getName());

  /** Most texts of a batch. */
  private static final int BATCH = 8;

  /**
   * What a batch costs beside its rows, in rows: reading the weights, and launches. Of the full
   * size it was 3 on PoCL, 23 on simd and 150 on an H100, where a batch more is 5 ms.
   */
  private static final int START = 32;

  /** A post-norm layer over rows. */
  private record Layer(CachedAttention attention, DenseNorm out, Dense expand, DenseNorm contract) {

    static Layer load(Parameters p, int heads) {
      Parameters a = p.at("attention.self").stacked("query", "key", "value");
      return new Layer(
          new CachedAttention(a.matrix("weight"), a.get("bias"), heads),
          new DenseNorm(
              p.at("attention.output.dense"),
              p.at("attention.output.LayerNorm"),
              BertConfig.EPSILON),
          new Dense(p.at("intermediate.dense")).activated(Activation.GELU),
          new DenseNorm(p.at("output.dense"), p.at("output.LayerNorm"), BertConfig.EPSILON));
    }

    /** {@code [B, R, D]} to the same. */
    Tensor apply(Ops ops, Tensor x, Tensor start, Tensor end) {
      Tensor z = out.apply(ops, attention.encode(ops, x, start, end), x);
      return contract.apply(ops, expand.apply(ops, z), z);
    }
  }

  /** Capacities. */
  private record Key(int batch, int rows) {}

  private record Ends(Length rows, Tensor ids, Tensor start, Tensor end, Tensor features) {}

  private final BertConfig config;
  private final DeviceWeights weights;
  private final Tensor words;
  private final Tensor positions;
  private final RowLayerNorm norm;
  private final List<Layer> layers;
  private final Dense head; // of every row; null: the features are the last layer's
  private final Captures<Key, Ends> captures;

  /** Uploads the weights, under upstream's names, the matrices in a precision. */
  public Bert(Backend backend, TensorSource source, BertConfig config, StoragePolicy precision) {
    this(backend, source, config, precision, null);
  }

  /** As above, with an observer that is shown every graph after it ran; null for none. */
  public Bert(
      Backend backend,
      TensorSource source,
      BertConfig config,
      StoragePolicy precision,
      Consumer<Graph> observer) {
    this(backend, source, config, precision, List.of(), observer);
  }

  /**
   * As above, with one matrix more, of which every row gives its feature.
   *
   * @param heads names of the layers whose matrices it is, one below the other; empty: none
   */
  Bert(
      Backend backend,
      TensorSource source,
      BertConfig config,
      StoragePolicy precision,
      List<String> heads,
      Consumer<Graph> observer) {
    this.config = config;
    weights = new DeviceWeights(backend, source, precision.matrices());
    captures = new Captures<>(backend, 4, observer, this::record);
    try {
      Parameters p = weights.parameters().at("bert");
      Parameters embeddings = p.at("embeddings");
      words = embeddings.get("word_embeddings.weight");
      positions =
          embeddings.table(
              "positions", places(source, config), config.positions(), config.hidden());
      norm = new RowLayerNorm(embeddings.at("LayerNorm"), BertConfig.EPSILON);
      layers =
          IntStream.range(0, config.layers())
              .mapToObj(i -> Layer.load(p.at("encoder.layer").at(i), config.heads()))
              .toList();
      head =
          heads.isEmpty()
              ? null
              : new Dense(weights.parameters().stacked(heads.toArray(new String[0])));
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
    if (precision != StoragePolicy.F32) {
      LOG.log(
          System.Logger.Level.INFO,
          "BERT: matrices in {0}: {1}",
          precision,
          weights.storageError());
    }
  }

  /** Positions with the segment added: there is only the first. */
  private static float[] places(TensorSource source, BertConfig config) {
    float[] places = source.floats("bert.embeddings.position_embeddings.weight");
    float[] segments = source.floats("bert.embeddings.token_type_embeddings.weight");
    for (int i = 0; i < places.length; i++) {
      places[i] += segments[i % config.hidden()];
    }
    return places;
  }

  private Ends record(Ops ops, Key key) {
    Dim batch = Dim.of(key.batch);
    Length rows = ops.length("rows", key.rows);
    Tensor ids = ops.input("ids", DataType.I32, batch, rows.dim());
    Tensor start = ops.input("start", DataType.I32, batch);
    Tensor end = ops.input("end", DataType.I32, batch);
    Tensor x =
        ops.embedRows(ids, start, end, null, words, words, positions, 1, 0); // all rows are text
    x = ops.probe("hidden_00", norm.apply(ops, x)); // [B, R, D]
    int[] index = {0};
    x =
        ops.repeat(
            layers,
            x,
            (layer, h) ->
                ops.probe(
                    String.format(Locale.ROOT, "hidden_%02d", ++index[0]),
                    layer.apply(ops, h, start, end)));
    Tensor features = head == null ? x : head.apply(ops, x); // [B, R, width]
    return new Ends(rows, ids, start, end, ops.output(features));
  }

  /** Channels of the features. */
  public int width() {
    return head == null ? config.hidden() : head.weight().size(0);
  }

  /** Most tokens of a text. */
  public int mostTokens() {
    return config.positions();
  }

  /**
   * Reads texts.
   *
   * @param texts tokens of each, with those that mark its ends; 1 … {@link #mostTokens()} of them
   * @return for each {@code [tokens, width]}, row-major
   */
  public List<float[]> features(List<int[]> texts) {
    List<Integer> byLength =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted((a, b) -> Integer.compare(texts.get(b).length, texts.get(a).length))
            .toList();
    float[][] features = new float[texts.size()][];
    int from = 0;
    for (int count : batches(byLength.stream().map(i -> texts.get(i).length).toList())) {
      List<Integer> batch = byLength.subList(from, from + count);
      List<float[]> read = batch(batch.stream().map(texts::get).toList());
      for (int i = 0; i < count; i++) {
        features[batch.get(i)] = read.get(i);
      }
      from += count;
    }
    return Arrays.asList(features);
  }

  /**
   * How many texts to read at once so that there are few rows in all: a batch has as many for each
   * of its items as its longest text has tokens, and costs something however small it is.
   *
   * @param lengths of the texts, the longest first
   * @return the sizes of the batches, in this order
   */
  static List<Integer> batches(List<Integer> lengths) {
    int n = lengths.size();
    int[] cost = new int[n + 1]; // of what is left from there on, in rows
    int[] size = new int[n]; // of the batch that begins there
    for (int from = n - 1; from >= 0; from--) {
      cost[from] = Integer.MAX_VALUE;
      for (int count = 1; count <= Math.min(BATCH, n - from); count++) {
        int all = START + items(count) * lengths.get(from) + cost[from + count];
        if (all <= cost[from]) {
          cost[from] = all;
          size[from] = count;
        }
      }
    }
    List<Integer> sizes = new ArrayList<>();
    for (int from = 0; from < n; from += size[from]) {
      sizes.add(size[from]);
    }
    return sizes;
  }

  /** A power of two, so that few graphs serve all. */
  private static int items(int texts) {
    return Integer.highestOneBit(2 * texts - 1);
  }

  private List<float[]> batch(List<int[]> texts) {
    int rows = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    int items = items(texts.size());
    int[] ids = new int[items * rows];
    int[] start = new int[items];
    int[] end = new int[items];
    Arrays.fill(end, rows);
    Arrays.fill(start, rows - 1); // an item without a text is one token, which nobody reads
    for (int i = 0; i < texts.size(); i++) {
      int[] text = texts.get(i);
      check(text);
      start[i] = rows - text.length;
      System.arraycopy(text, 0, ids, i * rows + start[i], text.length);
    }
    int capacity = Math.min(config.positions(), captures.bucket(rows));
    Capture<Ends> capture = captures.get(new Key(items, capacity));
    Ends e = capture.ends();
    float[] all =
        capture
            .set(e.rows, rows)
            .write(e.ids, ids)
            .write(e.start, start)
            .write(e.end, end)
            .replay()
            .floats(e.features);
    List<float[]> features = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      int d = width();
      features.add(Arrays.copyOfRange(all, (i * rows + start[i]) * d, (i + 1) * rows * d));
    }
    return features;
  }

  private void check(int[] text) {
    if (text.length < 1 || text.length > config.positions()) {
      throw new IllegalArgumentException(
          "expected 1 … " + config.positions() + " tokens, got " + text.length);
    }
    for (int id : text) {
      if (id < 0 || id >= config.vocabulary()) {
        throw new IllegalArgumentException(
            "token: expected 0 … " + (config.vocabulary() - 1) + ", got " + id);
      }
    }
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  public void forget() {
    captures.close();
  }

  @Override
  public void close() {
    captures.close();
    weights.close();
  }
}
