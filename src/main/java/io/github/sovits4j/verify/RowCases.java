package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.RowNorm;
import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;

/** Products over rows. */
final class RowCases {

  /** Storage of matrices in fewer than 32 bits. */
  private static final DataType[] NARROW = {DataType.F16, DataType.I8};

  /** Of most layer norms. */
  static final float EPSILON = 1e-5f;

  private RowCases() {}

  static void addTo(CaseList list) {
    linear(list);
    linearResidualNorm(list);
    projectQkv(list);
    lastRow(list);
    rowNorm(list);
  }

  private static void linear(CaseList list) {
    for (Activation activation : Activation.values()) {
      linear(list, false, 3, 33, 65, true, activation);
      list.add(
          Linear.class,
          "large values " + activation,
          r ->
              r.output(
                  r.ops()
                      .linear(r.input(r.normal(150, 7), 1, 7), r.weight(9, 7), null, activation)));
    }
    linear(list, false, 1, 1, 1, false, Activation.NONE);
    linear(list, false, 1, 1, 1, true, Activation.NONE);
    linear(list, false, 1, 7, 1, true, Activation.RELU);
    linear(list, false, 5, 1, 3, false, Activation.NONE);
    linear(list, false, 2, 513, 31, true, Activation.NONE);
    linear(list, false, 97, 33, 65, true, Activation.RELU); // as many rows as a prompt has
    linear(list, false, 100, 132, 30, false, Activation.NONE);
    list.add(
        Linear.class,
        "rank 3, 2x3 rows",
        r -> r.output(r.ops().linear(r.input(2, 3, 20), r.weight(12, 20), null, Activation.NONE)));
    for (int rows : new int[] {1, 4, 9}) {
      list.add(
          Linear.class,
          "dynamic rows, " + rows + " of 9",
          r ->
              r.output(
                  r.ops()
                      .linear(
                          r.input(r.length(rows, 9), Dim.of(20)),
                          r.weight(12, 20),
                          r.bias(12),
                          Activation.RELU)));
    }
    for (DataType storage : NARROW) {
      linear(list, false, storage, 1, 1, 1, true, Activation.NONE);
      linear(list, false, storage, 3, 33, 65, true, Activation.RELU);
      linear(list, false, storage, 5, 130, 31, false, Activation.NONE);
      linear(list, false, storage, 97, 33, 65, true, Activation.RELU);
      linear(list, false, storage, 100, 132, 30, false, Activation.NONE);
      linear(list, true, storage, 1, 512, 2048, true, Activation.RELU);
      linear(list, true, storage, 1, 512, 1025, false, Activation.NONE);
      linear(list, true, storage, 128, 512, 2048, true, Activation.RELU);
      list.add(
          Linear.class,
          "a row of zeros " + storage,
          r -> {
            float[] w = r.normal(1, 3 * 20);
            Arrays.fill(w, 20, 40, 0);
            r.output(
                r.ops()
                    .linear(r.input(1, 2, 20), r.matrix(storage, w, 3, 20), null, Activation.NONE));
          });
      list.add(
          Linear.class,
          "rows of very different sizes " + storage,
          r -> {
            float[] w = r.normal(1, 4 * 24);
            for (int i = 0; i < w.length; i++) {
              w[i] *= (float) Math.pow(10, 2 * (i / 24) - 4);
            }
            r.output(
                r.ops()
                    .linear(r.input(1, 2, 24), r.matrix(storage, w, 4, 24), null, Activation.NONE));
          });
    }
    linear(list, true, 1, 512, 2048, true, Activation.RELU); // S1 feed-forward, decode
    linear(list, true, 4, 512, 2048, true, Activation.RELU);
    linear(list, true, 128, 512, 2048, true, Activation.RELU); // and prefill
    linear(list, true, 1, 512, 1025, false, Activation.NONE); // S1 head
    linear(list, true, 128, 1024, 512, true, Activation.NONE); // S1 text features
    linear(list, true, 40, 1024, 4096, true, Activation.GELU); // BERT feed-forward
  }

  private static void linear(
      CaseList list, boolean real, int rows, int in, int out, boolean bias, Activation activation) {
    linear(list, real, DataType.F32, rows, in, out, bias, activation);
  }

  private static void linear(
      CaseList list,
      boolean real,
      DataType storage,
      int rows,
      int in,
      int out,
      boolean bias,
      Activation activation) {
    String shape = rows + "x" + in + " to " + out + (bias ? " bias " : " ") + activation;
    String name = shape + suffix(storage);
    list.add(
        real,
        Linear.class,
        name,
        r ->
            r.output(
                r.ops()
                    .linear(
                        r.input(1, rows, in),
                        r.matrix(storage, out, in),
                        bias ? r.bias(out) : null,
                        activation)));
  }

