package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.AbstractGraph;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A program as launches: which kernels, and where their descriptors stand. */
final class TornadoGraph extends AbstractGraph implements Places {

  /** A step and whose it is. */
  private record Sited(Launches.Step step, LaunchSite site) {}

  private record Launch(int sequence, int[] descriptors, LaunchSite site) {}

  /** A stretch of a bank that this graph holds. */
  private record Stretch(DataType type, int at) {}

  /** How much launches are told does not depend on where anything lies. */
  private static final Places NOWHERE =
      new Places() {
        @Override
        public int at(Tensor tensor, Packing packing) {
          return 0;
        }

        @Override
        public int cell(Dim dim) {
          return 0;
        }
      };

  private final TornadoBackend backend;
  private final Device device;
  private final int[] slots; // where each begins in its bank
  private final List<Stretch> stretches = new ArrayList<>();
  private final List<Runnable> placements = new ArrayList<>(); // of weights, until all is bound
  private final List<Launch> launches = new ArrayList<>();
  private int lengthCells;
  private boolean lengthsChanged = true;

  TornadoGraph(TornadoBackend backend, Program program) {
    super(program);
    this.backend = backend;
    this.device = backend.onDevice();
    this.slots = new int[plan().slots().size()];
  }

  @Override
  protected void bind() {
    takeSlots();
    lengthCells = take(DataType.I32, lengths().length);
    Launches measured = new Launches(this, device.shape(), 0, 0, 0);
    program().operators().forEach(measured::add);
    int words = take(DataType.I32, measured.words().length);
    int numbers = take(DataType.F32, measured.numbers().length);
    int scratch = take(DataType.F32, measured.scratchSize());
    Launches bound = new Launches(this, device.shape(), words, numbers, scratch);
    List<Integer> firsts = new ArrayList<>(); // first step of each operator
    for (var operator : program().operators()) {
      firsts.add(bound.stepCount());
      bound.add(operator);
    }
    firsts.add(bound.stepCount());
    int[] all = bound.words();
    device.upload(device.banks().ofInts(), words, all, Rows.packed(all.length));
    float[] values = bound.numbers();
    Bank<float[]> floats = device.banks().ofReals(DataType.F32);
    device.upload(floats, numbers, values, Rows.packed(values.length));
    arrange(sited(bound.steps(), firsts), firsts);
    placements.clear();
  }

  private int take(DataType type, int elements) {
    int at = device.take("this graph", type, elements);
    stretches.add(new Stretch(type, at));
    return at;
  }

  /**
   * One launch per step, but one per layer where the layers of a decode step repeat: there a launch
   * costs more than many a kernel. Elsewhere a sequence would only be more to compile.
   */
  private void arrange(List<Sited> steps, List<Integer> firsts) {
    int at = 0;
    for (Program.Repeat repeat : program().repeats()) {
      int size = firsts.get(repeat.start() + repeat.size()) - firsts.get(repeat.start());
      int first = firsts.get(repeat.start());
      boolean small =
          size <= Plan.CURSOR
              && steps.subList(first, first + size).stream()
                  .anyMatch(sited -> sited.step.task().fewRows());
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
    int sequence = device.sequence(steps.stream().map(sited -> sited.step.task()).toList());
    launches.add(
        new Launch(
            sequence,
            steps.stream().mapToInt(sited -> sited.step.descriptor()).toArray(),
            joined(steps.stream().map(Sited::site).toList())));
  }

  /** One launch of all: TornadoVM's times are those of a task graph. */
  private LaunchSite joined(List<LaunchSite> sites) {
    return new LaunchSite(
        program(),
        sites.getFirst().operator(),
        sites.stream().mapToInt(LaunchSite::operators).sum(),
        sites.stream().map(LaunchSite::kernel).distinct().collect(Collectors.joining("+")));
  }

  private List<Sited> sited(List<Launches.Step> steps, List<Integer> firsts) {
    List<Sited> sited = new ArrayList<>();
    int operator = 0;
    for (int i = 0; i < steps.size(); i++) {
      while (i >= firsts.get(operator + 1)) {
        operator++;
      }
      String kernel = steps.get(i).task().name();
      int counted = i == firsts.get(operator) ? 1 : 0;
      sited.add(new Sited(steps.get(i), new LaunchSite(program(), operator, counted, kernel)));
    }
    return sited;
  }

  private void takeSlots() {
    int[] elements = elementsOfSlots();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = take(plan().slots().get(i).type(), elements[i]);
    }
  }

