package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.NearestCode;
import io.github.sovits4j.ops.Tensor;

/** Tables: from ids to vectors and back. */
final class EmbeddingCases {

  private EmbeddingCases() {}

  static void addTo(CaseList list) {
    embedRows(list, "one text row", 1, 1, new int[] {0}, new int[] {1});
    embedRows(list, "one audio row", 1, 1, new int[] {0}, new int[] {0});
    embedRows(list, "text, then audio", 7, 12, new int[] {0}, new int[] {4});
    embedRows(list, "text alone", 5, 12, new int[] {0}, new int[] {5});
    embedRows(list, "audio alone", 5, 12, new int[] {0}, new int[] {0});
    embedRows(list, "padding, no text", 5, 12, new int[] {2}, new int[] {2});
    embedRows(list, "all padding but the last", 5, 12, new int[] {4}, new int[] {5});
    embedRows(
        list, "three items, padded by 0, 3 and 5", 9, 33, new int[] {0, 3, 5}, new int[] {6, 6, 6});
    embedRows(list, "own text ends", 9, 33, new int[] {1, 0}, new int[] {4, 9});
    list.add(
        EmbedRows.class,
        "dynamic rows, 4 of 9",
        r -> embedRows(r, r.length(4, 9), 12, new int[] {1}, new int[] {3}, 9, true));
    list.add(
        EmbedRows.class,
        "without features",
        r -> embedRows(r, Dim.of(9), 33, new int[] {0, 3}, new int[] {9, 6}, 9, false));
    list.real(
        EmbedRows.class,
        "128 rows, d 512",
        r -> embedRows(r, Dim.of(128), 512, new int[] {8}, new int[] {80}, 200, true));
    list.real(
        EmbedRows.class,
        "BERT, 4 items of 40 rows, d 1024",
        r ->
            embedRows(
                r,
                Dim.of(40),
                1024,
                new int[] {0, 7, 20, 38},
                new int[] {40, 40, 40, 40},
                512,
                false));

    embedCode(list, "one element", 1, new int[] {0}, new int[] {1}, new int[] {0});
    embedCode(list, "first code behind a prompt", 12, new int[] {3}, new int[] {1}, new int[] {7});
    embedCode(list, "last position", 12, new int[] {10}, new int[] {5}, new int[] {16});
    embedCode(
        list,
        "three items of their own",
        33,
        new int[] {0, 10, 5},
        new int[] {1, 4, 9},
        new int[] {0, 2, 7});
    list.real(
        EmbedCode.class,
        "4 items, d 512",
        r ->
            r.output(
                r.ops()
                    .embedCode(
                        r.counters(1023, 0, 17, 486),
                        r.counters(1, 2, 300, 99),
                        r.ids(140, 140, 139, 0),
                        r.constant(0, 1, 1025, 512),
                        r.constant(0, 1, 512, 512),
                        0.7f)));

    lookup(list, "one element", 1, 1, 1, 1);
    lookup(list, "repeat 1", 5, 7, 33, 1);
    lookup(list, "repeat 2", 5, 7, 33, 2);
    lookup(list, "repeat 3", 1, 7, 33, 3);
    for (int n : new int[] {1, 5, 11}) {
      list.add(
          Lookup.class,
          "dynamic, " + n + " of 11",
          r ->
              r.output(r.ops().lookup(r.idsBelow(9, r.length(n, 11)), r.constant(0, 1, 9, 20), 2)));
    }
    list.real(
        Lookup.class,
        "codes, 1024x768, repeat 2",
        r ->
            r.output(
                r.ops().lookup(r.idsBelow(1024, Dim.of(100)), r.constant(0, 1, 1024, 768), 2)));
    list.real(
        Lookup.class,
        "phones, 732x192",
        r -> r.output(r.ops().lookup(r.idsBelow(732, Dim.of(80)), r.constant(0, 1, 732, 192), 1)));

    nearestCode(list, "one code", 3, 5, 1);
    nearestCode(list, "one channel", 9, 1, 7);
    nearestCode(list, "odd sizes", 17, 33, 101);
    list.add(
        NearestCode.class,
        "equal rows: the first wins",
        r -> {
          float[] codebook = r.normal(1, 40 * 6);
          for (int copy : new int[] {7, 8, 25, 39}) {
            System.arraycopy(codebook, 3 * 6, codebook, copy * 6, 6);
          }
          float[] x = new float[6 * 4]; // columns 0 and 2 at row 3; 1 and 3 anywhere
          for (int c = 0; c < 6; c++) {
            x[c * 4] = codebook[3 * 6 + c];
            x[c * 4 + 2] = 1.25f * codebook[3 * 6 + c];
            x[c * 4 + 1] = r.normal(1, 1)[0];
            x[c * 4 + 3] = r.normal(1, 1)[0];
          }
          r.output(r.ops().nearestCode(r.input(x, 6, 4), r.constant(codebook, 40, 6)));
        });
    list.add(
        NearestCode.class,
        "nearest is the last",
        r -> {
          float[] codebook = r.normal(1, 33 * 8);
          float[] x = java.util.Arrays.copyOfRange(codebook, 32 * 8, 33 * 8);
          r.output(r.ops().nearestCode(r.input(x, 8, 1), r.constant(codebook, 33, 8)));
        });
    for (int time : new int[] {1, 6, 13}) {
      list.add(
          NearestCode.class,
          "dynamic, " + time + " of 13",
          r ->
              r.output(
                  r.ops()
                      .nearestCode(
                          r.input(Dim.of(20), r.length(time, 13)), r.constant(0, 1, 50, 20))));
    }
    list.real(
        NearestCode.class,
        "768 channels, 1024 codes",
        r -> r.output(r.ops().nearestCode(r.input(768, 40), r.constant(0, 1, 1024, 768))));
  }

  private static void embedRows(
      CaseList list, String name, int rows, int d, int[] start, int[] textEnd) {
    list.add(
        EmbedRows.class, name, r -> embedRows(r, Dim.of(rows), d, start, textEnd, rows + 3, true));
  }

  private static void embedRows(
      Recording r, Dim rows, int d, int[] start, int[] textEnd, int positions, boolean featured) {
    Dim batch = Dim.of(start.length);
    Tensor features = featured ? r.input(batch, rows, Dim.of(d)) : null;
    r.output(
        r.ops()
            .embedRows(
                r.idsBelow(40, batch, rows),
                r.ids(start),
                r.ids(textEnd),
                features,
                r.constant(0, 1, 40, d),
                r.constant(0, 1, 41, d),
                r.constant(0, 1, positions, d),
                0.8f,
                -1.3f));
  }

  private static void embedCode(
      CaseList list, String name, int d, int[] lastCode, int[] step, int[] promptLength) {
    list.add(
        EmbedCode.class,
        name,
        r ->
            r.output(
                r.ops()
                    .embedCode(
                        r.counters(lastCode),
                        r.counters(step),
                        r.ids(promptLength),
                        r.constant(0, 1, 11, d),
                        r.constant(0, 1, 21, d),
                        -0.7f)));
  }

  private static void lookup(
      CaseList list, String name, int n, int rows, int channels, int repeat) {
    list.add(
        Lookup.class,
        name,
        r ->
            r.output(
                r.ops()
                    .lookup(
                        r.idsBelow(rows, Dim.of(n)), r.constant(0, 1, rows, channels), repeat)));
  }

  private static void nearestCode(CaseList list, String name, int time, int channels, int codes) {
    list.add(
        NearestCode.class,
        name,
        r ->
            r.output(
                r.ops().nearestCode(r.input(channels, time), r.constant(0, 1, codes, channels))));
  }
}
