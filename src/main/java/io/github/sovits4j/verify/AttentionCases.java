package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;

/** Softmax-weighted sums. Cache rows that must not be read hold NaN. */
final class AttentionCases {

  private static final String FAR_AHEAD =
      "one key far ahead: exponents overflow unless the maximum is taken off";

  private AttentionCases() {}

  static void addTo(CaseList list) {
    prefill(list, "one element", 1, 1, 1, 1, of(0), of(1));
    prefill(list, "text alone", 7, 9, 12, 3, of(0), of(7));
    prefill(list, "audio alone is causal", 7, 7, 12, 3, of(0), of(0));
    prefill(list, "text does not see audio", 9, 12, 20, 2, of(0), of(5));
    prefill(list, "one audio row", 6, 6, 12, 1, of(0), of(5));
    prefill(list, "one text row", 6, 6, 12, 1, of(0), of(1));
    prefill(list, "padded", 9, 12, 20, 2, of(3), of(6));
    prefill(list, "padded to one text row", 9, 12, 20, 2, of(5), of(6));
    prefill(list, "blocks of queries, tiles of keys", 70, 71, 66, 2, of(3), of(40));
    prefill(list, "wide heads", 70, 75, 200, 2, of(3), of(45));
    prefill(list, "three items of their own", 9, 11, 33, 3, of(0, 2, 7), of(6, 9, 8));
    list.add(
        PrefillAttention.class,
        "dynamic rows, 5 of 9",
        r -> {
          Tensor q = r.input(Dim.of(2), r.length(5, 9), Dim.of(12));
          Tensor keys = cache(r, 12, 12, of(0, 1), of(5, 5));
          Tensor values = cache(r, 12, 12, of(0, 1), of(5, 5));
          r.output(r.ops().prefillAttention(q, keys, values, r.ids(0, 1), r.ids(3, 4), 3));
        });
    list.real(
        PrefillAttention.class,
        "128 rows, 16 heads of 32",
        r -> prefill(r, DataType.F32, 128, 160, 512, 16, of(6), of(80)));
    list.real(
        PrefillAttention.class,
        "BERT, 40 rows, 16 heads of 64",
        r -> prefill(r, DataType.F32, 40, 40, 1024, 16, of(3), of(40)));

    list.real(
        PrefillAttention.class,
        "DiT, 200 rows, 16 heads of 64",
        r -> prefill(r, DataType.F32, 200, 200, 1024, 16, of(0), of(200)));

    decode(list, "one element", 1, 1, 1, of(0), of(0));
    decode(list, "position 0: a single key", 4, 12, 3, of(0), of(0));
    decode(list, "a single key behind padding", 9, 12, 3, of(5), of(5));
    decode(list, "cache full", 9, 12, 3, of(0), of(8));
    decode(list, "last key alone", 9, 12, 3, of(8), of(8));
    decode(list, "odd sizes", 37, 33, 3, of(2), of(30));
    decode(list, "four items of their own", 70, 64, 2, of(0, 3, 40, 69), of(0, 64, 69, 69));
    list.add(
        PrefillAttention.class,
        "cache F16, three items of their own",
        r -> prefill(r, DataType.F16, 9, 11, 33, 3, of(0, 2, 7), of(6, 9, 8)));
    list.real(
        PrefillAttention.class,
        "cache F16, 128 rows, 16 heads of 32",
        r -> prefill(r, DataType.F16, 128, 160, 512, 16, of(6), of(80)));
    list.add(
        DecodeAttention.class,
        "cache F16, odd sizes",
        r -> decode(r, DataType.F16, 37, 33, 3, of(2), of(30)));
    list.real(
        DecodeAttention.class,
        "cache F16, context 400, 16 heads of 32",
        r -> decode(r, DataType.F16, 512, 512, 16, of(0), of(399)));
    list.add(
        PrefillAttention.class,
        FAR_AHEAD,
        r -> {
          float[] k = r.normal(1, 9 * 64);
          Tensor values = r.state(r.normal(1, 9 * 64), 1, 9, 64);
          Tensor q = r.input(farAhead(k), 1, 9, 64);
          r.output(
              r.ops().prefillAttention(q, r.state(k, 1, 9, 64), values, r.ids(0), r.ids(5), 2));
        });
    list.add(
        DecodeAttention.class,
        FAR_AHEAD,
        r -> {
          float[] k = r.normal(1, 9 * 64);
          Tensor values = r.state(r.normal(1, 9 * 64), 1, 9, 64);
          Tensor q = r.input(Arrays.copyOf(farAhead(k), 64), 1, 1, 64);
          r.output(
              r.ops().decodeAttention(q, r.state(k, 1, 9, 64), values, r.ids(0), r.counters(8), 2));
        });
    list.add(
        Attention.class,
        FAR_AHEAD,
        r -> {
          float[] k = r.normal(1, 128 * 9); // 64 channels of keys, 64 of values
          Tensor q = r.input(farAhead(Arrays.copyOf(k, 64 * 9)), 64, 9);
          r.output(r.ops().crossAttention(q, r.input(k, 128, 9), 2, 0.25f));
        });
    list.real(
        DecodeAttention.class,
        "context 400, 16 heads of 32",
        r -> decode(r, DataType.F32, 512, 512, 16, of(0), of(399)));
    list.real(
        DecodeAttention.class,
        "context 1500, 16 heads of 32",
        r -> decode(r, DataType.F32, 1536, 512, 16, of(12), of(1511)));
    list.real(
        DecodeAttention.class,
        "4 items, 16 heads of 32",
        r -> decode(r, DataType.F32, 512, 512, 16, of(0, 20, 90, 3), of(399, 399, 399, 12)));

    for (int time : of(1, 3, 4, 5, 9, 10, 33)) { // window 4 reaches over 9
      selfAttention(list, "window 4, T " + time, time, time, 12, 2, 4);
    }
    selfAttention(list, "one element", 1, 1, 1, 1, -1);
    selfAttention(list, "one element, window 0", 1, 1, 1, 1, 0);
    selfAttention(list, "window 0", 7, 7, 20, 4, 0);
    selfAttention(list, "window 1, odd width", 11, 11, 21, 3, 1);
    selfAttention(list, "no tables", 13, 13, 20, 2, -1);
    selfAttention(list, "dynamic, window 4, 1 of 17", 1, 17, 12, 2, 4);
    selfAttention(list, "dynamic, window 4, 3 of 17", 3, 17, 12, 2, 4);
    selfAttention(list, "dynamic, window 4, 11 of 17", 11, 17, 12, 2, 4);
    selfAttention(list, "dynamic, no tables, 11 of 17", 11, 17, 12, 2, -1);
    list.add(
        Attention.class,
        "dynamic, window 4, at capacity",
        r -> self(r, r.length(17, 17), 12, 2, 4));
    crossAttention(list, "cross, a single key", 5, 5, 1, 1, 12, 2);
    crossAttention(list, "cross, a single query", 1, 1, 7, 7, 12, 2);
    crossAttention(list, "cross, more keys", 5, 5, 19, 19, 33, 3);
    crossAttention(list, "cross, dynamic, 5 of 9 and 7 of 16", 5, 9, 7, 16, 20, 4);
    list.real(
        Attention.class, "encoder, 192 channels, window 4", r -> self(r, Dim.of(200), 192, 2, 4));
    list.real(
        Attention.class,
        "reference encoder, 128 channels",
        r ->
            r.output(
                r.ops()
                    .selfAttention(
                        r.input(384, 150), 2, (float) (1 / Math.sqrt(128)), null, null)));
    list.real(Attention.class, "HuBERT, 12 heads of 64", r -> self(r, Dim.of(179), 768, 12, -1));
    list.real(
        Attention.class,
        "text to speech frames, 4 heads of 128",
        r -> cross(r, Dim.of(200), Dim.of(80), 512, 4));
  }

