package io.github.sovits4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Leaves a test out, loudly: the reason stands in the log, the number in the runner's summary. */
public final class Skip {

  private Skip() {}

  /** Leaves the running test out unless the condition holds. */
  public static void unless(boolean condition, String reason) {
    if (!condition) {
      System.out.println("SKIPPED: " + reason);
    }
    assumeTrue(condition, reason);
  }
}
