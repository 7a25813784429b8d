package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The banks of a device. Every kernel takes all of them, so there is one of halves in any case. */
final class Banks {

  private final Bank.Floats floats;
  private final Bank.Halves halves;
  private final Bank.Ints ints;
  private boolean narrow;

  /**
   * @param guard elements between any two stretches
   */
  Banks(int guard) {
    floats = new Bank.Floats(guard);
    halves = new Bank.Halves(guard);
    ints = new Bank.Ints(guard);
  }

  /**
   * The bank of this storage.
   *
   * @throws IllegalArgumentException when there is none
   */
  Bank<?> of(DataType type) {
    return switch (type) {
      case F32 -> floats;
      case F16 -> halves;
      case I32 -> ints;
      case I8 -> throw new IllegalArgumentException("no bank for " + type);
    };
  }

  /** The bank of real numbers in this storage. */
  Bank<float[]> ofReals(DataType type) {
    return type == DataType.F16 ? halves : floats;
  }

  /** The bank of integers. */
  Bank<int[]> ofInts() {
    return ints;
  }

  /** Whether anything is or was to be among the halves. */
  boolean narrow() {
    return narrow;
  }

  /** Has the next plan serve the halves too. */
  void needHalves() {
    narrow = true;
  }

  /** The banks that hold something. */
  List<Bank<?>> inUse() {
    return narrow ? List.of(floats, ints, halves) : List.of(floats, ints);
  }

  boolean fit() {
    return floats.fits() && ints.fits() && (!narrow || halves.fits());
  }

  /**
   * Allocates the host's copies.
   *
   * @param room bytes that reserves may take
   */
  void allocate(long room) {
    for (Bank<?> bank : List.of(floats, halves, ints)) {
      long elements = inUse().contains(bank) ? bank.wanted(room / 4) : Lanes.WIDTH;
      long most = bank == halves ? Stored.REACH : Integer.MAX_VALUE;
      if (elements > most) {
        throw new IllegalStateException(
            elements + " numbers of type " + bank.type() + " on the device, of at most " + most);
      }
      bank.allocate((int) elements);
    }
  }

  /** Bytes of the host's copies, and of the device's. */
  long allocated() {
    return floats().getNumBytesOfSegment()
        + halves().getNumBytesOfSegment()
        + ints().getNumBytesOfSegment();
  }

  FloatArray floats() {
    return floats.array();
  }

  HalfFloatArray halves() {
    return halves.array();
  }

  IntArray ints() {
    return ints.array();
  }

  /** What every task graph takes and leaves on the device. */
  Object[] arrays() {
    return new Object[] {floats(), halves(), ints()};
  }
}
