package io.github.sovits4j.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class MemoryTrendTest {

  /** Ten minutes, a sample every 15 s, each up to 2 MB off. */
  private static double growth(DoubleUnaryOperator megabytes) {
    MemoryTrend trend = new MemoryTrend();
    Random random = new Random(1);
    for (int t = 0; t <= 600; t += 15) {
      trend.add(t, 1e6 * (megabytes.applyAsDouble(t) + 4 * random.nextDouble() - 2));
    }
    return trend.growth();
  }

  @Test
  void whatLevelsOffIsFlat() {
    assertEquals(0, growth(t -> 240), LoadTest.MOST_GROWTH / 4);
    assertEquals(0, growth(t -> 240 + 60 * (1 - Math.exp(-t / 60))), LoadTest.MOST_GROWTH / 2);
    assertEquals(0, growth(t -> t < 300 ? 100 + t / 2 : 250), LoadTest.MOST_GROWTH / 2);
  }

  /** 2 KB of each of 20 requests a second are 12 MB in five minutes. */
  @Test
  void aLeakIsSeen() {
    assertEquals(12e6, growth(t -> 240 + 0.04 * t), 2e6);
    assertTrue(growth(t -> 240 + 0.04 * t) > LoadTest.MOST_GROWTH);
    assertTrue(growth(t -> 240 + 3 * Math.sqrt(t)) > LoadTest.MOST_GROWTH, "slower and slower");
  }
}
