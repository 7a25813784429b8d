package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import io.github.sovits4j.ops.BareRates;
import jdk.incubator.vector.FloatVector;

/** All threads at once multiply and add in registers, or read: what operators can hope for. */
final class BareLoops implements BareRates {

  /** Sums side by side: more than the steps that a multiply-add takes, on two units. */
  private static final int SUMS = 10;

  private static final int STEPS = 100_000;

  /** Pieces of a thread, so that one that is held up holds nobody up. */
  private static final int PIECES = 4;

  private static final int ROUNDS = 30;

  /** Floats that a thread reads at a time. */
  private static final int BLOCK = 16 * 1024;

  /** Bytes to read in a round, about. */
  private static final long ROUND = 256L << 20;

  /** Far-apart places that are read side by side, as in a product of one row. */
  private static final int STREAMS = 4;

  private final Workers workers;
  private final float[] kept; // a vector of each piece, so that nothing is left out

  BareLoops(Workers workers) {
    this.workers = workers;
    this.kept = new float[PIECES * workers.count() * V];
  }

  @Override
  public double flopsPerSecond() {
    int pieces = PIECES * workers.count();
    double best = best(() -> workers.run(pieces, (piece, scratch) -> multiply(kept, piece * V)));
    return 2.0 * SUMS * V * STEPS * pieces / best;
  }

  @Override
  public double readBytesPerSecond(long bytes) {
    int block = STREAMS * V * Math.max(1, (int) Math.min(BLOCK, bytes / 64) / (STREAMS * V));
    int blocks = (int) Math.max(1, bytes / Float.BYTES / block);
    float[] data = new float[blocks * block];
    int times = (int) Math.max(1, ROUND / ((long) data.length * Float.BYTES));
    double best =
        best(
            () -> {
              for (int i = 0; i < times; i++) {
                workers.run(
                    blocks,
                    (piece, scratch) -> read(data, piece * block, block, kept, piece % PIECES * V));
              }
            });
    return (double) data.length * Float.BYTES * times / best;
  }

  /** Seconds of the fastest of some rounds. */
  private static double best(Runnable round) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      round.run();
      best = Math.min(best, 1e-9 * (System.nanoTime() - start));
    }
    return best;
  }

  private static void multiply(float[] kept, int at) {
    FloatVector x = FloatVector.broadcast(F, 0.999f);
    FloatVector y = FloatVector.broadcast(F, 0.001f);
    FloatVector a = x;
    FloatVector b = x;
    FloatVector c = x;
    FloatVector d = x;
    FloatVector e = x;
    FloatVector f = x;
    FloatVector g = x;
    FloatVector h = x;
    FloatVector i = x;
    FloatVector j = x;
    for (int k = 0; k < STEPS; k++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
    }
    a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).intoArray(kept, at);
  }

  private static void read(float[] data, int from, int n, float[] kept, int at) {
    FloatVector a = FloatVector.zero(F);
    FloatVector b = FloatVector.zero(F);
    FloatVector c = FloatVector.zero(F);
    FloatVector d = FloatVector.zero(F);
    int stream = n / STREAMS;
    for (int i = from; i < from + stream; i += V) {
      a = a.add(FloatVector.fromArray(F, data, i));
      b = b.add(FloatVector.fromArray(F, data, i + stream));
      c = c.add(FloatVector.fromArray(F, data, i + 2 * stream));
      d = d.add(FloatVector.fromArray(F, data, i + 3 * stream));
    }
    a.add(b).add(c.add(d)).intoArray(kept, at);
  }
}
