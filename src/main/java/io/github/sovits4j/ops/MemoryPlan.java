package io.github.sovits4j.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives the results of a program a few reusable buffers ("slots"), as a compiler gives variables
 * registers: a result keeps its slot from the operator that writes it to the last one that reads
 * it. Inputs and outputs keep a slot of their own.
 */
public final class MemoryPlan {

  /**
   * One buffer.
   *
   * @param type element type
   * @param elements size
   */
  public record Slot(DataType type, int elements) {

    /** Bytes of all elements. */
    public long bytes() {
      return (long) elements * type.bytes();
    }
  }

  private static final class Open {
    final DataType type;
    int elements;
    int freeFrom; // first operator that may overwrite it

    Open(DataType type, int elements) {
      this.type = type;
      this.elements = elements;
    }
  }

  // Tensors are equal only to themselves.
  private final Map<Tensor, Integer> slotOf = new HashMap<>();
  private final List<Slot> slots;

  private MemoryPlan(Program program) {
    Set<Tensor> kept = new HashSet<>(program.outputs());
    kept.addAll(program.probes().values());
    int end = program.operators().size();
    Map<Tensor, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < end; i++) {
      Operator operator = program.operators().get(i);
      for (Tensor tensor : operator.reads()) {
        lastUse.put(tensor, i);
      }
      for (Tensor tensor : operator.writes()) {
        lastUse.put(tensor, i);
      }
    }

    List<Open> open = new ArrayList<>();
    for (Tensor input : program.inputs()) {
      assign(open, input, 0, Integer.MAX_VALUE);
    }
    for (int i = 0; i < end; i++) {
      for (Tensor tensor : program.operators().get(i).writes()) {
        if (tensor.kind() == Tensor.Kind.RESULT && !slotOf.containsKey(tensor)) {
          int until = kept.contains(tensor) ? Integer.MAX_VALUE : lastUse.get(tensor) + 1;
          assign(open, tensor, i, until);
        }
      }
    }
    slots = open.stream().map(o -> new Slot(o.type, o.elements)).toList();
  }

  /** Plans the buffers of a program. */
  public static MemoryPlan of(Program program) {
    return new MemoryPlan(program);
  }

  /**
   * The smallest free slot that is large enough, else the largest free one made larger, else a new
   * one.
   */
  private void assign(List<Open> open, Tensor tensor, int from, int until) {
    int need = tensor.elements();
    Comparator<Open> fit =
        Comparator.<Open>comparingInt(o -> o.elements >= need ? 0 : 1)
            .thenComparingInt(o -> o.elements >= need ? o.elements : -o.elements);
    Open best =
        until == Integer.MAX_VALUE
            ? null
            : open.stream()
                .filter(o -> o.type == tensor.type() && o.freeFrom <= from)
                .min(fit)
                .orElse(null);
    if (best == null) {
      best = new Open(tensor.type(), need);
      open.add(best);
    }
    best.elements = Math.max(best.elements, need);
    best.freeFrom = until;
    slotOf.put(tensor, open.indexOf(best));
  }

  /** The buffers to allocate. */
  public List<Slot> slots() {
    return slots;
  }

  /** Which buffer holds a tensor of the program. */
  public int slotOf(Tensor tensor) {
    Integer slot = slotOf.get(tensor);
    if (slot == null) {
      throw new IllegalArgumentException(tensor + " is not an input or result of this program");
    }
    return slot;
  }

  /** Whether a tensor lives in one of the buffers. */
  public boolean holds(Tensor tensor) {
    return slotOf.containsKey(tensor);
  }

  /** Bytes of all buffers together. */
  public long bytes() {
    return slots.stream().mapToLong(Slot::bytes).sum();
  }

  @Override
  public String toString() {
    return "MemoryPlan" + Arrays.toString(slots.toArray());
  }
}
