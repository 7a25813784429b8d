package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * All numbers of one type on the device: stretches of one array, the host's copy that a plan starts
 * with, and the small array through which data goes back and forth later.
 *
 * @param <H> what the host keeps such numbers in: float[] or int[]
 */
abstract sealed class Bank<H> {

  /** Floats that travel at once. */
  static final int STAGED = 1 << 16;

  private static final int STAGED_INTS = 1 << 13;

  private final DataType type;
  private final int reserve;
  private final Space space;
  private long unplaced;

  private Bank(DataType type, int reserve, int guard) {
    this.type = type;
    this.reserve = reserve;
    this.space = new Space(guard);
  }

  DataType type() {
    return type;
  }

  Space space() {
    return space;
  }

  /** Says that elements of weights without a place came, or went. */
  void expect(long elements) {
    unplaced += elements;
  }

  /**
   * How many elements to allocate: what is taken, what is expected and, as caches and results of
   * longer sentences will come, a reserve.
   *
   * @param room bytes that the reserve may take
   */
  long wanted(long room) {
    return space.end() + unplaced + Math.min(reserve, room / type.bytes()) + Lanes.WIDTH;
  }

  /** Whether all stretches lie within what was allocated. */
  boolean fits() {
    return array() != null && space.end() <= array().getSize() - Lanes.WIDTH;
  }

  /** Writes rows of the host's copy. */
  void put(int at, H data, Rows rows) {
    for (int g = 0; g < rows.count(); g++) {
      set(at + rows.place(g), data, g);
    }
  }

  /** Allocates the host's copy anew; its contents are zeros. */
  abstract void allocate(int elements);

  /** The host's copy; null before there is one. */
  abstract TornadoNativeArray array();

  abstract void set(int at, H data, int index);

  abstract H data(int count);

  abstract H copy(H data);

  // ---- staging ----

  abstract TornadoNativeArray staging();

  /** Puts elements {@code from … from + count - 1} of the data into the staging array. */
  abstract void stage(H data, int from, int count);

  /** Gets them out of it. */
  abstract void unstage(H data, int from, int count);

  /** The task that brings what is staged into its rows. */
  abstract void addStore(TaskGraph graph, Banks banks, IntArray cursor);

  /** The task that stages rows. */
  abstract void addLoad(TaskGraph graph, Banks banks, IntArray cursor);

  /** The task that copies within the bank. */
  abstract void addCopy(TaskGraph graph, Banks banks, IntArray cursor);

  /** What both kinds of real numbers share: the host's floats. */
  private abstract static sealed class Reals extends Bank<float[]> {

    final FloatArray staged = new FloatArray(STAGED);

    private Reals(DataType type, int reserve, int guard) {
      super(type, reserve, guard);
    }

    @Override
    float[] data(int count) {
      return new float[count];
    }

    @Override
    float[] copy(float[] data) {
      return data.clone();
    }

    @Override
    TornadoNativeArray staging() {
      return staged;
    }

    @Override
    void stage(float[] data, int from, int count) {
      for (int e = 0; e < count; e++) {
        staged.set(e, data[from + e]);
      }
    }

    @Override
    void unstage(float[] data, int from, int count) {
      for (int e = 0; e < count; e++) {
        data[from + e] = staged.get(e);
      }
    }
  }

  /** Numbers in 32 bits: weights, caches, results, scratch. */
  static final class Floats extends Reals {

    private FloatArray array;

    Floats(int guard) {
      super(DataType.F32, 48 << 20, guard);
    }

    @Override
    void allocate(int elements) {
      array = new FloatArray(elements);
    }

    @Override
    FloatArray array() {
      return array;
    }

    @Override
    void set(int at, float[] data, int index) {
      array.set(at, data[index]);
    }

    @Override
    void addStore(TaskGraph graph, Banks banks, IntArray cursor) {
      graph.task(
          Transfers.TASK,
          TransferTasks::store,
          new KernelContext(),
          banks.floats(),
          banks.halves(),
          banks.ints(),
          staged,
          cursor);
    }

