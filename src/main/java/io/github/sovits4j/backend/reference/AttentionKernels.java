package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.PrefillAttention;

/** Softmax-weighted sums, head by head. */
final class AttentionKernels {

  private AttentionKernels() {}

  static void prefill(PrefillAttention op, ReferenceGraph g) {
    Doubles q = g.doubles(op.q());
    for (int item = 0; item < q.size(0); item++) {
      int start = g.integers(op.start())[item];
      int textEnd = g.integers(op.textEnd())[item];
      for (int r = 0; r < q.size(1); r++) {
        int end = r < textEnd ? textEnd : r + 1;
        Seen seen = new Seen(g.doubles(op.keys()), g.doubles(op.values()), item, start, end);
        attend(q, item, r, seen, op.heads(), g.doubles(op.y()));
      }
    }
  }

  static void decode(DecodeAttention op, ReferenceGraph g) {
    Doubles q = g.doubles(op.q());
    Doubles keys = g.doubles(op.keys());
    for (int item = 0; item < q.size(0); item++) {
      int start = g.integers(op.start())[item];
      int end = Math.min(g.integers(op.position())[item] + 1, keys.size(1));
      Seen seen = new Seen(keys, g.doubles(op.values()), item, start, end);
      attend(q, item, 0, seen, op.heads(), g.doubles(op.y()));
    }
  }

  /** The rows {@code start ≤ j < end} of an item's cache. */
  private record Seen(Doubles keys, Doubles values, int item, int start, int end) {}

  /**
   * {@code y[item, r] = softmax_j(q[item, r] · keys[item, j] / √w) · values[item, j]}, per head.
   */
  private static void attend(Doubles q, int item, int r, Seen seen, int heads, Doubles y) {
    int w = q.size(2) / heads;
    for (int head = 0; head < heads; head++) {
      double[] score = new double[seen.end - seen.start];
      for (int j = 0; j < score.length; j++) {
        double dot = 0;
        for (int c = head * w; c < (head + 1) * w; c++) {
          dot += q.at(item, r, c) * seen.keys.at(item, seen.start + j, c);
        }
        score[j] = dot / Math.sqrt(w);
      }
      double[] p = Vectors.softmax(score);
      for (int c = head * w; c < (head + 1) * w; c++) {
        double sum = 0;
        for (int j = 0; j < p.length; j++) {
          sum += p[j] * seen.values.at(item, seen.start + j, c);
        }
        y.set(item, r, c, sum);
      }
    }
  }

  static void attention(Attention op, ReferenceGraph g) {
    Doubles q = g.doubles(op.q());
    Doubles kv = g.doubles(op.kv());
    Doubles relativeKeys = g.doubles(op.relativeKeys());
    Doubles relativeValues = g.doubles(op.relativeValues());
    Doubles y = g.doubles(op.y());
    int w = y.size(0) / op.heads();
    for (int head = 0; head < op.heads(); head++) {
      int qHead = op.qChannel() + head * w;
      int kHead = op.kChannel() + head * w;
      int vHead = op.vChannel() + head * w;
      for (int i = 0; i < q.size(1); i++) {
        double[] score = new double[kv.size(1)];
        for (int j = 0; j < score.length; j++) {
          boolean near = Math.abs(j - i) <= op.window();
          for (int c = 0; c < w; c++) {
            double query = q.at(qHead + c, i) * op.scale();
            score[j] += query * kv.at(kHead + c, j);
            score[j] += near ? query * relativeKeys.at(0, j - i + op.window(), c) : 0;
          }
        }
        double[] p = Vectors.softmax(score);
        for (int c = 0; c < w; c++) {
          double sum = 0;
          for (int j = 0; j < p.length; j++) {
            boolean near = Math.abs(j - i) <= op.window();
            double relative = near ? relativeValues.at(0, j - i + op.window(), c) : 0;
            sum += p[j] * (kv.at(vHead + c, j) + relative);
          }
          y.set(head * w + c, i, sum);
        }
      }
    }
  }
}
