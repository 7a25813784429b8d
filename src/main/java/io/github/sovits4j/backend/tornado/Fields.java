package io.github.sovits4j.backend.tornado;

import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The fields of one kind of descriptor. Each method declares the next field and returns where it
 * begins, so that a family writes
 *
 * <pre>{@code
 * private static final Fields FIELDS = new Fields();
 * private static final int X = FIELDS.rows();
 * private static final int TIME = FIELDS.extent();
 * }</pre>
 *
 * and fills and reads a field by the same name: {@code descriptor.extent(TIME, dim)} on the host,
 * {@code Fields.extent(ints, d + TIME)} in the kernel. TornadoVM takes static final fields of an
 * initialised class for constants; {@link Kernels} initialises the classes.
 */
final class Fields {

  /** What a field holds, in how many cells. */
  enum Kind {
    /** Where something begins in its bank. */
    PLACE(1),
    /** Place and distance of rows. */
    ROWS(2),
    /** Place, distance of rows and distance of items, which are matrices. */
    ITEMS(3),
    /** A number that the capture knows. */
    INTEGER(1),
    /** An extent in force: the cell of a length and a factor. */
    EXTENT(2),
    /** Where one or more real numbers begin among the floats. */
    NUMBER(1);

    private final int cells;

    Kind(int cells) {
      this.cells = cells;
    }
  }

  /**
   * One field.
   *
   * @param optional whether it may stay absent
   */
  record Field(int at, Kind kind, boolean optional) {}

  /** The place of a tensor that is absent. */
  static final int ABSENT = -1;

  private final List<Field> fields = new ArrayList<>();
  private int size;

  /** As {@link Kind#PLACE}. */
  int place() {
    return declare(Kind.PLACE, false);
  }

  /** As {@link Kind#ROWS}. */
  int rows() {
    return declare(Kind.ROWS, false);
  }

  /** As {@link Kind#ITEMS}. */
  int items() {
    return declare(Kind.ITEMS, false);
  }

  /** As {@link Kind#INTEGER}. */
  int integer() {
    return declare(Kind.INTEGER, false);
  }

  /** As {@link Kind#EXTENT}. */
  int extent() {
    return declare(Kind.EXTENT, false);
  }

  /** As {@link Kind#NUMBER}. */
  int number() {
    return declare(Kind.NUMBER, false);
  }

  /** A {@link Kind#PLACE} that is {@link #ABSENT} unless it is set. */
  int optionalPlace() {
    return declare(Kind.PLACE, true);
  }

  /** {@link Kind#ROWS} whose place is {@link #ABSENT} unless it is set. */
  int optionalRows() {
    return declare(Kind.ROWS, true);
  }

  /** {@link Kind#ITEMS} whose place is {@link #ABSENT} unless it is set. */
  int optionalItems() {
    return declare(Kind.ITEMS, true);
  }

  private int declare(Kind kind, boolean optional) {
    int at = size;
    fields.add(new Field(at, kind, optional));
    size += kind.cells;
    return at;
  }

  /** These fields, and behind them those that are declared next. */
  Fields more() {
    Fields more = new Fields();
    more.fields.addAll(fields);
    more.size = size;
    return more;
  }

  /** All fields, in order. */
  List<Field> all() {
    return fields;
  }

  /** Cells of a descriptor. */
  int size() {
    return size;
  }

  /**
   * The field that begins there.
   *
   * @throws IllegalArgumentException unless there is one of this kind
   */
  Field field(int at, Kind kind) {
    for (Field field : fields) {
      if (field.at == at && field.kind == kind) {
        return field;
      }
    }
    throw new IllegalArgumentException("no field of kind " + kind + " begins at cell " + at);
  }

  // ---- for kernels ----

  /** The extent in force of a field {@link Kind#EXTENT}. */
  static int extent(IntArray ints, int field) {
    return ints.get(ints.get(field)) * ints.get(field + 1);
  }

  /** The first number of a field {@link Kind#NUMBER}. */
  static float number(FloatArray memory, IntArray ints, int field) {
    return memory.get(ints.get(field));
  }

  /** Whether an optional field was set. */
  static boolean present(IntArray ints, int field) {
    return ints.get(field) >= 0;
  }

  /** The distance of rows of a field {@link Kind#ROWS} or {@link Kind#ITEMS}. */
  static int step(IntArray ints, int field) {
    return ints.get(field + 1);
  }

  /** Where a row of a field {@link Kind#ROWS} begins, or of item 0 of {@link Kind#ITEMS}. */
  static int row(IntArray ints, int field, int row) {
    return ints.get(field) + row * ints.get(field + 1);
  }

  /** Where a row of an item of a field {@link Kind#ITEMS} begins. */
  static int row(IntArray ints, int field, int item, int row) {
    return ints.get(field) + item * ints.get(field + 2) + row * ints.get(field + 1);
  }

  /** The int of an item where a field {@link Kind#PLACE} holds one int for each. */
  static int ofItem(IntArray ints, int field, int item) {
    return ints.get(ints.get(field) + item);
  }
}
