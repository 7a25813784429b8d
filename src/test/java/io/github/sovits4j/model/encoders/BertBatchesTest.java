package io.github.sovits4j.model.encoders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which texts are read together. */
class BertBatchesTest {

  @Test
  void equalOnesAreReadTogether() {
    assertEquals(List.of(), Bert.batches(List.of()));
    assertEquals(List.of(1), Bert.batches(List.of(300)));
    assertEquals(List.of(8), Bert.batches(Collections.nCopies(8, 20)));
    assertEquals(List.of(8, 8, 1), Bert.batches(Collections.nCopies(17, 20)));
  }

  /** Three items without a text cost less than to begin once more, as long as they are short. */
  @Test
  void itemsWithoutATextCostRows() {
    assertEquals(List.of(5), Bert.batches(Collections.nCopies(5, 10)));
    assertEquals(List.of(4, 1), Bert.batches(Collections.nCopies(5, 30)));
  }

  @Test
  void shortOnesAreNotPaddedToALongOne() {
    assertEquals(List.of(1, 3), Bert.batches(List.of(100, 10, 10, 10)));
    assertEquals(List.of(1, 4), Bert.batches(List.of(25, 19, 19, 10, 10)));
    assertEquals(List.of(2), Bert.batches(List.of(20, 5)));
  }
}
