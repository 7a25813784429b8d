package io.github.sovits4j.benchmarks.ladder;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** The same matrix {@code [2048, 512]} for a prompt of 256 rows. No superseded kernels are kept. */
final class MatrixProduct {

  private static final int ROWS = 256;
  private static final int OUT = 2048;
  private static final int IN = 512;

  private final float[] x;
  private final float[] w;

  private MatrixProduct() {
    Random random = new Random(3);
    x = Numbers.draw(random, ROWS * IN);
    w = Numbers.draw(random, OUT * IN);
  }

  static Problem on(List<Backend> backends) {
    MatrixProduct problem = new MatrixProduct();
    List<Rung> rungs = new ArrayList<>();
    rungs.add(problem.plain("Java, one thread", false));
    rungs.add(problem.plain("Java, all threads", true));
    rungs.add(problem.ejml());
    backends.forEach(backend -> rungs.add(problem.today(backend)));
    return new Problem(
        "matrix product, [256, 512] x [2048, 512] transposed",
        2L * ROWS * OUT * IN,
        Float.BYTES * (problem.x.length + problem.w.length + (long) ROWS * OUT),
        problem.expected(),
        rungs);
  }

  private float[] expected() {
    float[] y = new float[ROWS * OUT];
    for (int e = 0; e < y.length; e++) {
      double sum = 0;
      for (int i = 0; i < IN; i++) {
        sum += (double) x[e / OUT * IN + i] * w[e % OUT * IN + i];
      }
      y[e] = (float) sum;
    }
    return y;
  }

  private Rung plain(String name, boolean parallel) {
    float[] y = new float[ROWS * OUT];
    return new JavaRung(
        name,
        () -> {
          IntStream rows = IntStream.range(0, ROWS);
          (parallel ? rows.parallel() : rows).forEach(row -> row(row, y));
        },
        y);
  }

  private void row(int row, float[] y) {
    for (int o = 0; o < OUT; o++) {
      float sum = 0;
      for (int i = 0; i < IN; i++) {
        sum += x[row * IN + i] * w[o * IN + i];
      }
      y[row * OUT + o] = sum;
    }
  }

  private Rung ejml() {
    FMatrixRMaj rows = FMatrixRMaj.wrap(ROWS, IN, x);
    FMatrixRMaj transposed = new FMatrixRMaj(IN, OUT);
    CommonOps_FDRM.transpose(FMatrixRMaj.wrap(OUT, IN, w), transposed); // mult's faster layout
    FMatrixRMaj y = new FMatrixRMaj(ROWS, OUT);
    return new JavaRung(
        "EJML mult, one thread", () -> CommonOps_FDRM.mult(rows, transposed, y), y.data);
  }

  private Rung today(Backend backend) {
    Tensor weight = backend.constant("w", w.clone(), OUT, IN);
    Capture<Tensor> capture =
        backend.capture(
            ops -> {
              Tensor in = ops.input("x", DataType.F32, Dim.of(ROWS), Dim.of(IN));
              ops.output(ops.linear(in, weight, null, Activation.NONE));
              return in;
            });
    capture.write(capture.ends(), x);
    return new BackendRung(backend, "Linear", capture.graph(), List.of(weight));
  }
}
