package uk.ac.manchester.tornado.emulator;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the groups of a launch had in local memory at each barrier and at their end, in its first
 * run; the others are compared.
 */
final class LocalHistory implements Launch.Observer {
  /** Elements kept of one launch; beyond them only device memory is compared. */
  private static final int LIMIT = 1 << 23;

  private final Map<Long, List<Object>> kept = new HashMap<>();
  private int elements;

  /** False in the first run. */
  boolean comparing;

  @Override
  public void between(Launch launch) {
    LocalArrays locals = launch.locals;
    if (locals.count() == 0) {
      return;
    }
    long key = (long) launch.group() << 32 | launch.phase();
    if (comparing) {
      List<Object> before = kept.getOrDefault(key, List.of());
      for (int i = 0; i < Math.min(before.size(), locals.count()); i++) {
        int index = LocalArrays.mismatch(before.get(i), locals.array(i));
        if (index >= 0) {
          throw new LocalDifference(launch, i, index, before.get(i), locals.array(i));
        }
      }
    } else {
      List<Object> copies = new ArrayList<>();
      for (int i = 0; i < locals.count() && elements < LIMIT; i++) {
        copies.add(LocalArrays.copy(locals.array(i)));
        elements += Array.getLength(locals.array(i));
      }
      kept.put(key, copies);
    }
  }

  static String show(Object array, int index) {
    return String.valueOf(Array.get(array, index));
  }
}
