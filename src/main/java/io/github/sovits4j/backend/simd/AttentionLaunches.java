package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.PrefillAttention;

/** Binds softmax-weighted sums. */
final class AttentionLaunches {

  /** Heads of a piece of a decode step: what they read of a row is several cache lines. */
  private static final int HEADS = 4;

  private AttentionLaunches() {}

  static void prefill(PrefillAttention op, SimdGraph g) {
    int d = op.q().size(2);
    int queries = op.q().size(1) * d; // from item to item
    int cached = op.keys().size(1) * d;
    int[] start = g.i(op.start());
    int[] textEnd = g.i(op.textEnd());
    ManyQueries.Mask mask =
        new ManyQueries.Mask() {
          @Override
          public int queries() {
            return g.value(op.q(), 1);
          }

          @Override
          public int keys() {
            return g.value(op.q(), 1);
          }

          @Override
          public int from(int item) {
            return start[item];
          }

          @Override
          public int end(int item, int query) {
            return query < textEnd[item] ? Math.min(textEnd[item], keys()) : query + 1;
          }
        };
    ManyQueries.bind(
        new ManyQueries.Shape(
            op.q().size(0), op.heads(), d / op.heads(), op.q().size(1), op.q().size(1)),
        mask,
        (float) (1 / Math.sqrt((double) d / op.heads())),
        null,
        new ManyQueries.Rows(g.f(op.q()), 0, d, queries),
        new ManyQueries.Rows(g.state(op.keys()), 0, d, cached),
        new ManyQueries.Rows(g.state(op.values()), 0, d, cached),
        new ManyQueries.Rows(g.f(op.y()), 0, d, queries),
        g);
  }

  static void attention(Attention op, SimdGraph g) {
    int d = op.y().size(0);
    int width = d / op.heads();
    ManyQueries.Mask mask =
        new ManyQueries.Mask() {
          @Override
          public int queries() {
            return g.value(op.q(), 1);
          }

          @Override
          public int keys() {
            return g.value(op.kv(), 1);
          }

          @Override
          public int from(int item) {
            return 0;
          }

          @Override
          public int end(int item, int query) {
            return keys();
          }
        };
    float[] q = g.channels(op.q());
    float[] kv = op.q() == op.kv() ? q : g.channels(op.kv());
    int qPitch = op.q().size(0);
    int kvPitch = op.kv().size(0);
    ManyQueries.bind(
        new ManyQueries.Shape(1, op.heads(), width, op.q().size(1), op.kv().size(1)),
        mask,
        op.scale(),
        op.relativeKeys() == null
            ? null
            : new RelativeTables(
                g.f(op.relativeKeys()), g.f(op.relativeValues()), op.window(), width, g),
        new ManyQueries.Rows(q, op.qChannel(), qPitch, 0),
        new ManyQueries.Rows(kv, op.kChannel(), kvPitch, 0),
        new ManyQueries.Rows(kv, op.vChannel(), kvPitch, 0),
        new ManyQueries.Rows(g.channels(op.y()), 0, d, 0),
        g);
  }

  static void decode(DecodeAttention op, SimdGraph g) {
    int d = op.q().size(2);
    int capacity = op.keys().size(1);
    int width = d / op.heads();
    int group = Math.min(HEADS, op.heads());
    int groups = Math.ceilDiv(op.heads(), group);
    float scale = (float) (1 / Math.sqrt(width));
    float[] q = g.f(op.q());
    float[] y = g.f(op.y());
    Object keys = g.state(op.keys());
    Object values = g.state(op.values());
    int[] start = g.i(op.start());
    int[] position = g.i(op.position());
    int room = Lanes.panels(capacity) * Lanes.PANEL * group;
    g.want(0, room, keys instanceof short[] ? OneQuery.WIDENED_KEYS * width * group : 0);
    g.add(
        () -> op.q().size(0) * groups,
        (piece, scratch) -> {
          int item = piece / groups;
          int head = piece % groups * group;
          int from = start[item];
          int count = Math.min(position[item] + 1, capacity) - from;
          OneQuery.attend(
              q,
              item * d + head * width,
              scale,
              keys,
              values,
              (item * capacity + from) * d + head * width,
              d,
              count,
              width,
              Math.min(group, op.heads() - head),
              y,
              scratch);
        });
  }
}
