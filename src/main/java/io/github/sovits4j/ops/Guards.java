package io.github.sovits4j.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Looks after cells before and behind a stretch of memory that no kernel may write; see {@link
 * BackendOptions#guards}. A backend fills them with {@link #HALF} when it allocates, has them
 * looked at when it frees, and asks at the end of what it gives back whether all were as they
 * should be.
 */
public final class Guards {

  /**
   * What 16 bits of a guard hold. One such half is not a number, and neither are two as a float, so
   * whoever computes with what he read there shows as well; as an integer they are far below any
   * index.
   */
  public static final short HALF = (short) 0xFFE5;

  private final List<String> trespasses = new ArrayList<>();

  /** None was written yet. */
  public Guards() {}

  /**
   * Looks at one side of a stretch.
   *
   * @param what the memory it belongs to
   * @param behind whether the cells lie behind it; else before it
   * @param cells how many there are
   * @param intact asked for cells by index, in the order of their addresses
   */
  public void look(String what, boolean behind, int cells, IntPredicate intact) {
    for (int distance = 1; distance <= cells; distance++) {
      if (!intact.test(behind ? distance - 1 : cells - distance)) {
        String where = distance + (distance == 1 ? " place " : " places ");
        trespasses.add(what + ", " + where + (behind ? "behind its end" : "before its begin"));
        return;
      }
    }
  }

  /**
   * Reports what was found since the last call.
   *
   * @throws IllegalStateException when a guard was written
   */
  public void requireIntact() {
    if (!trespasses.isEmpty()) {
      String found = String.join("; ", trespasses);
      trespasses.clear();
      throw new IllegalStateException("guards: expected no write outside of tensors, got " + found);
    }
  }
}
