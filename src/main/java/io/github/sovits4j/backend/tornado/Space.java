package io.github.sovits4j.backend.tornado;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Hands out stretches of a bank: first fit, neighbours that are free grow together. */
final class Space {

  private final TreeMap<Integer, Integer> free = new TreeMap<>(); // start, size
  private final Map<Integer, Integer> taken = new HashMap<>();
  private int end;

  /** A stretch of at least {@code n} elements that starts at a multiple of a vector. */
  int take(int n) {
    int size = Lanes.roundUp(Math.max(n, 1));
    Optional<Map.Entry<Integer, Integer>> gap =
        free.entrySet().stream().filter(entry -> entry.getValue() >= size).findFirst();
    if (gap.isPresent()) {
      int at = gap.get().getKey();
      int rest = gap.get().getValue() - size;
      free.remove(at);
      if (rest > 0) {
        free.put(at + size, rest);
      }
      taken.put(at, size);
      return at;
    }
    int at = end;
    end = Math.addExact(end, size);
    taken.put(at, size);
    return at;
  }

  /** Gives a stretch back. */
  void give(int at) {
    Integer size = taken.remove(at);
    if (size == null) {
      throw new IllegalStateException("nothing was taken at " + at);
    }
    int start = at;
    int length = size;
    Map.Entry<Integer, Integer> before = free.floorEntry(at);
    if (before != null && before.getKey() + before.getValue() == at) {
      start = before.getKey();
      length += before.getValue();
    }
    Integer after = free.remove(at + size);
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

  /** Behind the last stretch. */
  int end() {
    return end;
  }
}
