package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.PrefillAttention;

/** Softmax-weighted sums, head by head. */
final class AttentionKernels {

  private AttentionKernels() {}

  static void prefill(PrefillAttention op, ReferenceGraph g) {
    int rows = op.q().size(1);
    int valid = g.value(op.q().dim(1));
    for (int item = 0; item < op.q().size(0); item++) {
      int start = g.i(op.start())[item];
      int textEnd = g.i(op.textEnd())[item];
      for (int row = 0; row < valid; row++) {
        int end = row < textEnd ? textEnd : row + 1;
        cached(
            g.f(op.q()),
            (item * rows + row) * op.q().size(2),
            g.f(op.keys()),
            g.f(op.values()),
            item * op.keys().size(1),
            start,
            end,
            op.q().size(2),
            op.heads(),
            g.f(op.y()));
      }
    }
  }

  static void decode(DecodeAttention op, ReferenceGraph g) {
    int capacity = op.keys().size(1);
    for (int item = 0; item < op.q().size(0); item++) {
      cached(
          g.f(op.q()),
          item * op.q().size(2),
          g.f(op.keys()),
          g.f(op.values()),
          item * capacity,
          g.i(op.start())[item],
          Math.min(g.i(op.position())[item] + 1, capacity),
          op.q().size(2),
          op.heads(),
          g.f(op.y()));
    }
  }

  /** One query row over the cache rows {@code start … end-1} of an item whose first row is base. */
  private static void cached(
      float[] q,
      int row,
      float[] keys,
      float[] values,
      int base,
      int start,
      int end,
      int d,
      int heads,
      float[] y) {
    int width = d / heads;
    float scale = (float) (1 / Math.sqrt(width));
    float[] p = new float[end - start];
    for (int head = 0; head < heads; head++) {
      int at = head * width;
      for (int j = start; j < end; j++) {
        double dot = 0;
        for (int i = 0; i < width; i++) {
          dot += q[row + at + i] * keys[(base + j) * d + at + i];
        }
        p[j - start] = (float) dot * scale;
      }
      softmax(p);
      for (int i = 0; i < width; i++) {
        y[row + at + i] = 0;
      }
      for (int j = start; j < end; j++) {
        for (int i = 0; i < width; i++) {
          y[row + at + i] += p[j - start] * values[(base + j) * d + at + i];
        }
      }
    }
  }

  static void attention(Attention op, ReferenceGraph g) {
    int time = g.value(op.q().dim(1));
    int keys = g.value(op.kv().dim(1));
    int qStride = op.q().size(1);
    int kvStride = op.kv().size(1);
    int width = op.y().size(0) / op.heads();
    int window = op.window();
    float[] q = g.f(op.q());
    float[] kv = g.f(op.kv());
    float[] y = g.f(op.y());
    float[] relativeKeys = g.f(op.relativeKeys());
    float[] relativeValues = g.f(op.relativeValues());
    float[] p = new float[keys];
    float[] query = new float[width];
    for (int head = 0; head < op.heads(); head++) {
      int qBase = (op.qChannel() + head * width) * qStride;
      int kBase = (op.kChannel() + head * width) * kvStride;
      int vBase = (op.vChannel() + head * width) * kvStride;
      for (int i = 0; i < time; i++) {
        java.util.Arrays.fill(p, 0);
        for (int c = 0; c < width; c++) {
          query[c] = q[qBase + c * qStride + i] * op.scale();
          for (int j = 0; j < keys; j++) {
            p[j] += query[c] * kv[kBase + c * kvStride + j];
          }
        }
        int near = window < 0 ? keys : Math.max(0, i - window); // the keys with a relative term
        int far = window < 0 ? keys : Math.min(keys, i + window + 1);
        for (int j = near; j < far; j++) {
          for (int c = 0; c < width; c++) {
            p[j] += query[c] * relativeKeys[(j - i + window) * width + c];
          }
        }
        softmax(p);
        for (int c = 0; c < width; c++) {
          double sum = 0;
          for (int j = 0; j < keys; j++) {
            sum += p[j] * kv[vBase + c * kvStride + j];
          }
          for (int j = near; j < far; j++) {
            sum += p[j] * relativeValues[(j - i + window) * width + c];
          }
          y[(head * width + c) * qStride + i] = (float) sum;
        }
      }
    }
  }

  private static void softmax(float[] p) {
    float max = Float.NEGATIVE_INFINITY;
    for (float v : p) {
      max = Math.max(max, v);
    }
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      p[j] = (float) Math.exp(p[j] - max);
      sum += p[j];
    }
    float factor = (float) (1 / sum);
    for (int j = 0; j < p.length; j++) {
      p[j] *= factor;
    }
  }
}
