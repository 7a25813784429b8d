package io.github.sovits4j.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpaceTest {

  @Test
  void stretchesStartAtVectorsAndDoNotOverlap() {
    Random random = new Random(5);
    Space space = new Space();
    boolean[] taken = new boolean[1 << 16];
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      if (places.size() > 20 || (!places.isEmpty() && random.nextBoolean())) {
        int at = places.remove(random.nextInt(places.size()));
        mark(taken, at, space.size(at), false);
        space.give(at);
      } else {
        int at = space.take(1 + random.nextInt(500));
        assertEquals(0, at % Lanes.WIDTH);
        mark(taken, at, space.size(at), true);
        places.add(at);
      }
    }
    places.forEach(space::give);
    assertEquals(0, space.end(), "all of it is one gap again");
  }

  private static void mark(boolean[] taken, int at, int size, boolean value) {
    for (int i = at; i < at + size; i++) {
      assertEquals(!value, taken[i], "element " + i);
      taken[i] = value;
    }
  }

  @Test
  void aFreedStretchIsTakenAgain() {
    Space space = new Space();
    int first = space.take(100);
    space.take(10);
    space.give(first);
    assertEquals(first, space.take(90));
    assertThrows(IllegalStateException.class, () -> space.give(7));
  }
}
