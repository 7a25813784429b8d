package io.github.sovits4j.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Descriptors: what the host writes under a name is what a kernel reads under it. */
class FieldsTest {

  private static final Fields FIELDS = new Fields();
  private static final int X = FIELDS.items();
  private static final int BIAS = FIELDS.optionalPlace();
  private static final int TIME = FIELDS.extent();
  private static final int COUNT = FIELDS.integer();
  private static final Fields LONGER = FIELDS.more();
  private static final int Y = LONGER.rows();

  private static final int WORDS_AT = 100;
  private static final int ONE = 3; // the cell of fixed lengths

  private final Launches launches = new Launches(new Nowhere(), WorkShape.CPU, WORDS_AT, 0, 0);

  /** No tensors, and fixed lengths. */
  private record Nowhere() implements Places {
    @Override
    public int at(Tensor tensor, Packing packing) {
      throw new AssertionError(tensor);
    }

    @Override
    public int cell(Dim dim) {
      return ONE;
    }
  }

  private Descriptor begin(Fields fields) {
    return launches.launch(ElementTasks.ELEMENTS, fields);
  }

  @Test
  void fieldsFollowEachOther() {
    assertArrayEquals(new int[] {0, 3, 4, 6, 7}, new int[] {X, BIAS, TIME, COUNT, Y});
    assertEquals(7, FIELDS.size());
    assertEquals(9, LONGER.size());
  }

  @Test
  void kernelsReadWhatWasWritten() {
    begin(FIELDS).items(X, 1, 2, 3).extent(TIME, Dim.of(1)).integer(COUNT, 4);
    begin(LONGER)
        .items(X, 1000, 16, 160)
        .place(BIAS, 77)
        .extent(TIME, Dim.of(5))
        .integer(COUNT, -6)
        .rows(Y, 2000, 32);
    int[] words = launches.words();
    int d = launches.steps().get(1).descriptor();
    assertEquals(WORDS_AT + FIELDS.size(), d, "one behind the other");
    IntArray ints = new IntArray(WORDS_AT + words.length);
    ints.set(ONE, 1);
    for (int i = 0; i < words.length; i++) {
      ints.set(WORDS_AT + i, words[i]);
    }
    assertEquals(1000 + 2 * 160 + 7 * 16, Fields.row(ints, d + X, 2, 7));
    assertEquals(16, Fields.step(ints, d + X));
    assertTrue(Fields.present(ints, d + BIAS));
    assertEquals(77, ints.get(d + BIAS));
    assertEquals(5, Fields.extent(ints, d + TIME));
    assertEquals(-6, ints.get(d + COUNT));
    assertEquals(2000 + 3 * 32, Fields.row(ints, d + Y, 3));
    assertEquals(Fields.ABSENT, ints.get(WORDS_AT + BIAS), "left out in the first");
  }

  @Test
  void aFieldOfAnotherKindIsRefused() {
    Descriptor descriptor = begin(FIELDS);
    assertThrows(IllegalArgumentException.class, () -> descriptor.integer(TIME, 1));
    assertThrows(IllegalArgumentException.class, () -> descriptor.extent(COUNT, Dim.of(1)));
    assertThrows(IllegalArgumentException.class, () -> descriptor.integer(TIME + 1, 1));
    assertThrows(IllegalArgumentException.class, () -> descriptor.rows(Y, 1, 2));
  }

  @Test
  void aFieldThatWasForgottenIsRefused() {
    begin(FIELDS).items(X, 1, 2, 3).extent(TIME, Dim.of(1));
    assertTrue(
        assertThrows(IllegalStateException.class, launches::steps)
            .getMessage()
            .contains("INTEGER at cell 6"));
  }
}
