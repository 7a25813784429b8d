package io.github.sovits4j.backend.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The matrices against the sum they stand for, and the kernels against the matrices. */
class WinogradTest {

  private static double[] normal(Random random, int n) {
    return random.doubles(n, -1, 1).toArray();
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] result = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int k = 0; k < vector.length; k++) {
        result[i] += matrix[i][k] * vector[k];
      }
    }
    return result;
  }

  @ParameterizedTest
  @EnumSource
  void theMatricesConvolve(Winograd way) {
    Random random = new Random(1);
    double[] taps = normal(random, way.taps());
    double[] inputs = normal(random, way.products());
    double[] g = times(way.weightTransform(), taps);
    double[] d = times(way.inputTransform(), inputs);
    for (int i = 0; i < d.length; i++) {
      d[i] *= g[i];
    }
    double[] y = times(way.outputTransform(), d);
    for (int j = 0; j < way.outputs(); j++) {
      double sum = 0;
      for (int k = 0; k < way.taps(); k++) {
        sum += taps[k] * inputs[j + k];
      }
      assertEquals(sum, y[j], 1e-13);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theKernelsAreTheMatrices(Winograd way) {
    Random random = new Random(2);
    int channels = 3 * Lanes.V;
    int n = way.products();
    float[] x = new float[n * channels];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    float[] v = new float[n * channels];
    WinogradKernels.input(way, x, 0, channels, 0.1f, v, 0, channels, channels);
    float[] y = new float[way.outputs() * channels];
    WinogradKernels.output(way, v, 0, channels, y, 0, channels, channels);
    for (int c = 0; c < channels; c++) {
      double[] column = new double[n];
      for (int i = 0; i < n; i++) {
        float value = x[i * channels + c];
        column[i] = value >= 0 ? value : 0.1 * value;
      }
      double[] transformed = times(way.inputTransform(), column);
      for (int i = 0; i < n; i++) {
        assertEquals(transformed[i], v[i * channels + c], 1e-5);
      }
      double[] outputs = times(way.outputTransform(), transformed);
      for (int j = 0; j < way.outputs(); j++) {
        assertEquals(outputs[j], y[j * channels + c], 5e-5);
      }
    }
  }
}
