package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Budget;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.ProfileListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;

/**
 * {@link Banks} and the {@link Plan} that works on them.
 *
 * <p>The banks get their sizes at the first launch, from what was asked for by then. What is
 * written before goes into the host's copy and travels once; later writes and all reads are {@link
 * Transfers}. When a bank must grow, or a new sequence is wanted, the plan is built again and the
 * contents are kept.
 */
final class Device implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Device.class.getName());

  /** A write that the host's copy is to get before the next plan. */
  private record Waiting(Bank<?> bank, int at, Runnable write) {}

  private final WorkShape shape;
  private final Banks banks;
  private final List<List<Task>> sequences;
  private final List<Waiting> waiting = new ArrayList<>();
  private final Budget budget;
  private final StretchGuards guards; // null: nobody looks
  private final int one;

  private Plan plan;
  private Profiler profiler; // null: nobody listens
  private long launches;
  private Throwable lost; // why the banks' contents are, or null
  private long peak; // bytes of the largest banks so far

  /**
   * @param shape how work is cut
   */
  Device(WorkShape shape, BackendOptions options) {
    this.shape = shape;
    budget = new Budget("the device of backend " + TornadoBackend.NAME, capacity(options));
    banks = new Banks(options.guards() ? StretchGuards.SIZE : 0);
    guards = options.guards() ? new StretchGuards(this) : null;
    sequences = new ArrayList<>(Kernels.sequences(shape, DataType.F32));
    one = take("one", DataType.I32, 1);
    write(banks.ofInts(), one, new int[] {1}, Rows.packed(1));
  }

  /** An index reaches 2^31 elements of a bank. */
  private static long capacity(BackendOptions options) {
    long reach = (long) Integer.MAX_VALUE * Float.BYTES;
    long global = TornadoExecutionPlan.getDevice(0, 0).getMaxGlobalMemory();
    return Math.min(options.memory(), Math.min(global, reach));
  }

  /** How work is cut. */
  WorkShape shape() {
    return shape;
  }

  Banks banks() {
    return banks;
  }

  /** The cell that holds 1: the length of what is fixed. */
  int one() {
    return one;
  }

  // ---- memory ----

  /**
   * A stretch of a bank.
   *
   * @param what what for, for messages
   * @throws io.github.sovits4j.ops.DeviceMemoryException when it does not fit
   */
  int take(String what, DataType type, int elements) {
    Bank<?> bank = bank(type);
    budget.take(what, Space.bytes(type, elements));
    int at = bank.space().take(elements);
    if (guards != null) {
      guards.set(what, bank, at);
    }
    return at;
  }

  /** Gives a stretch back. */
  void give(DataType type, int at) {
    Bank<?> bank = bank(type);
    int size = bank.space().size(at);
    if (guards != null && plan != null) {
      guards.look(bank, at);
    }
    waiting.removeIf(write -> write.bank == bank && write.at >= at && write.at < at + size);
    bank.space().give(at);
    budget.give((long) size * type.bytes());
  }

  /**
   * Says whether what was given back had been written beyond its ends.
   *
   * @throws IllegalStateException when it was
   */
  void requireIntact() {
    if (guards != null) {
      guards.requireIntact();
    }
  }

  /** Counts a weight that gets a place when a graph first uses it. */
  void expect(String what, DataType type, int elements) {
    budget.take(what, (long) elements * type.bytes());
    bank(type).expect(elements);
  }

  /** A weight is expected no more. */
  void expectNoMore(DataType type, int elements) {
    budget.give((long) elements * type.bytes());
    bank(type).expect(-elements);
  }

  private Bank<?> bank(DataType type) {
    if (type == DataType.F16 && !banks.narrow()) {
      banks.needHalves();
      sequences.addAll(Kernels.sequences(shape, DataType.F16));
    }
    return banks.of(type);
  }

  /**
   * What is in use of the banks, weights that have no place yet counted, and the largest banks that
   * were ever allocated.
   */
  DeviceMemory memory() {
    DeviceMemory counted = budget.memory();
    return new DeviceMemory(counted.used(), Math.max(peak, counted.peak()), counted.capacity());
  }

  // ---- launches ----

  /** The number of the sequence that launches these tasks, one after the other. */
  int sequence(List<Task> tasks) {
    int at = sequences.indexOf(tasks);
    if (at < 0) {
      at = sequences.size();
      sequences.add(List.copyOf(tasks));
    }
    return at;
  }

  /** Launches a sequence, each task with its descriptor. May return before the device is done. */
  void launch(int sequence, int[] descriptors, LaunchSite site) {
    ready();
    launches += descriptors.length;
    plan.launch(sequence, descriptors, site);
  }

  /** Kernels launched so far, transfers not counted. */
  long launches() {
    return launches;
  }

  /** Has a listener told of what runs from now on; null for nobody. */
  void profile(ProfileListener listener) {
    profiler = listener == null ? null : new Profiler(listener);
    if (plan != null) {
      plan.profile(profiler);
    }
  }

  /** Says that so many bytes of weights were brought on their way since then. */
  void uploaded(long bytes, long since) {
    if (profiler != null) {
      profiler.listener().uploaded(bytes, System.nanoTime() - since);
    }
  }

  // ---- transfers ----

  /** Writes packed data into rows; of halves, rounded. */
  <H> void write(Bank<H> bank, int at, H data, Rows rows) {
    if (live()) {
      plan.transfers().write(bank, at, data, rows);
    } else {
      upload(bank, at, bank.copy(data), rows);
    }
  }

  /** The same of data that is the device's afterwards. */
  <H> void upload(Bank<H> bank, int at, H data, Rows rows) {
    if (live()) {
      plan.transfers().write(bank, at, data, rows);
    } else {
      waiting.add(new Waiting(bank, at, () -> bank.put(at, data, rows)));
    }
  }

  /** Zeros a stretch. */
  <H> void clear(Bank<H> bank, int at, int count) {
    if (live()) {
      plan.transfers().clear(bank, at, count);
    } else {
      upload(bank, at, bank.data(count), Rows.packed(count));
    }
  }

  /** Reads rows into packed data. */
  <H> H read(Bank<H> bank, int at, Rows rows) {
    ready();
    return plan.transfers().read(bank, at, rows);
  }

  /** Copies elements within a bank, on the device. */
  void copy(Bank<?> bank, Stretch from, Stretch to, int count) {
    ready();
    plan.transfers().copy(bank, from, to, count);
  }

  /** Copies the beginnings of rows among the floats, on the device. */
  void copyRows(int from, int fromStep, int to, int toStep, int rows, int steps) {
    ready();
    plan.transfers().copyRows(from, fromStep, to, toStep, rows, steps);
  }

  // ---- the plan ----

  /** Whether the plan covers everything that was asked for. */
  private boolean live() {
    return plan != null
        && plan.sequences() == sequences.size()
        && banks.fit()
        && plan.transfers().serve(banks.inUse());
  }

  /**
   * @throws IllegalStateException when the plan cannot be built, now or before: then it is not
   *     known what the device holds
   */
  private void ready() {
    if (lost != null) {
      throw new IllegalStateException(
          "this backend lost what it held, as its plan could not be built: " + lost.getMessage(),
          lost);
    }
    if (!live()) {
      try {
        build();
      } catch (RuntimeException | Error e) {
        lost = e;
        throw e;
      }
    }
  }

  private void build() {
    Map<Bank<?>, Waiting> kept = new HashMap<>();
    if (plan != null) {
      LOG.log(System.Logger.Level.DEBUG, "building the plan again");
      banks.inUse().stream()
          .filter(bank -> plan.transfers().serve(List.of(bank)))
          .forEach(bank -> kept.put(bank, contents(bank)));
      Plan old = plan;
      plan = null;
      old.close();
    }
    long start = System.nanoTime();
    banks.allocate(budget.memory().free());
    peak = Math.max(peak, banks.allocated());
    kept.values().forEach(contents -> contents.write.run());
    kept.clear();
    waiting.forEach(w -> w.write.run());
    waiting.clear();
    uploaded(0, start); // what they hold was counted
    plan = new Plan(banks, shape, sequences, profiler);
  }

  /** What a bank holds: behind the last stretch is nobody's. */
  private <H> Waiting contents(Bank<H> bank) {
    int count = Math.min(bank.array().getSize(), bank.space().end());
    H data = plan.transfers().read(bank, 0, Rows.packed(count));
    return new Waiting(bank, 0, () -> bank.put(0, data, Rows.packed(count)));
  }

  @Override
  public void close() {
    waiting.clear();
    if (plan != null) {
      Plan old = plan;
      plan = null;
      old.close();
    }
    give(DataType.I32, one);
  }
}
