package io.github.sovits4j.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lifetimes counted once more, over random programs. */
class MemoryPlanTest {

  private static Tensor weight(int... shape) {
    return Tensor.fixed("w", DataType.F32, Tensor.Kind.CONSTANT, shape);
  }

  private static Tensor product(Ops ops, Tensor x, int out, Tensor residual) {
    Tensor weight = weight(out, x.size(0), 1);
    Addends addends = Addends.residual(residual);
    return ops.conv1d(x, weight, null, Conv1d.Settings.DEFAULT, addends, x.dim(1));
  }

  /** Chains, forks and joins of several sizes and both types, with a few outputs and probes. */
  private static Program random(Random random) {
    Ops ops = new Ops(true);
    Dim time = Dim.of(8);
    List<Tensor> values = new ArrayList<>(); // [channels, 8]
    values.add(ops.input("a", DataType.F32, Dim.of(4), time));
    values.add(ops.input("b", DataType.F32, Dim.of(6), time));
    int n = 1 + random.nextInt(40);
    for (int i = 0; i < n; i++) {
      Tensor x = values.get(random.nextInt(values.size()));
      int out = 2 * (1 + random.nextInt(8));
      Tensor y =
          switch (random.nextInt(4)) {
            case 0 -> ops.flipChannels(x);
            case 1 -> product(ops, x, out, null);
            case 2 -> ops.lookup(ops.nearestCode(x, weight(5, x.size(0))), weight(5, out), 1);
            default -> {
              Tensor residual = values.get(random.nextInt(values.size()));
              yield product(ops, x, residual.size(0), residual);
            }
          };
      if (random.nextInt(6) == 0) {
        ops.output(y);
      }
      if (random.nextInt(9) == 0) {
        ops.probe("probe" + i, y);
      }
      values.add(y);
    }
    ops.output(values.getLast());
    return ops.program();
  }

  /** From the operator that writes it to the last one that reads it, both included. */
  private static Map<Tensor, int[]> lifetimes(Program program) {
    Map<Tensor, int[]> lives = new HashMap<>();
    program.inputs().forEach(input -> lives.put(input, new int[] {-1, Integer.MAX_VALUE}));
    for (int i = 0; i < program.operators().size(); i++) {
      Operator operator = program.operators().get(i);
      for (Tensor tensor : operator.writes()) {
        lives.put(tensor, new int[] {i, i});
      }
      for (Tensor tensor : operator.reads()) {
        if (lives.containsKey(tensor)) {
          lives.get(tensor)[1] = Math.max(lives.get(tensor)[1], i);
        }
      }
    }
    program.outputs().forEach(output -> lives.get(output)[1] = Integer.MAX_VALUE);
    program.probes().values().forEach(probe -> lives.get(probe)[1] = Integer.MAX_VALUE);
    return lives;
  }

  @Test
  void liveTensorsNeverShareASlot() {
    int shared = 0;
    for (int seed = 0; seed < 500; seed++) {
      Program program = random(new Random(seed));
      MemoryPlan plan = MemoryPlan.of(program);
      Map<Tensor, int[]> lives = lifetimes(program);
      List<Tensor> tensors = List.copyOf(lives.keySet());
      for (int i = 0; i < tensors.size(); i++) {
        Tensor a = tensors.get(i);
        MemoryPlan.Slot slot = plan.slots().get(plan.slotOf(a));
        assertEquals(a.type(), slot.type());
        assertTrue(a.elements() <= slot.elements());
        for (int j = 0; j < i; j++) {
          Tensor b = tensors.get(j);
          if (plan.slotOf(a) == plan.slotOf(b)) {
            shared++;
            int[] one = lives.get(a);
            int[] other = lives.get(b);
            assertTrue(
                one[1] < other[0] || other[1] < one[0], () -> a + " and " + b + " live together");
          }
        }
      }
    }
    assertTrue(shared > 1000, "random programs share slots at all");
  }

  @Test
  void inputsAndOutputsKeepASlotOfTheirOwn() {
    for (int seed = 0; seed < 200; seed++) {
      Program program = random(new Random(seed));
      MemoryPlan plan = MemoryPlan.of(program);
      Set<Tensor> kept = new HashSet<>(program.inputs());
      kept.addAll(program.outputs());
      kept.addAll(program.probes().values());
      for (Tensor a : lifetimes(program).keySet()) {
        for (Tensor b : kept) {
          if (a != b) {
            assertNotEquals(plan.slotOf(a), plan.slotOf(b), () -> a + " and " + b);
          }
        }
      }
    }
  }

  @Test
  void neverMoreThanTheSumAndLessForAChain() {
    for (int seed = 0; seed < 200; seed++) {
      Program program = random(new Random(seed));
      long sum = lifetimes(program).keySet().stream().mapToLong(Tensor::bytes).sum();
      assertTrue(MemoryPlan.of(program).bytes() <= sum);
    }
    Ops ops = new Ops();
    Tensor x = ops.input("x", DataType.F32, Dim.of(4), Dim.of(8));
    for (int i = 0; i < 50; i++) {
      x = ops.flipChannels(x);
    }
    ops.output(x);
    assertEquals(4L * (4 * 8 * 4), MemoryPlan.of(ops.program()).bytes()); // in, out, two to swap
  }

  @Test
  void constantsAndStatesAreNotPlanned() {
    Ops ops = new Ops();
    Tensor table = weight(3, 4);
    ops.output(ops.lookup(ops.input("ids", DataType.I32, Dim.of(5)), table, 1));
    MemoryPlan plan = MemoryPlan.of(ops.program());
    assertFalse(plan.holds(table));
    assertThrows(IllegalArgumentException.class, () -> plan.slotOf(table));
  }
}
