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
import org.ejml.dense.row.mult.MatrixVectorMult_FDRM;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * The first matrix of the feed-forward blocks of a decode step: 24 layers of {@code [2048, 512]}
 * times a vector. 101 MB are read once; nothing is reused but the vector.
 */
final class MatrixVector {

  private static final int LAYERS = 24;
  private static final int OUT = 2048;
  private static final int IN = 512;
  private static final String OPTIONS = "-DOUT=" + OUT + " -DIN=" + IN;

  private final float[] x;
  private final List<float[]> weights = new ArrayList<>();

  private MatrixVector() {
    Random random = new Random(1);
    x = Numbers.draw(random, IN);
    for (int i = 0; i < LAYERS; i++) {
      weights.add(Numbers.draw(random, OUT * IN));
    }
  }

  static Problem on(OpenClHost host, List<Backend> backends) {
    MatrixVector problem = new MatrixVector();
    List<Rung> rungs = new ArrayList<>();
    rungs.add(problem.plain("Java, one thread", false));
    rungs.add(problem.plain("Java, all threads", true));
    rungs.add(problem.ejml());
    cl_mem vector = host.upload(problem.x);
    List<cl_mem> matrices = problem.weights.stream().map(host::upload).toList();
    rungs.add(openCl(host, vector, matrices, "item per row", "item_per_row", OUT, null));
    rungs.add(
        openCl(
            host,
            vector,
            matrices,
            "work-group per row, local tree",
            "group_per_row",
            64L * OUT,
            new long[] {64}));
    rungs.add(
        openCl(host, vector, matrices, "vector sums, item per row", "vector_per_row", OUT, null));
    rungs.add(
        openCl(host, vector, matrices, "8 rows, neighbours", "eight_neighbours", OUT / 8, null));
    rungs.add(
        openCl(host, vector, matrices, "8 rows, a segment apart", "eight_apart", OUT / 8, null));
    backends.forEach(backend -> rungs.add(problem.today(backend)));
    long products = (long) LAYERS * OUT * IN;
    return new Problem(
        "matrix times vector, 24 x [2048, 512]",
        2 * products,
        Float.BYTES * products,
        problem.expected(),
        rungs);
  }

  private float[] expected() {
    float[] y = new float[LAYERS * OUT];
    for (int r = 0; r < y.length; r++) {
      float[] w = weights.get(r / OUT);
      double sum = 0;
      for (int i = 0; i < IN; i++) {
        sum += (double) w[r % OUT * IN + i] * x[i];
      }
      y[r] = (float) sum;
    }
    return y;
  }

  private Rung plain(String name, boolean parallel) {
    float[] y = new float[LAYERS * OUT];
    return new JavaRung(
        name,
        () -> {
          IntStream rows = IntStream.range(0, y.length);
          (parallel ? rows.parallel() : rows)
              .forEach(r -> y[r] = dot(weights.get(r / OUT), r % OUT));
        },
        y);
  }

  private float dot(float[] w, int row) {
    float sum = 0;
    for (int i = 0; i < IN; i++) {
      sum += w[row * IN + i] * x[i];
    }
    return sum;
  }

  private Rung ejml() {
    float[] y = new float[LAYERS * OUT];
    FMatrixRMaj vector = FMatrixRMaj.wrap(IN, 1, x);
    FMatrixRMaj product = new FMatrixRMaj(OUT, 1);
    List<FMatrixRMaj> matrices = weights.stream().map(w -> FMatrixRMaj.wrap(OUT, IN, w)).toList();
    return new JavaRung(
        "EJML mult, one thread",
        () -> {
          for (int i = 0; i < LAYERS; i++) {
            MatrixVectorMult_FDRM.mult(matrices.get(i), vector, product);
            System.arraycopy(product.data, 0, y, i * OUT, OUT);
          }
        },
        y);
  }

  private static Rung openCl(
      OpenClHost host,
      cl_mem vector,
      List<cl_mem> matrices,
      String name,
      String kernel,
      long items,
      long[] local) {
    List<cl_kernel> kernels = new ArrayList<>();
    List<cl_mem> outputs = new ArrayList<>();
    for (cl_mem matrix : matrices) {
      outputs.add(host.allocate(OUT));
      kernels.add(host.kernel("matvec.cl", OPTIONS, kernel, vector, matrix, outputs.getLast()));
    }
    return new OpenClRung(
        "OpenCL: " + name, host, kernels, new long[] {items}, local, outputs, OUT);
  }

  private Rung today(Backend backend) {
    List<Tensor> constants =
        weights.stream().map(w -> backend.constant("w", w.clone(), OUT, IN)).toList();
    Capture<Tensor> capture =
        backend.capture(
            ops -> {
              Tensor in = ops.input("x", DataType.F32, Dim.of(1), Dim.of(IN));
              constants.forEach(w -> ops.output(ops.linear(in, w, null, Activation.NONE)));
              return in;
            });
    capture.write(capture.ends(), x);
    return new BackendRung(backend, "Linear", capture.graph(), constants);
  }
}
