package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;

/**
 * Data between host and device, through a bank's staging array, piece by piece. The first graph of
 * a plan is one of these: it brings the banks.
 */
final class Transfers {

  static final String TASK = "copy";

  private final Plan plan;
  private final int clear; // a graph, as the others
  private final int copyRows;
  private final Map<Bank<?>, Integer> stores = new HashMap<>(); // graphs
  private final Map<Bank<?>, Integer> loads = new HashMap<>();
  private final Map<Bank<?>, Integer> copies = new HashMap<>();

  /** Adds the graphs to a plan that is being built. */
  Transfers(Plan plan, Banks banks) {
    this.plan = plan;
    clear =
        plan.add(
            Plan.ROOT,
            graph ->
                graph.task(
                    TASK,
                    TransferTasks::clear,
                    new KernelContext(),
                    banks.floats(),
                    banks.halves(),
                    banks.ints(),
                    plan.cursor()));
    plan.grid(Plan.ROOT, TASK, Task.Work.ELEMENTS);
    copyRows =
        plan.add(
            "copy-rows",
            graph ->
                graph.task(
                    TASK,
                    TransferTasks::copyRows,
                    new KernelContext(),
                    banks.floats(),
                    banks.halves(),
                    banks.ints(),
                    plan.cursor()));
    plan.grid("copy-rows", TASK, Task.Work.ELEMENTS);
    for (Bank<?> bank : banks.inUse()) {
      String type = bank.type().name().toLowerCase(java.util.Locale.ROOT);
      stores.put(
          bank,
          plan.add(
              "store-" + type,
              graph -> {
                graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, bank.staging());
                bank.addStore(graph, banks, plan.cursor());
              }));
      plan.grid("store-" + type, TASK, Task.Work.ELEMENTS);
      loads.put(
          bank,
          plan.add(
              "load-" + type,
              graph -> {
                bank.addLoad(graph, banks, plan.cursor());
                graph.transferToHost(DataTransferMode.EVERY_EXECUTION, bank.staging());
              }));
      plan.grid("load-" + type, TASK, Task.Work.ELEMENTS);
      copies.put(
          bank, plan.add("copy-" + type, graph -> bank.addCopy(graph, banks, plan.cursor())));
      plan.grid("copy-" + type, TASK, Task.Work.ELEMENTS);
    }
  }

  /** Whether the plan was built with these banks in use. */
  boolean serve(List<Bank<?>> banks) {
    return stores.keySet().containsAll(banks);
  }

  /** Writes packed data into rows; of halves, rounded. */
  <H> void write(Bank<H> bank, int at, H data, Rows rows) {
    int most = bank.staging().getSize();
    for (int from = 0; from < rows.count(); from += most) {
      int count = Math.min(most, rows.count() - from);
      bank.stage(data, from, count);
      run(stores.get(bank), at, from, count, rows);
    }
  }

  /** Reads rows into packed data. */
  <H> H read(Bank<H> bank, int at, Rows rows) {
    H data = bank.data(rows.count());
    int most = bank.staging().getSize();
    for (int from = 0; from < rows.count(); from += most) {
      int count = Math.min(most, rows.count() - from);
      run(loads.get(bank), at, from, count, rows);
      bank.unstage(data, from, count);
    }
    return data;
  }

  /** Zeros a stretch. */
  <H> void clear(Bank<H> bank, int at, int count) {
    if (bank.type() == DataType.F16) { // its kernel repeats what is staged
      int staged = bank.staging().getSize();
      bank.stage(bank.data(staged), 0, staged);
      run(stores.get(bank), at, 0, count, Rows.packed(count));
    } else if (bank.type() == DataType.I32) {
      plan.run(clear, 0, at, 0, count);
    } else {
      plan.run(clear, at, 0, count, 0);
    }
  }

  /** Copies elements within a bank, on the device. */
  void copy(Bank<?> bank, Stretch from, Stretch to, int count) {
    plan.run(
        copies.get(bank),
        to.at(),
        to.first(),
        count,
        to.run(),
        to.step(),
        from.at(),
        from.first(),
        from.run(),
        from.step());
  }

  /** Copies the beginnings of rows among the floats, on the device. */
  void copyRows(int from, int fromStep, int to, int toStep, int rows, int steps) {
    plan.run(copyRows, to, from, rows * steps, steps, fromStep, toStep);
  }

  /** Brings the banks to the device. */
  void begin() {
    plan.run(clear, 0, 0, 0, 0);
  }

  private void run(int graph, int at, int from, int count, Rows rows) {
    plan.run(graph, at, from, count, rows.run(), rows.inner(), rows.innerStep(), rows.outerStep());
  }
}
