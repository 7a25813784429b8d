package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.NearestCode;

/** Tables: from ids to vectors and back. */
final class EmbeddingKernels {

  private EmbeddingKernels() {}

  static void embedRows(EmbedRows op, ReferenceGraph g) {
    int rows = op.y().size(1);
    int valid = g.value(op.y().dim(1));
    int d = op.y().size(2);
    float[] y = g.f(op.y());
    float[] features = g.f(op.features());
    float[] textTable = g.f(op.textTable());
    float[] audioTable = g.f(op.audioTable());
    float[] positions = g.f(op.positions());
    int[] ids = g.i(op.ids());
    for (int item = 0; item < op.y().size(0); item++) {
      int start = g.i(op.start())[item];
      int textEnd = g.i(op.textEnd())[item];
      for (int r = 0; r < valid; r++) {
        int at = (item * rows + r) * d;
        int id = ids[item * rows + r] * d;
        for (int i = 0; i < d; i++) {
          if (r < start) {
            y[at + i] = 0;
          } else if (r < textEnd) {
            y[at + i] =
                textTable[id + i]
                    + (features == null ? 0 : features[at + i])
                    + op.textScale() * positions[(r - start) * d + i];
          } else {
            y[at + i] = audioTable[id + i] + op.audioScale() * positions[(r - textEnd) * d + i];
          }
        }
      }
    }
  }

  static void embedCode(EmbedCode op, ReferenceGraph g) {
    int d = op.y().size(2);
    float[] y = g.f(op.y());
    float[] table = g.f(op.table());
    float[] positions = g.f(op.positions());
    for (int item = 0; item < op.y().size(0); item++) {
      int id = g.i(op.lastCode())[item] * d;
      int place = (g.i(op.promptLength())[item] + g.i(op.step())[item] - 1) * d;
      for (int i = 0; i < d; i++) {
        y[item * d + i] = table[id + i] + op.scale() * positions[place + i];
      }
    }
  }

  static void lookup(Lookup op, ReferenceGraph g) {
    int channels = op.table().size(1);
    int stride = op.y().size(1);
    int time = g.value(op.y().dim(1));
    float[] y = g.f(op.y());
    float[] table = g.f(op.table());
    int[] ids = g.i(op.ids());
    for (int c = 0; c < channels; c++) {
      for (int t = 0; t < time; t++) {
        y[c * stride + t] = table[ids[t / op.repeat()] * channels + c];
      }
    }
  }

  static void nearestCode(NearestCode op, ReferenceGraph g) {
    int channels = op.x().size(0);
    int stride = op.x().size(1);
    int time = g.value(op.x().dim(1));
    int codes = op.codebook().size(0);
    float[] x = g.f(op.x());
    float[] codebook = g.f(op.codebook());
    double[] squares = new double[codes];
    for (int j = 0; j < codes; j++) {
      for (int c = 0; c < channels; c++) {
        squares[j] += (double) codebook[j * channels + c] * codebook[j * channels + c];
      }
    }
    for (int t = 0; t < time; t++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int j = 0; j < codes; j++) {
        double dot = 0;
        for (int c = 0; c < channels; c++) {
          dot += (double) codebook[j * channels + c] * x[c * stride + t];
        }
        double distance = squares[j] - 2 * dot;
        if (distance < nearest) {
          nearest = distance;
          g.i(op.codes())[t] = j;
        }
      }
    }
  }
}