  private static void linearResidualNorm(CaseList list) {
    linearResidualNorm(list, false, 1, 1, 1, 2);
    linearResidualNorm(list, false, 1, 3, 33, 65);
    linearResidualNorm(list, false, 2, 5, 31, 100);
    linearResidualNorm(list, false, 1, 97, 33, 65);
    list.add(
        LinearResidualNorm.class,
        "mean far from 0",
        r ->
            r.output(
                r.ops()
                    .linearResidualNorm(
                        r.input(1, 2, 16),
                        r.weight(48, 16),
                        r.constant(30, 1, 48),
                        r.input(1, 2, 48),
                        r.constant(1, 0.2f, 48),
                        r.bias(48),
                        EPSILON)));
    list.add(
        LinearResidualNorm.class,
        "a constant row, variance 0",
        r ->
            r.output(
                r.ops()
                    .linearResidualNorm(
                        r.input(new float[8], 1, 1, 8),
                        r.weight(24, 8),
                        r.constant(0.5f, 0, 24),
                        r.input(new float[24], 1, 1, 24),
                        r.constant(1, 0.2f, 24),
                        r.bias(24),
                        EPSILON)));
    for (int rows : new int[] {1, 5, 8}) {
      list.add(
          LinearResidualNorm.class,
          "dynamic rows, " + rows + " of 8",
          r -> {
            Dim time = r.length(rows, 8);
            r.output(
                r.ops()
                    .linearResidualNorm(
                        r.input(time, Dim.of(33)),
                        r.weight(40, 33),
                        r.bias(40),
                        r.input(time, Dim.of(40)),
                        r.constant(1, 0.2f, 40),
                        r.bias(40),
                        EPSILON));
          });
    }
    for (DataType storage : NARROW) {
      linearResidualNorm(list, false, storage, 1, 3, 33, 65);
      linearResidualNorm(list, false, storage, 2, 5, 100, 31);
      linearResidualNorm(list, true, storage, 1, 1, 512, 512);
      linearResidualNorm(list, true, storage, 1, 1, 2048, 512);
    }
    for (int in : new int[] {512, 2048}) { // S1 attention output, feed-forward output
      for (int rows : new int[] {1, 4, 128}) {
        linearResidualNorm(list, true, 1, rows, in, 512);
      }
    }
    for (int rows : new int[] {1, 7}) {
      list.add(
          LinearResidualNorm.class,
          "epsilon 0.5, " + rows + " rows",
          r ->
              r.output(
                  r.ops()
                      .linearResidualNorm(
                          r.input(1, rows, 16),
                          r.weight(20, 16),
                          r.bias(20),
                          r.input(1, rows, 20),
                          r.constant(1, 0.2f, 20),
                          r.bias(20),
                          0.5f)));
    }
    linearResidualNorm(list, true, 1, 40, 4096, 1024); // BERT
  }

  private static void linearResidualNorm(
      CaseList list, boolean real, int batch, int rows, int in, int out) {
    linearResidualNorm(list, real, DataType.F32, batch, rows, in, out);
  }

  private static void linearResidualNorm(
      CaseList list, boolean real, DataType storage, int batch, int rows, int in, int out) {
    list.add(
        real,
        LinearResidualNorm.class,
        batch + "x" + rows + "x" + in + " to " + out + suffix(storage),
        r ->
            r.output(
                r.ops()
                    .linearResidualNorm(
                        r.input(batch, rows, in),
                        r.matrix(storage, out, in),
                        r.bias(out),
                        r.input(batch, rows, out),
                        r.constant(1, 0.2f, out),
                        r.bias(out),
                        EPSILON)));
  }

  private static void projectQkv(CaseList list) {
    projectQkv(list, false, "one element", 1, 1, 1, 1);
    projectQkv(list, false, "2x3 rows from row 0", 2, 3, 5, 12);
    projectQkv(list, false, "rows fill the cache", 1, 4, 4, 33);
    projectQkv(list, false, "2x49 rows", 2, 49, 50, 36);
    projectQkv(list, false, "position 0", 1, 1, 3, 12, 0);
    projectQkv(list, false, "last cache row", 1, 1, 3, 12, 2);
    projectQkv(list, false, "cache full: nothing is written", 1, 1, 3, 12, 3);
    projectQkv(list, false, "items at their own positions, one full", 3, 1, 4, 20, 3, 0, 4);
    projectQkv(list, false, "rows run over the end of the cache", 1, 3, 4, 12, 2);
    list.add(
        ProjectQkv.class,
        "dynamic rows, 2 of 5",
        r -> {
          Tensor keys = r.state(r.normal(1, 7 * 12), 1, 7, 12);
          Tensor values = r.state(r.normal(1, 7 * 12), 1, 7, 12);
          Tensor x = r.input(Dim.of(1), r.length(2, 5), Dim.of(12));
          r.output(r.ops().projectQkv(x, r.weight(36, 12), r.bias(36), keys, values, null));
          r.compare(keys);
          r.compare(values);
        });
    for (DataType storage : NARROW) {
      narrowQkv(list, false, storage, "2x3 rows of 5, d 12", 2, 3, 5, 12);
      narrowQkv(list, false, storage, "items at their own positions, d 33", 3, 1, 4, 33, 3, 0, 4);
      narrowQkv(list, true, storage, "decode, d 512", 1, 1, 256, 512, 200);
      narrowQkv(list, true, storage, "prefill, 128 rows, d 512", 1, 128, 256, 512);
    }
    projectQkv(list, true, "decode, d 512", 1, 1, 256, 512, 200);
    projectQkv(list, true, "decode, 4 items, d 512", 4, 1, 256, 512, 200, 13, 255, 0);
    projectQkv(list, true, "prefill, 128 rows, d 512", 1, 128, 256, 512);
  }

