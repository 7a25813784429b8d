package io.github.sovits4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.KernelTuner.Outcome;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.CrossFade;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.TunableBackend;
import io.github.sovits4j.ops.TunableKernel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * The search on the reference backend with a kernel that is slow or wrong as its parameters say, by
 * a clock that goes on when something is replayed.
 */
class KernelTunerTest {

  private static final String NAME = "cross-fade";

  private final AtomicLong nanos = new AtomicLong();

  private static TunableKernel kernel(Map<String, List<Integer>> values) {
    return new TunableKernel(NAME, CrossFade.class, new LinkedHashMap<>(values));
  }

  private Outcome tune(Map<String, List<Integer>> values) {
    try (Backend reference = Backends.open("reference");
        KernelTuner tuner = new KernelTuner(fake(reference), 0.01, nanos::get)) {
      int[] tried = new int[1];
      TunableKernel kernel = kernel(values);
      Outcome outcome = tuner.tune(kernel, () -> tried[0]++);
      assertEquals(kernel.alternatives(), tried[0]);
      return outcome;
    }
  }

  @Test
  void theFasterValueWinsAndTheGainIsTold() {
    Outcome outcome = tune(Map.of("MICROS", List.of(2000, 4000, 500)));
    assertTrue(outcome.improved());
    assertEquals(Map.of("MICROS", 500), outcome.winner());
    assertEquals(4, outcome.speedUp(), 1e-6);
    assertEquals(List.of(), outcome.dropped());
  }

  @Test
  void defaultsStayWhereNothingIsFaster() {
    Outcome outcome = tune(Map.of("MICROS", List.of(1000, 4000)));
    assertFalse(outcome.improved());
    assertEquals(1, outcome.speedUp());
  }

  /** The wrong and the broken one would be the fastest. */
  @Test
  void wrongResultsAndFailedBuildsAreDropped() {
    Map<String, List<Integer>> values = new LinkedHashMap<>();
    values.put("MICROS", List.of(2000, -1, -2, 1000));
    Outcome outcome = tune(values);
    assertEquals(Map.of("MICROS", 1000), outcome.winner());
    assertEquals(2, outcome.dropped().size(), outcome::toString);
    assertTrue(outcome.dropped().get(0).contains("MICROS=-1"), outcome::toString);
    assertTrue(outcome.dropped().get(0).contains("CrossFade/"), outcome::toString);
    assertTrue(outcome.dropped().get(0).contains("error"), outcome::toString);
    assertTrue(outcome.dropped().get(1).contains("does not build"), outcome::toString);
  }

  @Test
  void wrongDefaultsAreAnError() {
    UserException e =
        assertThrows(UserException.class, () -> tune(Map.of("MICROS", List.of(-1, 1000))));
    assertTrue(e.getMessage().contains("cross-fade is wrong"), e::getMessage);
    assertTrue(e.getMessage().contains("--operator CrossFade"), e::getMessage);
  }

  @Test
  void kernelsThatDoNotMeetAnyCaseAreLeftAlone() {
    try (Backend reference = Backends.open("reference");
        KernelTuner tuner = new KernelTuner(fake(reference), 0.01, nanos::get)) {
      Outcome outcome =
          tuner.tune(
              new TunableKernel("another", CrossFade.class, Map.of("MICROS", List.of(9, 1))),
              () -> {});
      assertFalse(outcome.improved());
    }
  }

  // ---- the reference backend with a kernel in it ----

  private TunableBackend fake(Backend reference) {
    return (TunableBackend)
        Proxy.newProxyInstance(
            KernelTunerTest.class.getClassLoader(),
            new Class<?>[] {TunableBackend.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "kernelsOf" -> Set.of(NAME);
                  case "compile" ->
                      arguments.length == 1
                          ? reference.compile((Program) arguments[0])
                          : shaped(
                              reference.compile((Program) arguments[0]),
                              (Integer) ((Map<?, ?>) arguments[2]).get("MICROS"));
                  default -> call(method, reference, arguments);
                });
  }

  /** A graph that takes so many microseconds more; -1 is wrong, -2 does not build. */
  private Graph shaped(Graph graph, int micros) {
    if (micros == -2) {
      graph.close();
      throw new IllegalStateException("it does not build\nbecause");
    }
    return (Graph)
        Proxy.newProxyInstance(
            KernelTunerTest.class.getClassLoader(),
            new Class<?>[] {Graph.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("replay") && micros > 0) {
                int times = arguments == null ? 1 : (Integer) arguments[0];
                nanos.addAndGet(1000L * micros * times);
              }
              Object result = call(method, graph, arguments);
              if (micros == -1 && result instanceof float[] floats) {
                floats[floats.length - 1] += 1;
              }
              return result;
            });
  }

  private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
