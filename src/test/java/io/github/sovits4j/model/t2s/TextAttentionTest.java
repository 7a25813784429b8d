package io.github.sovits4j.model.t2s;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Alignments of attention that is known. */
class TextAttentionTest {

  private static final int WIDTH = 4; // of a head
  private static final int HEADS = 6;

  /**
   * A layer whose heads look anywhere but for some, which look at a phone each: its key is large in
   * a direction of its own, and the query points there.
   */
  private static TextAttention.Layer layer(int[] at, int phones, int... following) {
    Random random = new Random(5);
    int d = WIDTH * HEADS;
    float[] queries = new float[at.length * d];
    float[] keys = new float[phones * d];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (float) random.nextGaussian();
    }
    for (int head : following) {
      for (int p = 0; p < phones; p++) {
        double angle = 2 * Math.PI * p / phones;
        keys[p * d + head * WIDTH] = (float) (10 * Math.cos(angle));
        keys[p * d + head * WIDTH + 1] = (float) (10 * Math.sin(angle));
        keys[p * d + head * WIDTH + 2] = 0;
        keys[p * d + head * WIDTH + 3] = 0;
      }
      for (int t = 0; t < at.length; t++) {
        double angle = 2 * Math.PI * at[t] / phones;
        queries[t * d + head * WIDTH] = (float) (10 * Math.cos(angle));
        queries[t * d + head * WIDTH + 1] = (float) (10 * Math.sin(angle));
      }
    }
    return new TextAttention.Layer(queries, keys);
  }

  @Test
  void headsThatFollowTheTextAreFoundAmongThoseThatDoNot() {
    int[] at = {0, 0, 0, 1, 1, 2, 3, 3, 3, 3, 4, 4, 5, 5};
    TextAttention attention =
        new TextAttention(
            List.of(layer(at, 6), layer(at, 6, 1, 4), layer(at, 6, 0, 5)), at.length, 6, HEADS);
    // S1 looks a code ahead, so what it looks at from the fourth on begins with the fifth
    assertArrayEquals(new int[] {0, 4, 6, 7, 11, 13, 14}, attention.starts());
  }

  /** A phone may come again: what comes before and after tells which one it is. */
  @Test
  void aCodeThatLooksElsewhereDoesNotBreakTheOrder() {
    int[] at = {0, 0, 0, 4, 1, 1, 1, 2, 2, 0, 2, 3, 3, 4, 4};
    TextAttention attention =
        new TextAttention(List.of(layer(at, 5, 0, 1, 2, 3)), at.length, 5, HEADS);
    int[] starts = attention.starts();
    assertEquals(8, starts[2], Arrays.toString(starts));
    assertEquals(12, starts[3], Arrays.toString(starts));
  }

  @Test
  void phonesWithoutACodeBeginWhereTheNextDoes() {
    int[] at = {0, 0, 1, 4, 4, 5};
    TextAttention attention =
        new TextAttention(List.of(layer(at, 6, 0, 1, 2, 3, 4, 5)), at.length, 6, HEADS);
    assertArrayEquals(new int[] {0, 3, 4, 4, 4, 6, 6}, attention.starts());
  }

  /** Fewer codes than phones, one of either: always an order from 0 to the number of codes. */
  @Test
  void anySizesGiveAnOrder() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      int codes = 1 + random.nextInt(12);
      int phones = 1 + random.nextInt(12);
      int[] at = random.ints(codes, 0, phones).toArray();
      int[] starts =
          new TextAttention(List.of(layer(at, phones, 2)), codes, phones, HEADS).starts();
      assertEquals(phones + 1, starts.length);
      assertEquals(0, starts[0]);
      assertEquals(codes, starts[phones]);
      for (int p = 0; p < phones; p++) {
        assertTrue(starts[p] <= starts[p + 1], Arrays.toString(starts));
      }
    }
  }

  /** The best of all ways, by trying all. */
  @Test
  void theWayIsTheBest() {
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      int codes = 1 + random.nextInt(4);
      int phones = 1 + random.nextInt(5);
      double[] logs = random.doubles((long) codes * phones, -9, 0).toArray();
      int[] at = new int[codes];
      double got = TextAttention.way(logs, codes, phones, at) * codes;
      assertEquals(best(logs, codes, phones, 0, -1), got, 1e-9);
      assertEquals(got, gain(logs, phones, at), 1e-9);
    }
  }

  private static double best(double[] logs, int codes, int phones, int t, int before) {
    if (t == codes) {
      return Math.log(1e-3) * (phones - 1 - before);
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int p = Math.max(0, before); p < phones; p++) {
      double skipped = Math.log(1e-3) * Math.max(0, p - before - 1);
      best = Math.max(best, skipped + logs[t * phones + p] + best(logs, codes, phones, t + 1, p));
    }
    return best;
  }

  private static double gain(double[] logs, int phones, int[] at) {
    double gain = 0;
    int before = -1;
    for (int t = 0; t < at.length; t++) {
      gain += logs[t * phones + at[t]] + Math.log(1e-3) * Math.max(0, at[t] - before - 1);
      before = at[t];
    }
    return gain + Math.log(1e-3) * (phones - 1 - before);
  }
}
