package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task6;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What TornadoVM compiles: a kernel's method for this device and this storage.
 *
 * @param name what messages and profiles call it
 * @param work how wide it is launched
 * @param code the method: context, floats, halves, ints, cursor, slot
 * @param fewRows whether it serves decode steps, where a launch costs more than many a kernel
 * @param narrow whether it reads matrices or caches from the halves; see {@link Stored}
 */
record Task(
    String name,
    Work work,
    Task6<KernelContext, FloatArray, HalfFloatArray, IntArray, IntArray, Integer> code,
    boolean fewRows,
    boolean narrow) {

  /**
   * How work-items work.
   *
   * @param groupSize the size of the groups in which they work together; 0: each by itself
   * @param small whether a work-item does one element at a time
   */
  record Work(int groupSize, boolean small) {

    /** Each by itself, with a large share of the work. */
    static final Work LARGE = new Work(0, false);

    /** Each by itself, one element at a time. */
    static final Work ELEMENTS = new Work(0, true);

    static Work groups(int size) {
      return new Work(size, false);
    }
  }

  /** The same for matrices or caches that lie among the halves. */
  Task ofHalves() {
    return new Task(name + "_f16", work, code, fewRows, true);
  }

  /** Adds it to a graph; it reads where its descriptor stands from {@code cursor[place]}. */
  void addTo(TaskGraph graph, Banks banks, IntArray cursor, int place) {
    int slot = narrow ? place + Stored.NARROW : place;
    graph.task(
        id(place),
        code,
        new KernelContext(),
        banks.floats(),
        banks.halves(),
        banks.ints(),
        cursor,
        slot);
  }

  /** What it is called at this place of a graph. */
  String id(int place) {
    return name + place;
  }

  @Override
  public String toString() {
    return name;
  }
}
