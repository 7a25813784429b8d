package uk.ac.manchester.tornado.emulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The switch for the checks, and counts of what was run. */
public final class Emulator {
  static final Counting COUNTS = new Counting();

  private static volatile boolean checking = Boolean.getBoolean("sovits4j.emulator.checks");

  private Emulator() {}

  /** Whether launches are checked for races, order dependence and divergent barriers. */
  public static boolean isChecking() {
    return checking;
  }

  /** Switches the checks on or off for the whole JVM until closed. */
  public static Switch checks(boolean on) {
    Switch before = new Switch(checking);
    checking = on;
    return before;
  }

  /** Brings back what was before. */
  public record Switch(boolean before) implements AutoCloseable {
    @Override
    public void close() {
      checking = before;
    }
  }

  public static Counts counts() {
    Map<String, Long> byTask = new TreeMap<>();
    COUNTS.launches.forEach((task, count) -> byTask.put(task, count.sum()));
    return new Counts(
        COUNTS.executions.sum(),
        COUNTS.kernelsCompiled.sum(),
        byTask,
        COUNTS.bytesToDevice.sum(),
        COUNTS.bytesToHost.sum());
  }

  public static void resetCounts() {
    COUNTS.executions.reset();
    COUNTS.kernelsCompiled.reset();
    COUNTS.launches.clear();
    COUNTS.bytesToDevice.reset();
    COUNTS.bytesToHost.reset();
  }

  /**
   * Since the start or the last reset.
   *
   * @param executions executed graphs
   * @param kernelsCompiled tasks that the real runtime would have compiled: each task of each graph
   *     once
   * @param launchesByTask by {@code graph.task}; a checked launch counts once
   * @param bytesToDevice what transfers copied in
   * @param bytesToHost what transfers copied out
   */
  public record Counts(
      long executions,
      long kernelsCompiled,
      Map<String, Long> launchesByTask,
      long bytesToDevice,
      long bytesToHost) {
    public long launches() {
      return launchesByTask.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  static final class Counting {
    final LongAdder executions = new LongAdder();
    final LongAdder kernelsCompiled = new LongAdder();
    final LongAdder bytesToDevice = new LongAdder();
    final LongAdder bytesToHost = new LongAdder();
    final Map<String, LongAdder> launches = new ConcurrentHashMap<>();

    void launched(String task) {
      launches.computeIfAbsent(task, _ -> new LongAdder()).increment();
    }
  }
}
