package io.github.sovits4j.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The guards that the contract's tests rely on. */
class StretchGuardsTest {

  private static final int ELEMENTS = 32;

  @BeforeEach
  void needsADevice() {
    Optional<String> missing = new TornadoProvider().missing();
    Skip.unless(missing.isEmpty(), "backend tornado: " + missing.orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "F32, -1, 'x, 1 place before its begin'",
    "F32, 32, 'x, 1 place behind its end'",
    "F32, 95, 'x, 64 places behind its end'",
    "F16, -1, 'x, 1 place before its begin'",
    "F16, 33, 'x, 2 places behind its end'",
    "I32, -64, 'x, 64 places before its begin'",
    "I32, 32, 'x, 1 place behind its end'",
    "F32, 0, ''",
    "F16, 31, ''",
    "I32, 31, ''",
  })
  void aWriteBesideAStretchIsFound(DataType type, int place, String where) {
    try (Device device = new Device(WorkShape.CPU, BackendOptions.DEFAULT.withGuards(true))) {
      int at = device.take("x", type, ELEMENTS);
      int neighbour = device.take("neighbour", type, ELEMENTS);
      poke(device, device.banks().of(type), at + place);
      device.give(type, at);
      if (where.isEmpty()) {
        device.requireIntact();
      } else {
        IllegalStateException e = assertThrows(IllegalStateException.class, device::requireIntact);
        assertEquals("guards: expected no write outside of tensors, got " + where, e.getMessage());
      }
      device.give(type, neighbour);
      device.requireIntact(); // told once
    }
  }

  /** The guard between two stretches is both's. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"F32", "F16", "I32"})
  void aNeighbourTakenLaterHidesNoWrite(DataType type) {
    try (Device device = new Device(WorkShape.CPU, BackendOptions.DEFAULT.withGuards(true))) {
      int at = device.take("x", type, ELEMENTS);
      poke(device, device.banks().of(type), at + ELEMENTS);
      int neighbour = device.take("neighbour", type, ELEMENTS);
      assertEquals(at + ELEMENTS + StretchGuards.SIZE, neighbour);
      device.give(type, at);
      IllegalStateException e = assertThrows(IllegalStateException.class, device::requireIntact);
      assertEquals(
          "guards: expected no write outside of tensors, got x, 1 place behind its end",
          e.getMessage());
      device.give(type, neighbour);
      device.requireIntact(); // told once
    }
  }

  /** It is the one whose launches wrote there. */
  @Test
  void aGraphTellsWhenItIsClosed() {
    try (TornadoBackend backend = new TornadoBackend(BackendOptions.DEFAULT.withGuards(true))) {
      Graph graph =
          backend
              .capture(
                  ops -> {
                    Tensor x = ops.input("x", DataType.F32, Dim.of(2), Dim.of(3));
                    return ops.output(ops.flipChannels(x));
                  })
              .graph();
      graph.replay();
      int y = ((TornadoGraph) graph).at(graph.program().outputs().getFirst(), null);
      Device device = backend.onDevice();
      poke(device, device.banks().ofReals(DataType.F32), y - 1);
      IllegalStateException e = assertThrows(IllegalStateException.class, graph::close);
      assertTrue(
          e.getMessage().contains("this graph, "), e::getMessage); // the guard is two stretches'
    }
  }

  /** Whatever was taken and given back before, each stretch lies between guards. */
  @Test
  void everyStretchLiesBetweenGuards() {
    Random random = new Random(3);
    try (Device device = new Device(WorkShape.CPU, BackendOptions.DEFAULT.withGuards(true))) {
      List<Integer> taken = new ArrayList<>();
      for (int round = 0; round < 300; round++) {
        if (taken.isEmpty() || random.nextInt(5) < 3) {
          taken.add(device.take("x", DataType.I32, 1 + random.nextInt(90)));
        } else {
          device.give(DataType.I32, taken.remove(random.nextInt(taken.size())));
        }
        if (round == 100) {
          device.read(device.banks().ofInts(), taken.getFirst(), Rows.packed(1)); // builds a plan
        }
      }
      taken.forEach(at -> device.give(DataType.I32, at));
      device.requireIntact();
    }
  }

  private static <H> void poke(Device device, Bank<H> bank, int at) {
    device.read(bank, at, Rows.packed(1)); // so that there is a plan, and the kernel writes
    device.write(bank, at, bank.data(1), Rows.packed(1));
  }
}
