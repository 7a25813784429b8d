package uk.ac.manchester.tornado.api;

/** The sizes that every grid keeps. */
public abstract class AbstractWorkerGrid implements WorkerGrid {
  private long[] globalWork;
  private long[] localWork;
  private long[] globalOffset = {0, 0, 0};

  AbstractWorkerGrid(long x, long y, long z) {
    globalWork = new long[] {x, y, z};
  }

  @Override
  public long[] getGlobalWork() {
    return globalWork;
  }

  @Override
  public long[] getLocalWork() {
    return localWork;
  }

  @Override
  public long[] getNumberOfWorkgroups() {
    if (localWork == null) {
      return null;
    }
    return new long[] {
      globalWork[0] / localWork[0], globalWork[1] / localWork[1], globalWork[2] / localWork[2]
    };
  }

  @Override
  public long[] getGlobalOffset() {
    return globalOffset;
  }

  @Override
  public void setGlobalWork(long x, long y, long z) {
    globalWork = new long[] {x, y, z};
  }

  @Override
  public void setLocalWork(long x, long y, long z) {
    localWork = new long[] {x, y, z};
  }

  @Override
  public void setGlobalOffset(long x, long y, long z) {
    globalOffset = new long[] {x, y, z};
  }

  @Override
  public void setLocalWorkToNull() {
    localWork = null;
  }

  /** Nothing to forget: the number of groups is computed from the sizes. */
  @Override
  public void setNumberOfWorkgroupsToNull() {}
}
