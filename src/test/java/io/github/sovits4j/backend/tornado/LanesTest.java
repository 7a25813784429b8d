package io.github.sovits4j.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The exponential by vectors, which operators meet only with scores that lie close together. */
class LanesTest {

  @Test
  void exponentialIsThatOfTheLibraryDownToItsFloor() {
    for (float x = 0f; x > -100f; x -= 0.01f) {
      double expected = Math.exp(Math.max(x, -32f));
      double got = Lanes.exp(Lanes.all(x)).get(7);
      assertEquals(1, got / expected, x > -8f ? 5e-6 : 1e-4, "e^" + x);
    }
  }
}
