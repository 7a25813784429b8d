package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.ElementKernels.OWN;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Tables: from ids to vectors and back. */
final class EmbeddingKernels {

  // Rows.
  static final int IDS = OWN;
  static final int ROWS = OWN + 1; // of an item
  static final int START = OWN + 2;
  static final int TEXT_END = OWN + 3;
  static final int FEATURES = OWN + 4; // laid out as y
  static final int TEXT_TABLE = OWN + 5;
  static final int AUDIO_TABLE = OWN + 6;
  static final int POSITIONS = OWN + 7;
  static final int TABLE_ROW = OWN + 8; // of all three tables
  static final int SCALES = OWN + 9; // two numbers: of text and of audio positions

  // Token.
  static final int TOKEN = OWN;
  static final int STEP = OWN + 1;
  static final int PROMPT_LENGTH = OWN + 2;
  static final int TABLE = OWN + 3;
  static final int PLACES = OWN + 4;
  static final int PLACE_ROW = OWN + 5; // of both tables
  static final int SCALE = OWN + 6; // a number

  // Lookup.
  static final int KEYS = OWN;
  static final int VALUES = OWN + 1;
  static final int VALUES_ROW = OWN + 2;
  static final int REPEAT = OWN + 3;

  // Last row.
  static final int X = OWN;
  static final int X_ITEM = OWN + 1;
  static final int X_ROW = OWN + 2;
  static final int X_ROWS = OWN + 3; // an extent

  // Nearest: a descriptor of its own.
  static final int N_X = 0;
  static final int N_X_ROW = 1;
  static final int N_TIME = 2; // an extent
  static final int N_CHANNELS = 4;
  static final int N_CODEBOOK = 5;
  static final int N_CODEBOOK_ROW = 6;
  static final int N_CODES = 7;
  static final int N_Y = 8; // ints
  static final int N_SIZE = 9;

  private EmbeddingKernels() {}

  /** {@link io.github.sovits4j.ops.EmbedRows}; row n of all items. */
  static float row(FloatArray memory, IntArray ints, int d, int n, int i) {
    int item = n / ints.get(d + ROWS);
    int r = n - item * ints.get(d + ROWS);
    int start = ints.get(ints.get(d + START) + item);
    int textEnd = ints.get(ints.get(d + TEXT_END) + item);
    int step = ints.get(d + TABLE_ROW);
    int id = ints.get(ints.get(d + IDS) + n) * step + i;
    int scales = ints.get(d + SCALES);
    int positions = ints.get(d + POSITIONS) + i;
    float value = 0f;
    if (r >= textEnd) {
      value =
          memory.get(ints.get(d + AUDIO_TABLE) + id)
              + memory.get(scales + 1) * memory.get(positions + (r - textEnd) * step);
    } else if (r >= start) {
      value =
          memory.get(ints.get(d + TEXT_TABLE) + id)
              + memory.get(ints.get(d + FEATURES) + n * ints.get(d + ElementKernels.Y_ROW) + i)
              + memory.get(scales) * memory.get(positions + (r - start) * step);
    }
    return value;
  }

  /** {@link io.github.sovits4j.ops.EmbedToken}. */
  static float token(FloatArray memory, IntArray ints, int d, int item, int i) {
    int step = ints.get(d + PLACE_ROW);
    int id = ints.get(ints.get(d + TOKEN) + item) * step;
    int place =
        ints.get(ints.get(d + PROMPT_LENGTH) + item) + ints.get(ints.get(d + STEP) + item) - 1;
    return memory.get(ints.get(d + TABLE) + id + i)
        + memory.get(ints.get(d + SCALE)) * memory.get(ints.get(d + PLACES) + place * step + i);
  }

  /** {@link io.github.sovits4j.ops.Lookup}. */
  static float lookup(FloatArray memory, IntArray ints, int d, int c, int t) {
    int id = ints.get(ints.get(d + KEYS) + t / ints.get(d + REPEAT));
    return memory.get(ints.get(d + VALUES) + id * ints.get(d + VALUES_ROW) + c);
  }

  /** {@link io.github.sovits4j.ops.LastRow}. */
  static float lastRow(FloatArray memory, IntArray ints, int d, int item, int i) {
    int last = Scalars.extent(ints, d + X_ROWS) - 1;
    return memory.get(
        ints.get(d + X) + item * ints.get(d + X_ITEM) + last * ints.get(d + X_ROW) + i);
  }

  /**
   * {@link io.github.sovits4j.ops.NearestCode}. One work-item per time step, sums in 64 bits so
   * that near codes are told apart as on every other backend.
   */
  static void nearest(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = cursor.get(slot);
    int time = Scalars.extent(ints, d + N_TIME);
    int channels = ints.get(d + N_CHANNELS);
    int codes = ints.get(d + N_CODES);
    int xRow = ints.get(d + N_X_ROW);
    for (int t = context.globalIdx; t < time; t += context.globalGroupSizeX) {
      double nearest = 0.0;
      int best = -1;
      for (int j = 0; j < codes; j++) {
        int code = ints.get(d + N_CODEBOOK) + j * ints.get(d + N_CODEBOOK_ROW);
        int x = ints.get(d + N_X) + t;
        double distance = 0.0;
        for (int c = 0; c < channels; c++) {
          double e = memory.get(code + c);
          distance += e * (e - 2.0 * memory.get(x + c * xRow));
        }
        if (best < 0 || distance < nearest) {
          nearest = distance;
          best = j;
        }
      }
      ints.set(ints.get(d + N_Y) + t, best);
    }
  }
}
