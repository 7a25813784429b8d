package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.Tensor;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Rows of tables and of matrices. */
final class EmbeddingTasks {

  static final Fields ROWS = ElementTasks.FIELDS.more();
  private static final int IDS = ROWS.place();
  private static final int COUNT = ROWS.integer(); // of an item
  private static final int START = ROWS.place();
  private static final int TEXT_END = ROWS.place();
  private static final int FEATURES = ROWS.optionalRows();
  private static final int TEXT_TABLE = ROWS.rows();
  private static final int AUDIO_TABLE = ROWS.rows();
  private static final int POSITIONS = ROWS.rows();
  private static final int SCALES = ROWS.number(); // two: of text and of audio positions

  static final Fields CODE = ElementTasks.FIELDS.more();
  private static final int LAST_CODE = CODE.place();
  private static final int STEP = CODE.place();
  private static final int PROMPT_LENGTH = CODE.place();
  private static final int TABLE = CODE.rows();
  private static final int PLACES = CODE.rows();
  private static final int SCALE = CODE.number();

  static final Fields LOOKUP = ElementTasks.FIELDS.more();
  private static final int KEYS = LOOKUP.place();
  private static final int VALUES = LOOKUP.rows();
  private static final int REPEAT = LOOKUP.integer();

  static final Fields LAST_ROW = ElementTasks.FIELDS.more();
  private static final int X = LAST_ROW.items();
  private static final int X_ROWS = LAST_ROW.extent();

  private EmbeddingTasks() {}

  // ---- binding ----

  static void embedRows(EmbedRows op, Launches g) {
    Tensor y = op.y();
    ElementTasks.launch(ElementTasks.EMBED_ROWS, ROWS, y.size(0) * y.size(1), y.dim(2), y, g)
        .tensor(IDS, op.ids())
        .integer(COUNT, y.size(1))
        .tensor(START, op.start())
        .tensor(TEXT_END, op.textEnd())
        .rows(FEATURES, op.features())
        .rows(TEXT_TABLE, op.textTable())
        .rows(AUDIO_TABLE, op.audioTable())
        .rows(POSITIONS, op.positions())
        .number(SCALES, op.textScale(), op.audioScale());
  }

  static void embedCode(EmbedCode op, Launches g) {
    Tensor y = op.y();
    ElementTasks.launch(ElementTasks.EMBED_CODE, CODE, y.size(0), y.dim(2), y, g)
        .tensor(LAST_CODE, op.lastCode())
        .tensor(STEP, op.step())
        .tensor(PROMPT_LENGTH, op.promptLength())
        .rows(TABLE, op.table())
        .rows(PLACES, op.positions())
        .number(SCALE, op.scale());
  }

  static void lookup(Lookup op, Launches g) {
    ElementTasks.launch(ElementTasks.LOOKUP, LOOKUP, op.y(), g)
        .tensor(KEYS, op.ids())
        .rows(VALUES, op.table())
        .integer(REPEAT, op.repeat());
  }

  static void lastRow(LastRow op, Launches g) {
    Tensor x = op.x();
    ElementTasks.launch(ElementTasks.LAST_ROW, LAST_ROW, x.size(0), x.dim(2), op.y(), g)
        .items(X, x)
        .extent(X_ROWS, x.dim(1));
  }

  // ---- kernels ----

  /** {@link EmbedRows}; row n of all items. */
  static float row(FloatArray memory, IntArray ints, int d, int n, int i) {
    int item = n / ints.get(d + COUNT);
    int r = n - item * ints.get(d + COUNT);
    int start = Fields.ofItem(ints, d + START, item);
    int textEnd = Fields.ofItem(ints, d + TEXT_END, item);
    int id = Fields.ofItem(ints, d + IDS, n);
    int scales = ints.get(d + SCALES);
    float value = 0f;
    if (r >= textEnd) {
      value =
          memory.get(Fields.row(ints, d + AUDIO_TABLE, id) + i)
              + memory.get(scales + 1)
                  * memory.get(Fields.row(ints, d + POSITIONS, r - textEnd) + i);
    } else if (r >= start) {
      value =
          memory.get(Fields.row(ints, d + TEXT_TABLE, id) + i)
              + memory.get(scales) * memory.get(Fields.row(ints, d + POSITIONS, r - start) + i);
      if (Fields.present(ints, d + FEATURES)) {
        value += memory.get(Fields.row(ints, d + FEATURES, n) + i);
      }
    }
    return value;
  }

  /** {@link EmbedCode}. */
  static float code(FloatArray memory, IntArray ints, int d, int item, int i) {
    int id = Fields.ofItem(ints, d + LAST_CODE, item);
    int place =
        Fields.ofItem(ints, d + PROMPT_LENGTH, item) + Fields.ofItem(ints, d + STEP, item) - 1;
    return memory.get(Fields.row(ints, d + TABLE, id) + i)
        + Fields.number(memory, ints, d + SCALE)
            * memory.get(Fields.row(ints, d + PLACES, place) + i);
  }

  /** {@link Lookup}. */
  static float lookup(FloatArray memory, IntArray ints, int d, int c, int t) {
    int id = Fields.ofItem(ints, d + KEYS, t / ints.get(d + REPEAT));
    return memory.get(Fields.row(ints, d + VALUES, id) + c);
  }

  /** {@link LastRow}. */
  static float lastRow(FloatArray memory, IntArray ints, int d, int item, int i) {
    int last = Fields.extent(ints, d + X_ROWS) - 1;
    return memory.get(Fields.row(ints, d + X, item, last) + i);
  }
}
