package uk.ac.manchester.tornado.emulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One run of a kernel over its grid, group by group. Of a group one work-item runs at a time, from
 * barrier to barrier, in a fixed order. As long as no work-item meets a barrier all of them run on
 * one thread, in a plain loop; a work-item that waits at a barrier keeps the thread it is on, and
 * another thread, a virtual one, takes over.
 *
 * <p>All fields belong to whoever has the turn.
 */
final class Launch {
  /**
   * In which order the work-items of a group run between two barriers, and the groups of a grid.
   */
  enum Order {
    FORWARD("first to last"),
    BACKWARD("last to first"),
    SHUFFLED("shuffled");

    final String words;

    Order(String words) {
      this.words = words;
    }
  }

  /** Told after a group has come to a barrier, or to its end. */
  interface Observer {
    void between(Launch launch);

    /** After one work-item ran up to a barrier or to its end. */
    default void afterItem(Launch launch) {}
  }

  /** Takes a waiting work-item off its stack after the launch failed. */
  private static final class Abandoned extends Error {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super(null, null, false, false);
    }
  }

  private static final int[] STRIDES = {7, 11, 13, 17, 19, 23, 29, 31, 37, 1};

  private final KernelTask task;
  private final Object[] arguments;
  private final Grid grid;
  private final Order order;
  private final Observer observer;
  private final int groupSize;
  private final int groupCount;
  private final int stride;
  final LocalArrays locals = new LocalArrays(this);

  /** Whether barriers are told apart by where they are in the source. */
  boolean tellsBarriersApart;

  private int groupsBegun;
  private int group;
  private int phase;
  private int cursor;
  private int arrived;
  private int item;

  /** Counts the barriers of the group that order device memory. */
  private int epoch;

  private boolean barrierIsGlobal;
  private Object barrierSite;
  private int firstAtBarrier;
  private final ItemContext[] waiting;
  private final boolean[] atBarrier;
  private final ArrayDeque<ItemContext> idle = new ArrayDeque<>();
  private final List<ItemContext> all = new ArrayList<>();
  private Throwable problem;

  volatile ItemContext turn;
  volatile boolean over;

  Launch(KernelTask task, Object[] arguments, Grid grid, Order order, Observer observer) {
    this.task = task;
    this.arguments = arguments;
    this.grid = grid;
    this.order = order;
    this.observer = observer;
    groupSize = grid.groupSize();
    groupCount = grid.groupCount();
    waiting = new ItemContext[groupSize];
    atBarrier = new boolean[groupSize];
    cursor = groupSize;
    int coprime = 0;
    while (groupSize % STRIDES[coprime] == 0 && STRIDES[coprime] != 1) {
      coprime++;
    }
    stride = STRIDES[coprime];
  }

  /** Runs a kernel without a context, which loops over its work itself. */
  static void plain(KernelTask task, Object[] arguments) {
    try {
      task.kernel.call(arguments);
    } catch (RuntimeException | Error e) {
      throw new Explanation(task, arguments, e).of("");
    }
  }

  void run() {
    ItemContext first = newContext();
    turn = first;
    if (task.meetsBarriers && !Thread.currentThread().isVirtual()) {
      Thread caller = Thread.currentThread();
      first.thread =
          Thread.ofVirtual()
              .unstarted(
                  () -> {
                    work(first);
                    LockSupport.unpark(caller);
                  });
      first.thread.start();
      while (!over) {
        LockSupport.park(this);
      }
    } else {
      first.thread = Thread.currentThread();
      work(first);
    }
    if (problem instanceof KernelException || problem instanceof LocalDifference) {
      throw (RuntimeException) problem;
    }
    if (problem != null) {
      throw new Explanation(task, arguments, problem).of(grid.describe(currentItem()));
    }
  }

  /** Work-item that runs, numbered group by group. */
  int currentItem() {
    return group * groupSize + item;
  }

  int epoch() {
    return epoch;
  }

  int group() {
    return group;
  }

  /** Barriers that the group has passed. */
  int phase() {
    return phase;
  }

  Grid grid() {
    return grid;
  }

  Order order() {
    return order;
  }

  KernelException failure(KernelException.Kind kind, String what) {
    return new KernelException(
        kind,
        "task %s: %s %s%s"
            .formatted(
                task.name(),
                grid.describe(currentItem()),
                what,
                Explanation.where(new Throwable())));
  }

  private ItemContext newContext() {
    ItemContext context = new ItemContext(this, task, arguments, grid);
    all.add(context);
    return context;
  }

  private void work(ItemContext me) {
    try {
      while (true) {
        if (me.start < 0) {
          if (!next()) {
            end(null);
            return;
          }
          if (phase > 0) {
            idle.push(me);
            giveTurn(waiting[item]);
            me.awaitTurn();
            if (over) {
              return;
            }
          } else {
            me.start = item;
          }
        }
        me.become(group, me.start);
        me.start = -1;
        task.kernel.call(me.arguments);
      }
    } catch (Abandoned e) {
      // The launch is over, and whoever ended it knows why.
    } catch (RuntimeException | Error e) {
      end(e);
    }
  }

  void barrier(ItemContext me, boolean global) {
    Object site = tellsBarriersApart ? Explanation.callSite() : null;
    if (arrived == 0) {
      barrierIsGlobal = global;
      barrierSite = site;
      firstAtBarrier = me.item;
    } else if (barrierIsGlobal != global || (site != null && !site.equals(barrierSite))) {
      throw failure(
          KernelException.Kind.DIVERGENT_BARRIER,
          "is at another barrier than %s%s"
              .formatted(
                  grid.describe(group * groupSize + firstAtBarrier),
                  site == null ? "" : ", which is at " + barrierSite));
    }
    task.meetsBarriers = true;
    arrived++;
    atBarrier[me.item] = true;
    waiting[me.item] = me;
    next();
    ItemContext then;
    if (phase == 0) {
      then = idle.isEmpty() ? newContext() : idle.pop();
      then.start = item;
    } else {
      then = waiting[item];
    }
    if (then != me) {
      giveTurn(then);
      me.awaitTurn();
      if (over) {
        throw new Abandoned();
      }
    }
  }

  private void giveTurn(ItemContext to) {
    turn = to;
    if (to.thread == null) {
      // Known before it runs: whoever gets the turn next may give it back at once.
      to.thread = Thread.ofVirtual().unstarted(() -> work(to));
      to.thread.start();
    } else {
      LockSupport.unpark(to.thread);
    }
  }

  private void end(Throwable why) {
    problem = why;
    over = true;
    for (ItemContext context : all) {
      if (context.thread != Thread.currentThread()) {
        LockSupport.unpark(context.thread);
      }
    }
  }

  /**
   * Moves on to the work-item that runs next, which starts if {@link #phase} is 0 and goes on
   * otherwise; false at the end.
   */
  private boolean next() {
    if (observer != null && groupsBegun > 0) {
      observer.afterItem(this);
    }
    while (cursor == groupSize) {
      if (groupsBegun > 0 && observer != null && (arrived == 0 || arrived == groupSize)) {
        observer.between(this);
      }
      if (arrived == 0) {
        if (groupsBegun == groupCount) {
          return false;
        }
        group = order == Order.BACKWARD ? groupCount - 1 - groupsBegun : groupsBegun;
        groupsBegun++;
        phase = 0;
        epoch = 0;
        locals.newGroup();
      } else {
        checkAllArrived();
        phase++;
        if (barrierIsGlobal) {
          epoch++;
        }
        Arrays.fill(atBarrier, false);
        arrived = 0;
      }
      cursor = 0;
    }
    item =
        switch (order) {
          case FORWARD -> cursor;
          case BACKWARD -> groupSize - 1 - cursor;
          case SHUFFLED -> (int) (((long) cursor * stride + 5L * (group + phase)) % groupSize);
        };
    cursor++;
    return true;
  }

  private void checkAllArrived() {
    if (arrived == groupSize) {
      return;
    }
    int absent = 0;
    while (atBarrier[absent]) {
      absent++;
    }
    throw new KernelException(
        KernelException.Kind.DIVERGENT_BARRIER,
        "task %s: of the %d work-items of a group, %d wait at a barrier%s, such as %s, which the others, such as %s, never reach"
            .formatted(
                task.name(),
                groupSize,
                arrived,
                barrierSite == null ? "" : " at " + barrierSite,
                grid.describe(group * groupSize + firstAtBarrier),
                grid.describe(group * groupSize + absent)));
  }
}
