package uk.ac.manchester.tornado.emulator;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.DeviceCopies;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * Watches a device array over the runs of a checked launch: keeps its content from before the first
 * write, and in one of the runs remembers who read and wrote each element. Two accesses of
 * different work-items, one of them a write, need a global barrier of their group between them;
 * between groups nothing orders them.
 *
 * <p>A remembered access is a work-item plus one, the group's count of global barriers, and flags;
 * 0 is none.
 */
final class GlobalWatch implements ArrayWatch {
  /**
   * Elements that are kept, compared and remembered together, so that a kernel that writes little
   * of a large array costs little.
   */
  private static final int PAGE = 1024;

  private static final long ITEM = 0x7FFFFFFFL;
  private static final int EPOCH_SHIFT = 32;
  private static final long EPOCH = 0xFFFFFL;
  private static final long ATOMIC = 1L << 60;

  /** More readers than the one remembered, all of its group. */
  private static final long MANY = 1L << 61;

  /** Readers in more groups than the remembered one's. */
  private static final long MANY_GROUPS = 1L << 62;

  final TornadoNativeArray array;
  private final KernelTask task;
  private final Object[] arguments;
  private final int groupSize;
  private Launch launch;
  private boolean remembers;

  /**
   * By page, what was there before the first write, and what the first run left. Null where nothing
   * was written.
   */
  private final byte[][] before;

  private final byte[][] after;
  private final long[][] reads;
  private final long[][] writes;

  GlobalWatch(KernelTask task, Object[] arguments, Grid grid, TornadoNativeArray array) {
    this.task = task;
    this.arguments = arguments;
    this.array = array;
    groupSize = grid.groupSize();
    int pages = (array.getSize() + PAGE - 1) / PAGE;
    before = new byte[pages][];
    after = new byte[pages][];
    reads = new long[pages][];
    writes = new long[pages][];
  }

  /** Gets ready for one more run, from the same content as the first. */
  void rewind(Launch next, boolean remember) {
    launch = next;
    remembers = remember;
    restore();
    for (int page = 0; remember && page < before.length; page++) {
      if (before[page] != null) {
        reads[page] = new long[PAGE];
        writes[page] = new long[PAGE];
      }
    }
  }

  void restore() {
    for (int page = 0; page < before.length; page++) {
      if (before[page] != null) {
        bytes(page).copyFrom(MemorySegment.ofArray(before[page]));
      }
    }
  }

  /** Keeps what the first run left. */
  void keepResult() {
    for (int page = 0; page < before.length; page++) {
      after[page] = before[page] == null ? null : copy(page);
    }
  }

  /** First element that this run left otherwise than the first run did, or -1. */
  int firstDifference() {
    for (int page = 0; page < before.length; page++) {
      if (before[page] != null) {
        long at = MemorySegment.ofArray(expected(page)).mismatch(bytes(page));
        if (at >= 0) {
          return page * PAGE + (int) (at / array.getElementSize());
        }
      }
    }
    return -1;
  }

  /** What the first run left at an element, in words. */
  String showResult(int index) {
    int page = index / PAGE;
    byte[] now = copy(page);
    bytes(page).copyFrom(MemorySegment.ofArray(expected(page)));
    String shown = DeviceCopies.show(array, index);
    bytes(page).copyFrom(MemorySegment.ofArray(now));
    return shown;
  }

  private byte[] expected(int page) {
    return after[page] != null ? after[page] : before[page];
  }

  private MemorySegment bytes(int page) {
    MemorySegment all = DeviceCopies.data(array);
    long from = (long) page * PAGE * array.getElementSize();
    return all.asSlice(from, Math.min((long) PAGE * array.getElementSize(), all.byteSize() - from));
  }

  private byte[] copy(int page) {
    MemorySegment bytes = bytes(page);
    byte[] copy = new byte[(int) bytes.byteSize()];
    MemorySegment.copy(bytes, 0, MemorySegment.ofArray(copy), 0, copy.length);
    return copy;
  }

  @Override
  public void read(int index) {
    int page = index / PAGE;
    if (!remembers || reads[page] == null) {
      return;
    }
    int at = index % PAGE;
    long write = writes[page][at];
    if (write != 0 && conflicts(write)) {
      throw race(index, "reads", "has written", write);
    }
    long read = reads[page][at];
    long me = access();
    if (read == 0) {
      reads[page][at] = me;
    } else if (itemOf(read) / groupSize != launch.group()) {
      reads[page][at] = me | MANY_GROUPS;
    } else if (epochOf(read) < launch.epoch()) {
      reads[page][at] = me | (read & MANY_GROUPS);
    } else if (itemOf(read) != launch.currentItem()) {
      reads[page][at] = read | MANY;
    }
  }

  @Override
  public void write(int index, boolean changes) {
    keepBefore(index / PAGE);
    int page = index / PAGE;
    if (!remembers || reads[page] == null) {
      return;
    }
    int at = index % PAGE;
    long write = writes[page][at];
    if (write != 0 && conflicts(write) && (changes || (write & ATOMIC) != 0)) {
      throw race(index, "writes", "has written", write);
    }
    checkReaders(index, "writes");
    writes[page][at] = access();
  }

  @Override
  public void atomic(int index) {
    keepBefore(index / PAGE);
    int page = index / PAGE;
    if (!remembers || reads[page] == null) {
      return;
    }
    int at = index % PAGE;
    long write = writes[page][at];
    if (write != 0 && (write & ATOMIC) == 0 && conflicts(write)) {
      throw race(index, "adds atomically to", "has written", write);
    }
    checkReaders(index, "adds atomically to");
    writes[page][at] = access() | ATOMIC;
  }

  private void checkReaders(int index, String does) {
    long read = reads[index / PAGE][index % PAGE];
    if (read == 0) {
      return;
    }
    boolean ordered = itemOf(read) / groupSize == launch.group() && epochOf(read) < launch.epoch();
    boolean alone = (read & (MANY | MANY_GROUPS)) == 0;
    boolean mine = itemOf(read) == launch.currentItem();
    if ((read & MANY_GROUPS) != 0 || (!ordered && !(alone && mine))) {
      throw race(index, does, mine ? "has read, as have others," : "has read", read);
    }
  }

  private void keepBefore(int page) {
    if (before[page] == null) {
      before[page] = copy(page);
    }
  }

  private long access() {
    return launch.currentItem() + 1L | (launch.epoch() & EPOCH) << EPOCH_SHIFT;
  }

  private static int itemOf(long access) {
    return (int) (access & ITEM) - 1;
  }

  private static int epochOf(long access) {
    return (int) (access >> EPOCH_SHIFT & EPOCH);
  }

  private boolean conflicts(long access) {
    int other = itemOf(access);
    return other != launch.currentItem()
        && !(other / groupSize == launch.group() && epochOf(access) < launch.epoch());
  }

  private KernelException race(int index, String does, String did, long other) {
    Throwable here = new Throwable();
    return new KernelException(
        KernelException.Kind.GLOBAL_RACE,
        "task %s: %s %s element %d of %s, which %s %s with no global barrier of a common group between them%s"
            .formatted(
                task.name(),
                launch.grid().describe(launch.currentItem()),
                does,
                index,
                Explanation.argument(task, arguments, array, Explanation.kernelFrames(here)),
                launch.grid().describe(itemOf(other)),
                did,
                Explanation.where(here)));
  }
}
