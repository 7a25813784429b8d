package io.github.sovits4j.backend.tornado;

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
  private final int one;

  private Plan plan;
  private Profiler profiler; // null: nobody listens
  private long launches;
  private long peak; // bytes of the largest banks so far
  private boolean closed;

  /**
   * @param shape how work is cut
   * @param guard elements between any two stretches of a bank that are nobody's; usually 0
   */
  Device(WorkShape shape, int guard) {
    this.shape = shape;
    banks = new Banks(guard);
    sequences = new ArrayList<>(Kernels.sequences(shape, DataType.F32));
    one = take(DataType.I32, 1);
    write(banks.ofInts(), one, new int[] {1}, Rows.packed(1));
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

  /** A stretch of a bank. */
  int take(DataType type, int elements) {
    return bank(type).space().take(elements);
  }

  /** Gives a stretch back. */
  void give(DataType type, int at) {
    Bank<?> bank = bank(type);
    int end = at + bank.space().size(at);
    waiting.removeIf(write -> write.bank == bank && write.at >= at && write.at < end);
    bank.space().give(at);
  }

  /** Says that elements of weights came or went; they get places when a graph first uses them. */
  void expect(DataType type, long elements) {
    bank(type).expect(elements);
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
   * were ever allocated. An index reaches 2^31 elements of a bank.
   */
  DeviceMemory memory() {
    long used = banks.used();
    long reach = (long) Integer.MAX_VALUE * Float.BYTES;
    long global = TornadoExecutionPlan.getDevice(0, 0).getMaxGlobalMemory();
    return new DeviceMemory(used, Math.max(peak, used), Math.min(global, reach));
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

  // ---- the plan ----

  /** Whether the plan covers everything that was asked for. */
  private boolean live() {
    return plan != null
        && plan.sequences() == sequences.size()
        && banks.inUse().stream().allMatch(plan.transfers()::serve)
        && banks.fit();
  }

  private void ready() {
    requireOpen();
    if (!live()) {
      build();
    }
  }

  private void build() {
    Map<Bank<?>, Waiting> kept = new HashMap<>();
    if (plan != null) {
      LOG.log(System.Logger.Level.DEBUG, "building the plan again");
      banks.inUse().stream()
          .filter(plan.transfers()::serve)
          .forEach(bank -> kept.put(bank, contents(bank)));
      Plan old = plan;
      plan = null;
      old.close();
    }
    long start = System.nanoTime();
    banks.allocate();
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

  /**
   * @throws IllegalStateException when it is closed
   */
  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this backend is closed");
    }
  }

  @Override
  public void close() {
    waiting.clear();
    closed = true;
    if (plan != null) {
      Plan old = plan;
      plan = null;
      old.close();
    }
  }
}
