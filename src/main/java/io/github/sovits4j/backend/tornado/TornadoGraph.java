package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.MemoryPlan;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A program as launches: which kernels, and where their descriptors stand. */
final class TornadoGraph implements Graph {

  /** A step and whose it is. */
  private record Sited(Descriptors.Step step, LaunchSite site) {}

  private record Launch(int sequence, int[] descriptors, LaunchSite site) {}

  private final TornadoBackend backend;
  private final Device device;
  private final Program program;
  private final MemoryPlan plan;
  private final int[] slots; // where each begins in its bank
  private final int[] lengths;
  private final int lengthCells;
  private final int words;
  private final int scratch;
  private final int numbers;
  private final List<Launch> launches = new ArrayList<>();
  private boolean lengthsChanged = true;
  private boolean closed;

  TornadoGraph(TornadoBackend backend, Program program) {
    this.backend = backend;
    this.device = backend.banks();
    this.program = program;
    this.plan = MemoryPlan.of(program);
    this.lengths = program.lengths().stream().mapToInt(Length::capacity).toArray();
    this.slots = takeSlots();
    this.lengthCells = device.ints().take(lengths.length);

    Descriptors measured = new Descriptors(this, 0, 0, 0);
    program.operators().forEach(measured::add);
    words = device.ints().take(measured.words().length);
    numbers = device.floats().take(measured.numbers().length);
    scratch = device.floats().take(measured.scratchSize());
    Descriptors descriptors = new Descriptors(this, words, numbers, scratch);
    List<Integer> firsts = new ArrayList<>(); // first step of each operator
    for (var operator : program.operators()) {
      firsts.add(descriptors.steps().size());
      descriptors.add(operator);
    }
    firsts.add(descriptors.steps().size());
    int[] all = descriptors.words();
    device.write(words, all, Rows.packed(all.length));
    float[] values = descriptors.numbers();
    device.write(DataType.F32, numbers, values, Rows.packed(values.length));
    arrange(sited(descriptors.steps(), firsts), firsts);
  }

  /**
   * One launch per step, but one per layer where the layers of a decode step repeat: there a launch
   * costs more than many a kernel. Elsewhere a sequence would only be more to compile.
   */
  private void arrange(List<Sited> steps, List<Integer> firsts) {
    int at = 0;
    for (Program.Repeat repeat : program.repeats()) {
      int size = firsts.get(repeat.start() + repeat.size()) - firsts.get(repeat.start());
      int first = firsts.get(repeat.start());
      boolean small =
          size <= Device.CURSOR
              && steps.subList(first, first + size).stream()
                  .anyMatch(sited -> sited.step.kernel().forFewRows());
      if (small) {
        singly(steps.subList(at, first));
        for (int i = 0; i < repeat.count(); i++) {
          together(steps.subList(first + i * size, first + (i + 1) * size));
        }
        at = first + repeat.count() * size;
      }
    }
    singly(steps.subList(at, steps.size()));
  }

  private void singly(List<Sited> steps) {
    steps.forEach(step -> together(List.of(step)));
  }

  private void together(List<Sited> steps) {
    int sequence = device.sequence(steps.stream().map(sited -> sited.step.kernel()).toList());
    launches.add(
        new Launch(
            sequence,
            steps.stream().mapToInt(sited -> sited.step.descriptor()).toArray(),
            joined(steps.stream().map(Sited::site).toList())));
  }

  /** One launch of all: TornadoVM's times are those of a task graph. */
  private LaunchSite joined(List<LaunchSite> sites) {
    return new LaunchSite(
        program,
        sites.getFirst().operator(),
        sites.stream().mapToInt(LaunchSite::operators).sum(),
        sites.stream().map(LaunchSite::kernel).distinct().collect(Collectors.joining("+")));
  }

  private List<Sited> sited(List<Descriptors.Step> steps, List<Integer> firsts) {
    List<Sited> sited = new ArrayList<>();
    int operator = 0;
    for (int i = 0; i < steps.size(); i++) {
      while (i >= firsts.get(operator + 1)) {
        operator++;
      }
      String kernel = steps.get(i).kernel().name().toLowerCase(Locale.ROOT);
      int counted = i == firsts.get(operator) ? 1 : 0;
      sited.add(new Sited(steps.get(i), new LaunchSite(program, operator, counted, kernel)));
    }
    return sited;
  }

