package uk.ac.manchester.tornado.emulator;

import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.UNDER_DEMAND;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.DeviceCopies;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A task graph with its device memory. As on the real runtime every graph has buffers of its own,
 * and an array that two graphs share passes from one to the next only by persisting and consuming
 * it.
 */
public final class GraphRun {
  private final String name;
  private final List<KernelTask> tasks;
  private final List<Transfer> transfers;
  private final Set<TornadoNativeArray> used = new HashSet<>();
  private final Map<TornadoNativeArray, TornadoNativeArray> buffers = new HashMap<>();
  private final Set<TornadoNativeArray> filled = new HashSet<>();

  public GraphRun(String name, List<KernelTask> tasks, List<Transfer> transfers) {
    this.name = name;
    this.tasks = List.copyOf(tasks);
    this.transfers = List.copyOf(transfers);
    Set<TornadoNativeArray> declared = new HashSet<>();
    this.transfers.forEach(transfer -> declared.add(transfer.array()));
    for (KernelTask task : this.tasks) {
      used.addAll(task.arrays());
      for (int i = 0; i < task.arguments.length; i++) {
        if (task.arguments[i] instanceof TornadoNativeArray array && !declared.contains(array)) {
          throw new TornadoTaskRuntimeException(
              "task %s: argument %d (%s) is in no transferToDevice, transferToHost, persistOnDevice or consumeFromDevice of its graph"
                  .formatted(task.name(), i, array));
        }
      }
    }
    for (Transfer transfer : this.transfers) {
      if (transfer.kind() == Transfer.Kind.TO_HOST
          && transfer.mode() != UNDER_DEMAND
          && !used.contains(transfer.array())) {
        throw new TornadoTaskRuntimeException(
            "graph %s transfers %s to the host, but no task of it writes that array"
                .formatted(name, transfer.array()));
      }
    }
  }

  public String name() {
    return name;
  }

  public boolean hasTask(String fullName) {
    return tasks.stream().anyMatch(task -> task.name().equals(fullName));
  }

  /** Counts the kernels as compiled; there is nothing to compile. */
  public void compile() {
    for (KernelTask task : tasks) {
      if (!task.compiled) {
        task.compiled = true;
        Emulator.COUNTS.kernelsCompiled.increment();
      }
    }
  }

  /**
   * Transfers in, launches every task, transfers out.
   *
   * @param previous the graph that the plan executed last, or null; arrays are consumed from it
   * @param grids may be null where no task needs one
   * @return nanoseconds spent in kernels
   */
  public long execute(GraphRun previous, GridScheduler grids) {
    compile();
    Emulator.COUNTS.executions.increment();
    consume(previous);
    for (Transfer transfer : transfers) {
      TornadoNativeArray array = transfer.array();
      switch (transfer.kind()) {
        case TO_DEVICE -> {
          boolean every = transfer.mode() == EVERY_EXECUTION;
          if (every || used.contains(array)) {
            TornadoNativeArray buffer = buffers.computeIfAbsent(array, DeviceCopies::allocateFor);
            if (every || (transfer.mode() != UNDER_DEMAND && filled.add(array))) {
              DeviceCopies.copy(array, buffer, 0, array.getNumBytesOfSegment());
              Emulator.COUNTS.bytesToDevice.add(array.getNumBytesOfSegment());
            }
          }
        }
        case TO_HOST, PERSIST -> {
          if (used.contains(array)) {
            buffers.computeIfAbsent(array, DeviceCopies::allocateFor);
          }
        }
        case CONSUME -> {}
      }
    }
    long start = System.nanoTime();
    for (KernelTask task : tasks) {
      launch(task, grids);
    }
    long kernels = System.nanoTime() - start;
    for (Transfer transfer : transfers) {
      if (transfer.kind() == Transfer.Kind.TO_HOST && transfer.mode() != UNDER_DEMAND) {
        copyToHost(transfer.array(), 0, transfer.array().getNumBytesOfSegment());
      }
    }
    return kernels;
  }

  private void launch(KernelTask task, GridScheduler grids) {
    Object[] arguments = task.arguments.clone();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof TornadoNativeArray array) {
        arguments[i] = buffers.get(array);
      }
    }
    Emulator.COUNTS.launched(task.name());
    if (task.context < 0) {
      Launch.plain(task, arguments);
    } else {
      Grid grid = Grid.of(task, grids == null ? null : grids.get(task.name()));
      if (Emulator.isChecking()) {
        CheckedLaunch.run(task, arguments, grid);
      } else {
        new Launch(task, arguments, grid, Launch.Order.FORWARD, null).run();
      }
    }
  }

  /**
   * Takes over the buffers of consumed arrays, which the real runtime looks for in the graph
   * executed last only.
   */
  private void consume(GraphRun previous) {
    List<Transfer> consumed =
        transfers.stream().filter(transfer -> transfer.kind() == Transfer.Kind.CONSUME).toList();
    if (previous != null && !consumed.isEmpty()) {
      List<Transfer> named =
          consumed.stream().filter(transfer -> transfer.source().equals(previous.name)).toList();
      for (Transfer transfer : named.isEmpty() ? consumed : named) {
        buffers.put(transfer.array(), previous.leaves(transfer.array(), name));
      }
    }
    for (Transfer transfer : consumed) {
      if (!buffers.containsKey(transfer.array())) {
        throw new TornadoRuntimeException(
            "graph %s consumes %s from graph %s, which was not executed right before it"
                .formatted(name, transfer.array(), transfer.source()));
      }
    }
  }

  private TornadoNativeArray leaves(TornadoNativeArray array, String consumer) {
    TornadoNativeArray buffer = buffers.get(array);
    boolean persisted =
        transfers.stream()
            .anyMatch(
                transfer ->
                    transfer.array() == array
                        && (transfer.kind() == Transfer.Kind.PERSIST
                            || transfer.kind() == Transfer.Kind.CONSUME
                            || (transfer.kind() == Transfer.Kind.TO_HOST
                                && transfer.mode() == UNDER_DEMAND)));
    if (buffer == null || !persisted) {
      throw new TornadoRuntimeException(
          "graph %s consumes %s from graph %s, which was executed last and %s"
              .formatted(
                  consumer,
                  array,
                  name,
                  buffer != null
                      ? "does not persist it"
                      : used.contains(array)
                          ? "does not hold it"
                          : "does not hold it: no task there uses it"));
    }
    return buffer;
  }

  public boolean holds(TornadoNativeArray array) {
    return buffers.containsKey(array);
  }

  /** Copies bytes of an array, counted without its header, to the host. */
  public void copyToHost(TornadoNativeArray array, long offset, long bytes) {
    TornadoNativeArray buffer = buffers.get(array);
    if (buffer == null) {
      throw new TornadoRuntimeException(
          "graph %s has no %s on the device to transfer to the host".formatted(name, array));
    }
    DeviceCopies.copy(buffer, array, offset, bytes);
    Emulator.COUNTS.bytesToHost.add(bytes);
  }

  public long deviceBytes() {
    return buffers.values().stream().mapToLong(TornadoNativeArray::getNumBytesOfSegment).sum();
  }

  public void free() {
    buffers.clear();
    filled.clear();
  }

  @Override
  public String toString() {
    return "graph " + name + " of " + tasks.size() + " tasks";
  }
}
