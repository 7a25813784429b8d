package uk.ac.manchester.tornado.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import uk.ac.manchester.tornado.api.types.arrays.DeviceCopies;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;
import uk.ac.manchester.tornado.emulator.Launch.Order;

/**
 * A launch looked at for races. The kernel runs three times from the same device memory, its
 * work-items between barriers from first to last, from last to first, and shuffled. All three must
 * leave the same bits in device memory, and in local memory at every barrier. Accesses to device
 * memory are watched in the second run. Local memory is Java arrays, whose accesses nobody sees:
 * there only a race that shows in one of the three orders is found.
 */
final class CheckedLaunch {
  private CheckedLaunch() {}

  static void run(KernelTask task, Object[] arguments, Grid grid) {
    List<GlobalWatch> watches = new ArrayList<>();
    for (Object argument : arguments) {
      if (argument instanceof TornadoNativeArray array
          && watches.stream().noneMatch(watch -> watch.array == array)) {
        watches.add(new GlobalWatch(task, arguments, grid, array));
      }
    }
    try {
      LocalHistory history = new LocalHistory();
      for (Order order : Order.values()) {
        Launch launch = new Launch(task, arguments, grid, order, history);
        launch.tellsBarriersApart = order == Order.FORWARD;
        for (GlobalWatch watch : watches) {
          watch.rewind(launch, order == Order.BACKWARD);
          DeviceCopies.watch(watch.array, watch);
        }
        try {
          launch.run();
        } catch (LocalDifference e) {
          throw explain(task, arguments, grid, watches, e);
        }
        if (order == Order.FORWARD) {
          watches.forEach(GlobalWatch::keepResult);
          history.comparing = true;
        } else {
          compare(task, arguments, watches, order);
        }
        if (grid.items() == 1) {
          return;
        }
      }
    } finally {
      watches.forEach(watch -> DeviceCopies.watch(watch.array, null));
    }
  }

  private static void compare(
      KernelTask task, Object[] arguments, List<GlobalWatch> watches, Order order) {
    for (GlobalWatch watch : watches) {
      int index = watch.firstDifference();
      if (index >= 0) {
        throw new KernelException(
            KernelException.Kind.ORDER_DEPENDENCE,
            "task %s: element %d of %s is %s when work-items run %s, but %s when they run %s"
                .formatted(
                    task.name(),
                    index,
                    Explanation.argument(task, arguments, watch.array, List.of()),
                    watch.showResult(index),
                    Order.FORWARD.words,
                    DeviceCopies.show(watch.array, index),
                    order.words));
      }
    }
  }

  /** Runs the kernel once more to see which work-items wrote the element of local memory. */
  private static KernelException explain(
      KernelTask task,
      Object[] arguments,
      Grid grid,
      List<GlobalWatch> watches,
      LocalDifference difference) {
    watches.forEach(GlobalWatch::restore);
    LocalWriters writers = new LocalWriters(difference);
    Launch again = new Launch(task, arguments, grid, Order.FORWARD, writers);
    watches.forEach(watch -> watch.rewind(again, false));
    again.run();
    List<String> who = writers.items.stream().limit(4).map(grid::describe).toList();
    return new KernelException(
        KernelException.Kind.ORDER_DEPENDENCE,
        "task %s: element %d of local array %d (%s) in %s, %s, depends on the order in which work-items run: it is %s when they run %s, but %s when they run %s; written there by %s%s"
            .formatted(
                task.name(),
                difference.index,
                difference.array,
                difference.description,
                grid.describeGroup(difference.group),
                difference.phase == 0
                    ? "before the first barrier"
                    : "after " + difference.phase + " barriers",
                difference.first,
                Order.FORWARD.words,
                difference.second,
                difference.order.words,
                who.isEmpty() ? "nobody then, so a value read before it" : String.join(", ", who),
                writers.items.size() > who.size()
                    ? " and " + (writers.items.size() - who.size()) + " more"
                    : ""));
  }

  /** Which work-items change the element that was found to differ. */
  private static final class LocalWriters implements Launch.Observer {
    private final LocalDifference sought;
    private final Set<Integer> items = new TreeSet<>();
    private String last = "";

    LocalWriters(LocalDifference sought) {
      this.sought = sought;
    }

    @Override
    public void afterItem(Launch launch) {
      if (launch.group() == sought.group && sought.array < launch.locals.count()) {
        String now = LocalHistory.show(launch.locals.array(sought.array), sought.index);
        if (!now.equals(last) && launch.phase() == sought.phase) {
          items.add(launch.currentItem());
        }
        last = now;
      }
    }

    @Override
    public void between(Launch launch) {}
  }
}
