package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Guards;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Guards between the stretches of the banks; see {@link io.github.sovits4j.ops.BackendOptions}. A
 * stretch is as long as its tensor in whole vectors, and what pads rows to vectors may be written.
 */
final class StretchGuards {

  /** Elements of a guard. */
  static final int SIZE = 4 * Lanes.WIDTH;

  private static final int SENTINEL = (Guards.HALF << 16) | (Guards.HALF & 0xFFFF);

  /** A stretch. */
  private record Place(Bank<?> bank, int at) {}

  private final Device device;
  private final Guards guards = new Guards();
  private final Map<Place, String> names = new HashMap<>();

  StretchGuards(Device device) {
    this.device = device;
  }

  /**
   * Writes the guards of a stretch that was just taken. The one before it is also the one behind
   * its neighbour, and may tell of a write already; only the first stretch has one of its own.
   */
  void set(String what, Bank<?> bank, int at) {
    names.put(new Place(bank, at), what);
    if (at == SIZE) {
      write(bank, 0);
    }
    write(bank, at + bank.space().size(at));
  }

  /** Looks at the guards of a stretch that is about to be given back. */
  void look(Bank<?> bank, int at) {
    String what = names.remove(new Place(bank, at));
    look(what, false, bank, at - SIZE);
    look(what, true, bank, at + bank.space().size(at));
  }

  /** As {@link Guards#requireIntact}. */
  void requireIntact() {
    guards.requireIntact();
  }

  private <H> void write(Bank<H> bank, int at) {
    device.write(bank, at, sentinels(bank), Rows.packed(SIZE));
  }

  private <H> void look(String what, boolean behind, Bank<H> bank, int at) {
    H found = device.read(bank, at, Rows.packed(SIZE));
    guards.look(what, behind, SIZE, i -> intact(bank.type(), found, i));
    write(bank, at); // told once
  }

  private static boolean intact(DataType type, Object found, int index) {
    return switch (found) {
      case int[] ints -> ints[index] == SENTINEL;
      case float[] floats when type == DataType.F16 -> Float.isNaN(floats[index]);
      case float[] floats -> Float.floatToRawIntBits(floats[index]) == SENTINEL;
      default -> throw new AssertionError(found);
    };
  }

  private static <H> H sentinels(Bank<H> bank) {
    H data = bank.data(SIZE);
    switch (data) {
      case int[] ints -> Arrays.fill(ints, SENTINEL);
      case float[] floats -> Arrays.fill(floats, Float.intBitsToFloat(SENTINEL));
      default -> throw new AssertionError(data);
    }
    return data;
  }
}