  private static void projectQkv(
      CaseList list,
      boolean real,
      String name,
      int batch,
      int rows,
      int capacity,
      int d,
      int... position) {
    list.add(
        real,
        ProjectQkv.class,
        name,
        r -> projectQkv(r, DataType.F32, DataType.F32, batch, rows, capacity, d, position));
  }

  /** A narrow matrix and a cache in 16 bits. */
  private static void narrowQkv(
      CaseList list,
      boolean real,
      DataType storage,
      String name,
      int batch,
      int rows,
      int capacity,
      int d,
      int... position) {
    list.addRounded(
        real,
        ProjectQkv.class,
        name + suffix(storage) + ", cache F16",
        r -> projectQkv(r, storage, DataType.F16, batch, rows, capacity, d, position));
  }

  private static void projectQkv(
      Recording r,
      DataType storage,
      DataType cache,
      int batch,
      int rows,
      int capacity,
      int d,
      int... position) {
    Tensor keys = r.state(cache, r.normal(1, batch * capacity * d), batch, capacity, d);
    Tensor values = r.state(cache, r.normal(1, batch * capacity * d), batch, capacity, d);
    r.output(
        r.ops()
            .projectQkv(
                r.input(batch, rows, d),
                r.matrix(storage, 3 * d, d),
                r.bias(3 * d),
                keys,
                values,
                position.length == 0 ? null : r.counters(position)));
    r.compare(keys);
    r.compare(values);
  }

  private static String suffix(DataType storage) {
    return storage == DataType.F32 ? "" : " " + storage;
  }

  private static void lastRow(CaseList list) {
    list.add(LastRow.class, "one element", r -> r.output(r.ops().lastRow(r.input(1, 1, 1))));
    list.add(LastRow.class, "3x4x33", r -> r.output(r.ops().lastRow(r.input(3, 4, 33))));
    for (int rows : new int[] {1, 3, 6}) {
      list.add(
          LastRow.class,
          "dynamic rows, " + rows + " of 6",
          r -> r.output(r.ops().lastRow(r.input(Dim.of(2), r.length(rows, 6), Dim.of(5)))));
    }
    list.real(LastRow.class, "1x128x512", r -> r.output(r.ops().lastRow(r.input(1, 128, 512))));
  }

  private static void rowNorm(CaseList list) {
    rowNorm(list, false, 1, 1, 2, EPSILON);
    rowNorm(list, false, 3, 5, 33, EPSILON);
    rowNorm(list, false, 2, 9, 100, 0.5f);
    list.add(
        RowNorm.class,
        "variance 0",
        r ->
            r.output(
                r.ops()
                    .rowNorm(
                        r.input(new float[24], 1, 24),
                        r.constant(1, 0.2f, 24),
                        r.bias(24),
                        EPSILON)));
    list.add(
        RowNorm.class,
        "mean far from 0",
        r -> {
          float[] x = r.normal(1, 3 * 40);
          for (int i = 0; i < x.length; i++) {
            x[i] += 100;
          }
          r.output(
              r.ops().rowNorm(r.input(x, 3, 40), r.constant(1, 0.2f, 40), r.bias(40), EPSILON));
        });
    for (int rows : new int[] {1, 5, 8}) {
      list.add(
          RowNorm.class,
          "dynamic rows, " + rows + " of 8",
          r ->
              r.output(
                  r.ops()
                      .rowNorm(
                          r.input(Dim.of(2), r.length(rows, 8), Dim.of(33)),
                          r.constant(1, 0.2f, 33),
                          r.bias(33),
                          EPSILON)));
    }
    rowNorm(list, true, 1, 40, 1024, 1e-12f); // BERT's embedding
  }

  private static void rowNorm(
      CaseList list, boolean real, int batch, int rows, int d, float epsilon) {
    list.add(
        real,
        RowNorm.class,
        batch + "x" + rows + "x" + d + ", epsilon " + epsilon,
        r ->
            r.output(
                r.ops()
                    .rowNorm(r.input(batch, rows, d), r.constant(1, 0.2f, d), r.bias(d), epsilon)));
  }
}
