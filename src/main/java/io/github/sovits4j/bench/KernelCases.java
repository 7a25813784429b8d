package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TunableBackend;
import io.github.sovits4j.ops.TunableKernel;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorCases;
import io.github.sovits4j.verify.PreparedCase;
import io.github.sovits4j.verify.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The operator cases that one kernel computes, prepared once: to check and to time the kernel with
 * any parameters.
 */
final class KernelCases implements AutoCloseable {

  /** Where fewer operations than this come on a byte of weights, reading the weights decides. */
  private static final int OPERATIONS_PER_BYTE = 4;

  /** More than caches hold. */
  private static final long MORE_THAN_CACHED = 128L << 20;

  private static final int MOST_COPIES = 64;

  /**
   * A case.
   *
   * @param operatorCase which
   * @param expected what the reference backend makes of it
   * @param copies the case on the backend; where reading weights decides it is there several times,
   *     for a network finds the weights of its next layer in memory, not in a cache
   */
  private record Entry(
      OperatorCase operatorCase, List<Values> expected, List<PreparedCase> copies) {}

  private final TunableBackend backend;
  private final TunableKernel kernel;
  private final LongSupplier nanos;
  private final List<Entry> entries = new ArrayList<>();

  KernelCases(TunableBackend backend, TunableKernel kernel, Backend reference, LongSupplier nanos) {
    this.nanos = nanos;
    this.backend = backend;
    this.kernel = kernel;
    for (OperatorCase operatorCase : OperatorCases.all()) {
      if (operatorCase.operator().equals(kernel.operator())) {
        add(operatorCase, reference);
      }
    }
  }

  private void add(OperatorCase operatorCase, Backend reference) {
    PreparedCase prepared = operatorCase.prepare(backend);
    if (!backend.kernelsOf(prepared.graph()).contains(kernel.name())) {
      prepared.close();
      return;
    }
    List<PreparedCase> copies = new ArrayList<>(List.of(prepared));
    entries.add(new Entry(operatorCase, expected(operatorCase, reference), copies));
    int wanted = operatorCase.real() ? copies(prepared.graph().program()) : 1;
    while (copies.size() < wanted) {
      copies.add(operatorCase.prepare(backend));
    }
  }

  private static List<Values> expected(OperatorCase operatorCase, Backend reference) {
    try (PreparedCase prepared = operatorCase.prepare(reference)) {
      prepared.run();
      return prepared.read();
    }
  }

  private static int copies(Program program) {
    long weights =
        program.operators().stream()
            .flatMap(operator -> operator.reads().stream())
            .filter(tensor -> tensor.kind() == Tensor.Kind.CONSTANT)
            .mapToLong(Tensor::bytes)
            .sum();
    boolean read = program.flops() < OPERATIONS_PER_BYTE * weights;
    return read ? Math.clamp(MORE_THAN_CACHED / weights, 1, MOST_COPIES) : 1;
  }

  /** Whether there is anything to time. */
  boolean timed() {
    return entries.stream().anyMatch(entry -> entry.operatorCase.real());
  }

  /** What is wrong with the kernel with these parameters, in the first case that shows it. */
  Optional<String> fault(Map<String, Integer> parameters) {
    for (Entry entry : entries) {
      try (PreparedCase again = again(entry.copies.getFirst(), parameters)) {
        again.run();
        again.run(); // shows kernels that add to what is left of the first run
        double error = Values.worst(entry.expected, again.read());
        if (!(error <= entry.operatorCase.tolerance())) {
          return Optional.of(
              String.format(Locale.ROOT, "%s: error %.1e", entry.operatorCase, error));
        }
      } catch (RuntimeException e) { // does not build, or does not fit the device
        return Optional.of(entry.operatorCase + ": " + firstLine(e));
      }
    }
    return Optional.empty();
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  /**
   * The time with some parameters as a share of the time with others: the geometric mean over the
   * cases of the networks' shapes, so that each counts alike.
   *
   * @param seconds to spend, about
   */
  double ratio(Map<String, Integer> parameters, Map<String, Integer> others, double seconds) {
    List<Entry> timed = entries.stream().filter(entry -> entry.operatorCase.real()).toList();
    double logarithms = 0;
    for (Entry entry : timed) {
      try (Duel duel = new Duel(backend, copies(entry, parameters), copies(entry, others), nanos)) {
        logarithms += Math.log(duel.ratio(seconds / timed.size()));
      }
    }
    return Math.exp(logarithms / timed.size());
  }

  private List<TimedCase> copies(Entry entry, Map<String, Integer> parameters) {
    return entry.copies.stream().map(copy -> new TimedCase(again(copy, parameters))).toList();
  }

  private PreparedCase again(PreparedCase prepared, Map<String, Integer> parameters) {
    return prepared.recompiled(program -> backend.compile(program, kernel.name(), parameters));
  }

  @Override
  public void close() {
    entries.forEach(entry -> entry.copies.forEach(PreparedCase::close));
  }
}
