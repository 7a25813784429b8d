package uk.ac.manchester.tornado.emulator;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import uk.ac.manchester.tornado.api.KernelContext;

/**
 * Runs work-items, one after another unless one waits at a barrier: it is then that work-item's
 * alone until it goes on, and another of these takes over the rest. It is the context that its
 * work-items see.
 */
final class ItemContext extends KernelContext {
  /** Boxes made once: the fields are {@link Integer}s, written for every work-item. */
  private static final Integer[] BOXES = new Integer[1 << 14];

  static {
    Arrays.setAll(BOXES, i -> i);
  }

  private final Launch launch;
  private final Grid grid;
  private final boolean flat;
  private int group = -1;
  final Object[] arguments;

  Thread thread;

  /** Work-item within its group. */
  int item;

  /** Work-item to start when next given the turn, or -1. */
  int start = -1;

  /** Local arrays that the work-item has asked for so far. */
  int localArrays;

  ItemContext(Launch launch, KernelTask task, Object[] arguments, Grid grid) {
    this.launch = launch;
    this.grid = grid;
    this.arguments = arguments.clone();
    this.arguments[task.context] = this;
    flat = grid.global()[1] == 1 && grid.global()[2] == 1;
    globalGroupSizeX = grid.global()[0];
    globalGroupSizeY = grid.global()[1];
    globalGroupSizeZ = grid.global()[2];
    localGroupSizeX = grid.local()[0];
    localGroupSizeY = grid.local()[1];
    localGroupSizeZ = grid.local()[2];
  }

  private static Integer box(int value) {
    return value < BOXES.length ? BOXES[value] : Integer.valueOf(value);
  }

  void become(int newGroup, int newItem) {
    item = newItem;
    localArrays = 0;
    int lx = grid.local()[0];
    if (flat) {
      localIdx = box(newItem);
      globalIdx = box(newGroup * lx + newItem);
      if (newGroup != group) {
        group = newGroup;
        groupIdx = box(newGroup);
      }
      return;
    }
    group = newGroup;
    int ly = grid.local()[1];
    int lz = grid.local()[2];
    int gx = group % grid.groups(0);
    int gy = group / grid.groups(0) % grid.groups(1);
    int gz = group / grid.groups(0) / grid.groups(1);
    int x = newItem % lx;
    int y = newItem / lx % ly;
    int z = newItem / lx / ly;
    groupIdx = box(gx);
    groupIdy = box(gy);
    groupIdz = box(gz);
    localIdx = box(x);
    localIdy = box(y);
    localIdz = box(z);
    globalIdx = box(gx * lx + x);
    globalIdy = box(gy * ly + y);
    globalIdz = box(gz * lz + z);
  }

  /** Waits until it is this one's turn, or the launch is over. */
  void awaitTurn() {
    while (launch.turn != this && !launch.over) {
      LockSupport.park(launch);
    }
  }

  @Override
  public void localBarrier() {
    launch.barrier(this, false);
  }

  @Override
  public void globalBarrier() {
    launch.barrier(this, true);
  }

  @Override
  public float[] allocateFloatLocalArray(int size) {
    return launch.locals.get(this, float[].class, size);
  }

  @Override
  public int[] allocateIntLocalArray(int size) {
    return launch.locals.get(this, int[].class, size);
  }

  @Override
  public long[] allocateLongLocalArray(int size) {
    return launch.locals.get(this, long[].class, size);
  }

  @Override
  public double[] allocateDoubleLocalArray(int size) {
    return launch.locals.get(this, double[].class, size);
  }

  @Override
  public byte[] allocateByteLocalArray(int size) {
    return launch.locals.get(this, byte[].class, size);
  }
}
