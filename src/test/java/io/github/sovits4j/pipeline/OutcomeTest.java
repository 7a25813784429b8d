package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What can be seen in codes. */
class OutcomeTest {

  /** No code comes twice. */
  private static int[] codes(int n) {
    return IntStream.range(0, n).toArray();
  }

  /** Different codes, and from one place on a cycle. */
  private static int[] cycling(int n, int from, int period, int count) {
    int[] codes = codes(n);
    for (int i = 0; i < count; i++) {
      codes[from + i] = 1000 + i % period;
    }
    return codes;
  }

  @Test
  void lengthIsHeldAgainstThePhones() {
    assertEquals(Outcome.SPOKEN, Outcome.of(codes(60), true, 30));
    assertEquals(Outcome.SPOKEN, Outcome.of(codes(15), true, 30));
    assertEquals(Outcome.TOO_SHORT, Outcome.of(codes(14), true, 30));
    assertEquals(Outcome.SPOKEN, Outcome.of(codes(350), true, 30));
    assertEquals(Outcome.TOO_LONG, Outcome.of(codes(351), true, 30));
    assertEquals(Outcome.SPOKEN, Outcome.of(codes(11), true, 2), "a word of one sound");
  }

  @Test
  void aStopIsWhatWasAskedForWhereSpeechMayBeSoLong() {
    assertEquals(Outcome.CUT, Outcome.of(codes(175), false, 30));
    assertEquals(Outcome.TOO_LONG, Outcome.of(codes(176), false, 30));
    assertFalse(Outcome.CUT.mendable());
  }

  @Test
  void twoSecondsOfTheSameAreRepeating() {
    for (int period : new int[] {1, 2, 7, 12}) {
      assertEquals(Outcome.REPEATING, Outcome.of(cycling(90, 20, period, 50), true, 40));
      assertEquals(Outcome.SPOKEN, Outcome.of(cycling(90, 20, period, 49), true, 40));
    }
    assertEquals(Outcome.SPOKEN, Outcome.of(cycling(90, 20, 13, 60), true, 40), "a long cycle");
    int[] pauses = codes(200);
    Arrays.fill(pauses, 10, 50, 486);
    Arrays.fill(pauses, 60, 100, 486);
    assertEquals(Outcome.SPOKEN, Outcome.of(pauses, true, 80), "two pauses");
    assertTrue(Outcome.REPEATING.mendable());
  }
}
