package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hands out stretches of a bank: first fit, neighbours that are free grow together. With a guard,
 * every stretch has that many elements before and behind it that are nobody's.
 */
final class Space {

  private final int guard;
  private final TreeMap<Integer, Integer> free = new TreeMap<>(); // start, size
  private final TreeMap<Integer, Integer> taken = new TreeMap<>(); // guards not counted
  private int end;

  Space() {
    this(0);
  }

  /**
   * @param guard a multiple of a vector
   */
  Space(int guard) {
    this.guard = guard;
    this.end = guard;
  }

  /** Elements of a stretch for so many: whole vectors. */
  static int taking(int n) {
    return Lanes.roundUp(Math.max(n, 1));
  }

  /** Bytes that a stretch of at least {@code n} elements takes. */
  static long bytes(DataType type, int n) {
    return (long) taking(n) * type.bytes();
  }

  /** A stretch of at least {@code n} elements that starts at a multiple of a vector. */
  int take(int n) {
    int wanted = taking(n);
    int whole = Math.addExact(wanted, guard);
    Optional<Map.Entry<Integer, Integer>> gap =
        free.entrySet().stream().filter(entry -> entry.getValue() >= whole).findFirst();
    int at = end;
    if (gap.isPresent()) {
      at = gap.get().getKey();
      int rest = gap.get().getValue() - whole;
      free.remove(at);
      if (rest > 0) {
        free.put(at + whole, rest);
      }
    } else {
      end = Math.addExact(end, whole);
    }
    taken.put(at, wanted);
    return at;
  }

  /** Gives a stretch back. */
  void give(int at) {
    Integer given = taken.remove(at);
    if (given == null) {
      throw new IllegalStateException("nothing was taken at " + at);
    }
    int start = at;
    int length = given + guard;
    Map.Entry<Integer, Integer> before = free.floorEntry(at);
    if (before != null && before.getKey() + before.getValue() == at) {
      start = before.getKey();
      length += before.getValue();
    }
    Integer after = free.remove(at + given + guard);
    if (after != null) {
      length += after;
    }
    free.remove(start);
    if (start + length == end) {
      end = start;
    } else {
      free.put(start, length);
    }
  }

  /** Elements of a stretch. */
  int size(int at) {
    return taken.get(at);
  }

  /** Behind the last stretch and its guard. */
  int end() {
    return end;
  }

  /** Elements of a guard. */
  int guard() {
    return guard;
  }
}
