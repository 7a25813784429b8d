package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import java.util.BitSet;

/** A descriptor being filled, field by field; {@link Launches} checks that none was forgotten. */
final class Descriptor {

  private final Launches launches;
  private final Fields fields;
  private final int at; // in the words of the graph
  private final BitSet set = new BitSet();

  Descriptor(Launches launches, Fields fields, int at) {
    this.launches = launches;
    this.fields = fields;
    this.at = at;
    for (Fields.Field field : fields.all()) {
      if (field.optional()) {
        launches.word(at + field.at(), Fields.ABSENT);
      }
    }
  }

  /** A place that the capture chose. */
  Descriptor place(int field, int place) {
    return words(field, Fields.Kind.PLACE, place);
  }

  /** A tensor whose extents the kernel knows otherwise; null leaves an optional field absent. */
  Descriptor tensor(int field, Tensor tensor) {
    return tensor == null ? this : place(field, launches.at(tensor));
  }

  /** The rows of a matrix; null leaves an optional field absent. */
  Descriptor rows(int field, Tensor tensor) {
    return tensor == null ? this : rowsFrom(field, tensor, 0);
  }

  /** The rows of a matrix from this one on. */
  Descriptor rowsFrom(int field, Tensor tensor, int first) {
    return rows(field, launches.at(tensor) + first * Rows.step(tensor), Rows.step(tensor));
  }

  /** Rows that lie this far apart. */
  Descriptor rows(int field, int place, int step) {
    return words(field, Fields.Kind.ROWS, place, step);
  }

  /** The rows of a batch of matrices; null leaves an optional field absent. */
  Descriptor items(int field, Tensor tensor) {
    return tensor == null
        ? this
        : items(field, launches.at(tensor), Rows.step(tensor), Rows.itemStep(tensor));
  }

  /** Rows and items that lie this far apart. */
  Descriptor items(int field, int place, int step, int itemStep) {
    return words(field, Fields.Kind.ITEMS, place, step, itemStep);
  }

  Descriptor integer(int field, int value) {
    return words(field, Fields.Kind.INTEGER, value);
  }

  Descriptor flag(int field, boolean value) {
    return integer(field, value ? 1 : 0);
  }

  /** An activation, as {@link Scalars} numbers them. */
  Descriptor activation(int field, Activation activation) {
    return integer(field, Scalars.code(activation));
  }

  /** An extent that is read when the kernel runs. */
  Descriptor extent(int field, Dim dim) {
    return words(field, Fields.Kind.EXTENT, launches.cell(dim), dim.factor());
  }

  /** Real numbers, one behind the other. */
  Descriptor number(int field, float... values) {
    return words(field, Fields.Kind.NUMBER, launches.number(values));
  }

  /** Ints that stand behind the descriptor; the field holds their place. */
  Descriptor list(int field, int... values) {
    return place(field, launches.list(values));
  }

  private Descriptor words(int field, Fields.Kind kind, int... values) {
    fields.field(field, kind);
    for (int i = 0; i < values.length; i++) {
      launches.word(at + field + i, values[i]);
    }
    set.set(field);
    return this;
  }

  /** Refuses a descriptor that the kernel would find incomplete. */
  void requireComplete() {
    for (Fields.Field field : fields.all()) {
      if (!field.optional() && !set.get(field.at())) {
        throw new IllegalStateException(
            "the " + field.kind() + " at cell " + field.at() + " of a descriptor was never set");
      }
    }
  }
}
