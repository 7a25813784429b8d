package io.github.sovits4j.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The generator against the vectors published with Random123, and the draws made of it. */
class RandomStreamTest {

  private static int[] words(int key0, int key1, int c0, int c1, int c2, int c3) {
    int[] out = new int[4];
    RandomStream.philox(out, key0, key1, c0, c1, c2, c3);
    return out;
  }

  @Test
  void publishedVectors() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, words(0, 0, 0, 0, 0, 0));
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, words(-1, -1, -1, -1, -1, -1));
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        words(0xa4093822, 0x299f31d0, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344));
  }

  @Test
  void uniformsStayInsideAndReachBothEnds() {
    assertEquals(0x1p-24f, RandomStream.uniform(0));
    assertEquals(1 - 0x1p-24f, RandomStream.uniform(-1));
  }

  @Test
  void exponentialIsPositiveWithMeanAndDeviationOne() {
    double sum = 0;
    double squares = 0;
    int n = 200_000;
    for (int i = 0; i < n; i++) {
      double e = RandomStream.exponential(1, 2, 3, i / 1000, i % 1000);
      assertTrue(e > 0);
      sum += e;
      squares += e * e;
    }
    assertEquals(1, sum / n, 0.01);
    assertEquals(2, squares / n, 0.05);
  }

  @Test
  void exponentialTakesTheEntrysWord() {
    for (int entry = 0; entry < 9; entry++) {
      int word = words(5, 6, entry / 4, 7, 8, 0)[entry % 4];
      assertEquals(
          (float) -Math.log(RandomStream.uniform(word)),
          RandomStream.exponential(5, 6, 8, 7, entry));
    }
  }

  @Test
  void normalMoments() {
    int n = 400_000;
    float[] x = RandomStream.normal(0x123456789abcdefL, 4, n);
    double[] moment = new double[5];
    double neighbours = 0;
    for (int i = 0; i < n; i++) {
      for (int k = 1; k <= 4; k++) {
        moment[k] += Math.pow(x[i], k) / n;
      }
      neighbours += i == 0 ? 0 : x[i] * x[i - 1] / n;
    }
    // Five standard errors each: sqrt of 1, 2, 15 and 96 over n.
    assertEquals(0, moment[1], 5 * Math.sqrt(1.0 / n));
    assertEquals(1, moment[2], 5 * Math.sqrt(2.0 / n));
    assertEquals(0, moment[3], 5 * Math.sqrt(15.0 / n));
    assertEquals(3, moment[4], 5 * Math.sqrt(96.0 / n));
    assertEquals(0, neighbours, 5 * Math.sqrt(1.0 / n));
  }

  @Test
  void normalIsAPrefixAndFollowsSeedAndStream() {
    float[] x = RandomStream.normal(9, 0, 10);
    assertArrayEquals(x, java.util.Arrays.copyOf(RandomStream.normal(9, 0, 103), 10));
    assertNotEquals(x[0], RandomStream.normal(10, 0, 1)[0]);
    assertNotEquals(x[0], RandomStream.normal(9, 1, 1)[0]);
    assertNotEquals(x[0], RandomStream.normal(9L | 1L << 40, 0, 1)[0]);
  }
}
