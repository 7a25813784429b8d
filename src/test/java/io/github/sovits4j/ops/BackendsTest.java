package io.github.sovits4j.ops;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.DeviceUnavailableException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How backends are found and chosen. */
class BackendsTest {

  /** A provider of that rank, which lacks something or does not. */
  private record Offer(String name, int rank, Optional<String> missing) implements BackendProvider {
    @Override
    public Backend open(BackendOptions options) {
      throw new AssertionError("never opened");
    }
  }

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

  /** A guard that forgets a method would answer for the provider with the interface's default. */
  @Test
  void theGuardAsksForEverything() {
    for (Method method : BackendProvider.class.getDeclaredMethods()) {
      assertDoesNotThrow(
          () ->
              GuardedProvider.class.getDeclaredMethod(method.getName(), method.getParameterTypes()),
          method::getName);
    }
  }

  @Test
  void theAutomaticChoiceIsTheFirstThatCanRun() {
    Offer gpu = new Offer("gpu", 100, Optional.of("no driver."));
    Offer vectors = new Offer("vectors", 50, Optional.empty());
    Offer truth = new Offer("truth", -1, Optional.empty());
    assertEquals(vectors, Backends.fastest(List.of(gpu, vectors, truth)));
  }

  /** What is slow is no substitute: the caller hears what the fastest lacks. */
  @Test
  void theAutomaticChoiceIsNeverASlowOne() {
    Offer vectors = new Offer("vectors", 50, Optional.of("start Java with --vectors."));
    Offer other = new Offer("other", 40, Optional.of("install a driver."));
    Offer truth = new Offer("truth", -1, Optional.empty());
    DeviceUnavailableException refused =
        assertThrows(
            DeviceUnavailableException.class,
            () -> Backends.fastest(List.of(vectors, other, truth)));
    assertEquals("no fast backend can run here: start Java with --vectors.", refused.getMessage());
    assertThrows(DeviceUnavailableException.class, () -> Backends.fastest(List.of(truth)));
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