  /** Queries along their own keys: scores beyond 88, where e^x leaves the 32-bit floats. */
  private static float[] farAhead(float[] keys) {
    float[] q = keys.clone();
    for (int i = 0; i < q.length; i++) {
      q[i] *= 40;
    }
    return q;
  }

  private static int[] of(int... values) {
    return values;
  }

  /** Rows {@code from … to-1} of each item hold data, the others NaN. */
  private static Tensor cache(Recording r, int capacity, int d, int[] from, int[] to) {
    return cache(r, DataType.F32, capacity, d, from, to);
  }

  private static Tensor cache(
      Recording r, DataType storage, int capacity, int d, int[] from, int[] to) {
    float[] data = r.normal(1, from.length * capacity * d);
    for (int item = 0; item < from.length; item++) {
      int at = item * capacity;
      Arrays.fill(data, at * d, (at + from[item]) * d, Float.NaN);
      Arrays.fill(data, (at + to[item]) * d, (at + capacity) * d, Float.NaN);
    }
    return r.state(storage, data, from.length, capacity, d);
  }

  private static void prefill(
      CaseList list,
      String name,
      int rows,
      int capacity,
      int d,
      int heads,
      int[] start,
      int[] textEnd) {
    list.add(
        PrefillAttention.class,
        name,
        r -> prefill(r, DataType.F32, rows, capacity, d, heads, start, textEnd));
  }

