package uk.ac.manchester.tornado.api;

/** How many work-items a task starts, and in groups of how many; each as {x, y, z}. */
public interface WorkerGrid {
  int dimension();

  long[] getGlobalWork();

  /** Null lets the runtime choose. */
  long[] getLocalWork();

  long[] getNumberOfWorkgroups();

  long[] getGlobalOffset();

  void setGlobalWork(long x, long y, long z);

  void setLocalWork(long x, long y, long z);

  void setNumberOfWorkgroupsToNull();

  void setLocalWorkToNull();

  void setGlobalOffset(long x, long y, long z);
}