  private int[] takeSlots() {
    int[] elements = new int[plan.slots().size()];
    List<Tensor> tensors = new ArrayList<>(program.inputs());
    program.operators().forEach(operator -> tensors.addAll(operator.writes()));
    for (Tensor tensor : tensors) {
      if (plan.holds(tensor)) {
        int slot = plan.slotOf(tensor);
        elements[slot] = Math.max(elements[slot], Rows.elements(tensor));
      }
    }
    int[] starts = new int[elements.length];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = device.space(plan.slots().get(i).type()).take(elements[i]);
    }
    return starts;
  }

  // ---- for the descriptors ----

  Device device() {
    return device;
  }

  /** Where a tensor begins in its bank; a weight in this order. */
  int at(Tensor tensor, Packing packing) {
    return switch (tensor.kind()) {
      case CONSTANT -> backend.weight(tensor).place(device, packing);
      case STATE -> backend.stateAt(tensor);
      case INPUT, RESULT -> slots[plan.slotOf(tensor)];
    };
  }

  /** The cell of a length. */
  int cell(Length length) {
    return lengthCells + length.index();
  }

  // ---- the graph ----

  @Override
  public void replay(int times) {
    requireOpen();
    if (lengthsChanged && lengths.length > 0) {
      device.write(lengthCells, lengths, Rows.packed(lengths.length));
    }
    lengthsChanged = false;
    for (int i = 0; i < times; i++) {
      for (Launch launch : launches) {
        device.launch(launch.sequence, launch.descriptors, launch.site);
      }
    }
  }

  @Override
  public void set(Length length, int value) {
    requireOpen();
    program.checkLength(length, value);
    lengthsChanged |= lengths[length.index()] != value;
    lengths[length.index()] = value;
  }

  @Override
  public void write(Tensor input, float[] data) {
    device.write(input.type(), at(input, null), data, rows(input, data.length, true));
  }

  @Override
  public void write(Tensor input, int[] data) {
    device.write(at(input, null), data, rows(input, data.length, true));
  }

  @Override
  public float[] floats(Tensor output) {
    Rows rows = rows(output, -1, false);
    return device.readFloats(output.type(), at(output, null), rows);
  }

  @Override
  public int[] ints(Tensor output) {
    Rows rows = rows(output, -1, false);
    return device.readInts(at(output, null), rows);
  }

  private Rows rows(Tensor tensor, int given, boolean input) {
    requireOpen();
    boolean known =
        input
            ? tensor.kind() == Tensor.Kind.INPUT && plan.holds(tensor)
            : program.outputs().contains(tensor)
                || program.probes().containsValue(tensor)
                || program.inputs().contains(tensor);
    if (!known) {
      throw new IllegalArgumentException(
          tensor + (input ? " is not an input" : " is not an output") + " of this graph");
    }
    Rows rows = Rows.of(tensor, this::value);
    if (input && given != rows.count()) {
      throw new IllegalArgumentException(
          tensor + ": expected " + rows.count() + " elements, got " + given);
    }
    return rows;
  }

  private int value(Dim dim) {
    return dim.value(lengths);
  }

  @Override
  public Program program() {
    return program;
  }

  @Override
  public long bytes() {
    if (closed) {
      return 0;
    }
    long elements = device.floats().size(numbers) + (long) device.floats().size(scratch);
    elements += device.ints().size(words) + (long) device.ints().size(lengthCells);
    for (int i = 0; i < slots.length; i++) {
      elements += device.space(plan.slots().get(i).type()).size(slots[i]);
    }
    return elements * Float.BYTES;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (int i = 0; i < slots.length; i++) {
      device.space(plan.slots().get(i).type()).give(slots[i]);
    }
    device.ints().give(words);
    device.ints().give(lengthCells);
    device.floats().give(numbers);
    device.floats().give(scratch);
    launches.clear();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this graph is closed");
    }
  }
}
