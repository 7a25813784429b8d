package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.NearestCode;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Vector quantisation; see {@link NearestCode}. */
final class NearestCodeTasks {

  private static final Fields FIELDS = new Fields();
  private static final int X = FIELDS.rows();
  private static final int TIME = FIELDS.extent();
  private static final int CHANNELS = FIELDS.integer();
  private static final int CODEBOOK = FIELDS.rows();
  private static final int CODES = FIELDS.integer();
  private static final int Y = FIELDS.place(); // ints

  static final Kernel NEAREST = Kernel.of("nearest", Work.LARGE, NearestCodeTasks::nearest);

  private NearestCodeTasks() {}

  static void nearestCode(NearestCode op, Launches g) {
    g.launch(NEAREST, FIELDS)
        .rows(X, op.x())
        .extent(TIME, op.x().dim(1))
        .integer(CHANNELS, op.x().size(0))
        .rows(CODEBOOK, op.codebook())
        .integer(CODES, op.codebook().size(0))
        .tensor(Y, op.codes());
  }

  /**
   * One work-item per time step. It compares {@code ‖x − e‖²}, which differs from what the operator
   * says by {@code ‖x‖²}, the same for all codes. Its terms are all positive, so nothing cancels,
   * and summed sixteen at a time it is wrong by a few 1e-7 of itself: devices need no 64-bit reals.
   * Compensated sums would not be better, as TornadoVM lets drivers reorder them. The first of
   * equals wins, as equal codes have equal sums.
   */
  static void nearest(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = cursor.get(slot);
    int time = Fields.extent(ints, d + TIME);
    int channels = ints.get(d + CHANNELS);
    int codes = ints.get(d + CODES);
    int xRow = Fields.step(ints, d + X);
    for (int t = context.globalIdx; t < time; t += context.globalGroupSizeX) {
      int x = ints.get(d + X) + t;
      float nearest = 0f;
      int best = -1;
      for (int j = 0; j < codes; j++) {
        int code = Fields.row(ints, d + CODEBOOK, j);
        float distance = 0f;
        for (int first = 0; first < channels; first += 16) {
          int end = Math.min(first + 16, channels);
          float part = 0f;
          for (int c = first; c < end; c++) {
            float difference = memory.get(x + c * xRow) - memory.get(code + c);
            part += difference * difference;
          }
          distance += part;
        }
        if (best < 0 || distance < nearest) {
          nearest = distance;
          best = j;
        }
      }
      ints.set(ints.get(d + Y) + t, best);
    }
  }
}
