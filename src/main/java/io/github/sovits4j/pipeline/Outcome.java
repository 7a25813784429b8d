package io.github.sovits4j.pipeline;

/**
 * What S1 made of a sentence. What can be seen in its codes without listening is what goes wrong
 * now and then with drawn codes; another draw mends it.
 *
 * <p>Speech has 8 to 20 phones a second: 1.25 to 3 codes a phone. The bounds lie well outside.
 */
public enum Outcome {
  /** It came to an end by itself. */
  SPOKEN,
  /** It came to an end far too early: fewer codes than half the phones, 50 phones a second. */
  TOO_SHORT,
  /** It came to an end far too late, or was stopped there: see {@link #longest}. */
  TOO_LONG,
  /** The same codes came over and over, for {@value #REPEATED} codes at least. */
  REPEATING,
  /** It was stopped at the longest that was asked for, which is no longer than speech may be. */
  CUT;

  /** Two seconds. */
  static final int REPEATED = 50;

  /** Codes that come over and over, at most. */
  private static final int LONGEST_CYCLE = 12;

  /** Codes that speech of so many phones may take: a second, and 0.2 s a phone. */
  static int plausible(int phones) {
    return 25 + 5 * phones;
  }

  /** Codes behind which S1 is stopped where another try is allowed: twice as many. */
  static int longest(int phones) {
    return 2 * plausible(phones);
  }

  /**
   * Judges.
   *
   * @param ended whether S1 found an end
   * @param phones of the sentence
   */
  static Outcome of(int[] codes, boolean ended, int phones) {
    if (repeats(codes)) {
      return REPEATING;
    }
    if (!ended && codes.length <= plausible(phones)) {
      return CUT;
    }
    if (!ended || codes.length > longest(phones)) {
      return TOO_LONG;
    }
    return 2 * codes.length < phones ? TOO_SHORT : SPOKEN;
  }

  /** Whether another draw may mend it. */
  boolean mendable() {
    return this != SPOKEN && this != CUT;
  }

  private static boolean repeats(int[] codes) {
    for (int period = 1; period <= LONGEST_CYCLE; period++) {
      int same = 0;
      for (int i = period; i < codes.length; i++) {
        same = codes[i] == codes[i - period] ? same + 1 : 0;
        if (same + period >= REPEATED) {
          return true;
        }
      }
    }
    return false;
  }
}