    @Override
    void addLoad(TaskGraph graph, Banks banks, IntArray cursor) {
      graph.task(
          Transfers.TASK,
          TransferTasks::load,
          new KernelContext(),
          banks.floats(),
          banks.halves(),
          banks.ints(),
          staged,
          cursor);
    }

    @Override
    void addCopy(TaskGraph graph, Banks banks, IntArray cursor) {
      graph.task(
          Transfers.TASK,
          TransferTasks::copyFloats,
          new KernelContext(),
          banks.floats(),
          banks.halves(),
          banks.ints(),
          cursor);
    }
  }

  /** Numbers in 16 bits: matrices and caches. */
  static final class Halves extends Reals {

    private HalfFloatArray array;

    Halves(int guard) {
      super(DataType.F16, 24 << 20, guard);
    }

    @Override
    void allocate(int elements) {
      array = new HalfFloatArray(elements);
    }

    @Override
    HalfFloatArray array() {
      return array;
    }

    @Override
    void set(int at, float[] data, int index) {
      array.set(at, new HalfFloat(data[index]));
    }

    @Override
    void addStore(TaskGraph graph, Banks banks, IntArray cursor) {
      graph.task(
          Transfers.TASK,
          TransferTasks::storeHalves,
          new KernelContext(),
          banks.floats(),
          banks.halves(),
          banks.ints(),
          staged,
          cursor);
    }

    @Override
    void addLoad(TaskGraph graph, Banks banks, IntArray cursor) {
      graph.task(
          Transfers.TASK,
          TransferTasks::loadHalves,
          new KernelContext(),
          banks.floats(),
          banks.halves(),
          banks.ints(),
          staged,
          cursor);
    }

    @Override
    void addCopy(TaskGraph graph, Banks banks, IntArray cursor) {
      graph.task(
          Transfers.TASK,
          TransferTasks::copyHalves,
          new KernelContext(),
          banks.floats(),
          banks.halves(),
          banks.ints(),
          cursor);
    }
  }

  /** Ids, counters, lengths, descriptors. */
  static final class Ints extends Bank<int[]> {

    private final IntArray staged = new IntArray(STAGED_INTS);
    private IntArray array;

    Ints(int guard) {
      super(DataType.I32, 1 << 18, guard);
    }

    @Override
    void allocate(int elements) {
      array = new IntArray(elements);
    }

    @Override
    IntArray array() {
      return array;
    }

    @Override
    void set(int at, int[] data, int index) {
      array.set(at, data[index]);
    }

    @Override
    int[] data(int count) {
      return new int[count];
    }

    @Override
    int[] copy(int[] data) {
      return data.clone();
    }

    @Override
    TornadoNativeArray staging() {
      return staged;
    }

    @Override
    void stage(int[] data, int from, int count) {
      for (int e = 0; e < count; e++) {
        staged.set(e, data[from + e]);
      }
    }

    @Override
    void unstage(int[] data, int from, int count) {
      for (int e = 0; e < count; e++) {
        data[from + e] = staged.get(e);
      }
    }

    @Override
    void addStore(TaskGraph graph, Banks banks, IntArray cursor) {
      graph.task(
          Transfers.TASK,
          TransferTasks::storeInts,
          new KernelContext(),
          banks.floats(),
          banks.halves(),
          banks.ints(),
          staged,
          cursor);
    }

    @Override
    void addLoad(TaskGraph graph, Banks banks, IntArray cursor) {
      graph.task(
          Transfers.TASK,
          TransferTasks::loadInts,
          new KernelContext(),
          banks.floats(),
          banks.halves(),
          banks.ints(),
          staged,
          cursor);
    }

    @Override
    void addCopy(TaskGraph graph, Banks banks, IntArray cursor) {
      graph.task(
          Transfers.TASK,
          TransferTasks::copyInts,
          new KernelContext(),
          banks.floats(),
          banks.halves(),
          banks.ints(),
          cursor);
    }
  }
}
