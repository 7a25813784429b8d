package io.github.sovits4j.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.DeviceUnavailableException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How backends are found and chosen. */
class BackendsTest {

  /** As a provider that meets a class of an absent library. */
  private static final class Lacking implements BackendProvider {
    @Override
    public String name() {
      return "lacking";
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public Optional<String> missing() {
      throw new NoClassDefFoundError("com/example/Driver");
    }

    @Override
    public Backend open(BackendOptions options) {
      throw new AssertionError("never opened");
    }
  }

  @Test
  void anAbsentLibraryIsAThingMissing() {
    Optional<String> missing = new GuardedProvider(new Lacking()).missing();
    assertTrue(missing.orElseThrow().contains("com/example/Driver"), missing::toString);
  }

  @Test
  void theFastestComesFirstAndUnknownNamesAreRefused() {
    List<Integer> ranks = Backends.providers().stream().map(BackendProvider::rank).toList();
    assertEquals(ranks.stream().sorted((a, b) -> b - a).toList(), ranks);
    DeviceUnavailableException refused =
        assertThrows(DeviceUnavailableException.class, () -> Backends.open("abacus"));
    assertTrue(refused.getMessage().contains("reference"), refused.getMessage());
  }
}