  private static void prefill(
      Recording r,
      DataType storage,
      int rows,
      int capacity,
      int d,
      int heads,
      int[] start,
      int[] textEnd) {
    int[] end = new int[start.length];
    Arrays.fill(end, rows);
    r.output(
        r.ops()
            .prefillAttention(
                r.input(start.length, rows, d),
                cache(r, storage, capacity, d, start, end),
                cache(r, storage, capacity, d, start, end),
                r.ids(start),
                r.ids(textEnd),
                heads));
  }

  private static void decode(
      CaseList list, String name, int capacity, int d, int heads, int[] start, int[] position) {
    list.add(
        DecodeAttention.class,
        name,
        r -> decode(r, DataType.F32, capacity, d, heads, start, position));
  }

  private static void decode(
      Recording r, DataType storage, int capacity, int d, int heads, int[] start, int[] position) {
    int[] end = Arrays.stream(position).map(p -> p + 1).toArray();
    r.output(
        r.ops()
            .decodeAttention(
                r.input(start.length, 1, d),
                cache(r, storage, capacity, d, start, end),
                cache(r, storage, capacity, d, start, end),
                r.ids(start),
                r.counters(position),
                heads));
  }

  private static void selfAttention(
      CaseList list, String name, int time, int capacity, int d, int heads, int window) {
    list.add(
        Attention.class,
        name,
        r -> self(r, time == capacity ? Dim.of(time) : r.length(time, capacity), d, heads, window));
  }

  private static void self(Recording r, Dim time, int d, int heads, int window) {
    int width = d / heads;
    Tensor relativeKeys = window < 0 ? null : r.constant(0, 1, 1, 2 * window + 1, width);
    Tensor relativeValues = window < 0 ? null : r.constant(0, 1, 1, 2 * window + 1, width);
    float scale = (float) (1 / Math.sqrt(width));
    r.output(
        r.ops()
            .selfAttention(
                r.input(Dim.of(3 * d), time), heads, scale, relativeKeys, relativeValues));
  }

  private static void crossAttention(
      CaseList list,
      String name,
      int time,
      int timeCapacity,
      int keys,
      int keyCapacity,
      int d,
      int heads) {
    list.add(
        Attention.class,
        name,
        r ->
            cross(
                r,
                time == timeCapacity ? Dim.of(time) : r.length(time, timeCapacity),
                keys == keyCapacity ? Dim.of(keys) : r.length(keys, keyCapacity),
                d,
                heads));
  }

  private static void cross(Recording r, Dim time, Dim keys, int d, int heads) {
    Tensor q = r.input(Dim.of(d), time);
    Tensor kv = r.input(Dim.of(2 * d), keys);
    r.output(r.ops().crossAttention(q, kv, heads, (float) (1 / Math.sqrt((double) d / heads))));
  }
}