  private int[] elementsOfSlots() {
    int[] elements = new int[plan().slots().size()];
    List<Tensor> tensors = new ArrayList<>(program().inputs());
    program().operators().forEach(operator -> tensors.addAll(operator.writes()));
    for (Tensor tensor : tensors) {
      if (plan().holds(tensor)) {
        int slot = plan().slotOf(tensor);
        elements[slot] = Math.max(elements[slot], Rows.elements(tensor));
      }
    }
    return elements;
  }

  /** Bytes that {@link #bind} takes; places nothing. */
  long measure() {
    int[] elements = elementsOfSlots();
    long bytes = 0;
    for (int i = 0; i < elements.length; i++) {
      bytes += Space.bytes(plan().slots().get(i).type(), elements[i]);
    }
    Launches measured = new Launches(NOWHERE, device.shape(), 0, 0, 0);
    program().operators().forEach(measured::add);
    return bytes
        + Space.bytes(DataType.I32, lengths().length)
        + Space.bytes(DataType.I32, measured.words().length)
        + Space.bytes(DataType.F32, measured.numbers().length)
        + Space.bytes(DataType.F32, measured.scratchSize());
  }

  // ---- for the launches ----

  @Override
  public int at(Tensor tensor, Packing packing) {
    return switch (tensor.kind()) {
      case CONSTANT -> place(backend.weight(tensor), packing);
      case STATE -> backend.stateAt(tensor);
      case INPUT, RESULT -> slot(tensor);
    };
  }

  private int place(Weight weight, Packing packing) {
    if (!weight.placed(packing)) {
      placements.add(() -> weight.unplace(packing));
    }
    return weight.place(packing);
  }

  @Override
  public int cell(Dim dim) {
    return dim.fixed() ? device.one() : lengthCells + dim.length().index();
  }

  // ---- the graph ----

  @Override
  protected void run(int times) {
    if (lengthsChanged && lengths().length > 0) {
      Bank<int[]> ints = device.banks().ofInts();
      device.write(ints, lengthCells, lengths(), Rows.packed(lengths().length));
    }
    lengthsChanged = false;
    for (int i = 0; i < times; i++) {
      for (Launch launch : launches) {
        device.launch(launch.sequence, launch.descriptors, launch.site);
      }
    }
  }

  @Override
  protected void lengthChanged() {
    lengthsChanged = true;
  }

  @Override
  protected void store(Tensor input, float[] data) {
    device.write(device.banks().ofReals(input.type()), slot(input), data, rows(input));
  }

  @Override
  protected void store(Tensor input, int[] data) {
    device.write(device.banks().ofInts(), slot(input), data, rows(input));
  }

  @Override
  protected float[] loadFloats(Tensor tensor) {
    return device.read(device.banks().ofReals(tensor.type()), slot(tensor), rows(tensor));
  }

  @Override
  protected int[] loadInts(Tensor tensor) {
    return device.read(device.banks().ofInts(), slot(tensor), rows(tensor));
  }

  @Override
  protected void copyRows(
      Tensor input, AbstractGraph source, Tensor output, int rows, int first, int steps) {
    TornadoGraph other = (TornadoGraph) source;
    if (other.device != device) {
      throw new IllegalArgumentException("copy: expected a graph of this backend, got " + source);
    }
    device.copyRows(
        other.slot(output) + first, Rows.step(output), slot(input), Rows.step(input), rows, steps);
  }

  private int slot(Tensor tensor) {
    return slots[plan().slotOf(tensor)];
  }

  private Rows rows(Tensor tensor) {
    return Rows.of(tensor, this::value);
  }

  @Override
  protected long held() {
    return stretches.stream()
        .mapToLong(s -> (long) device.banks().of(s.type).space().size(s.at) * s.type.bytes())
        .sum();
  }

  @Override
  protected void free() {
    stretches.forEach(stretch -> device.give(stretch.type, stretch.at));
    stretches.clear();
    placements.forEach(Runnable::run);
    placements.clear();
    launches.clear();
    device.requireIntact();
  }
}
