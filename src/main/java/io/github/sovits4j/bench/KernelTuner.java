package io.github.sovits4j.bench;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.TunableBackend;
import io.github.sovits4j.ops.TunableKernel;
import io.github.sovits4j.verify.OperatorVerifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Searches the parameters of kernels on a device. One parameter after the other is changed, and
 * what is faster by more than noise is kept; at the end the winner must beat the defaults once
 * more, for the luckiest of many measurements is lucky. A candidate is timed only when every case
 * of the table that the kernel computes came out right.
 */
public final class KernelTuner implements AutoCloseable {

  /** A candidate must need less than this share of the time: the rest is noise. */
  static final double FASTER = 0.97;

  /** How much longer than a candidate the winner is timed. */
  private static final int FINAL = 3;

  private final TunableBackend backend;
  private final Backend reference;
  private final double seconds;
  private final LongSupplier nanos;

  /**
   * Gets ready.
   *
   * @param backend whose kernels; stays open
   * @param seconds to spend on timing a candidate, about
   */
  public KernelTuner(TunableBackend backend, double seconds) {
    this(backend, seconds, System::nanoTime);
  }

  /** With another clock, in nanoseconds. */
  KernelTuner(TunableBackend backend, double seconds, LongSupplier nanos) {
    this.nanos = nanos;
    this.backend = backend;
    this.reference = Backends.open(OperatorVerifier.REFERENCE);
    this.seconds = seconds;
  }

  /**
   * What became of a kernel.
   *
   * @param kernel which
   * @param winner the best parameters; the defaults where nothing is faster
   * @param speedUp the time with the defaults over the time with the winner; 1 for the defaults
   * @param dropped parameters that gave wrong results or no kernel, with the reason
   */
  public record Outcome(
      TunableKernel kernel, Map<String, Integer> winner, double speedUp, List<String> dropped) {

    /** Whether something is faster than the defaults. */
    public boolean improved() {
      return !winner.equals(kernel.defaults());
    }
  }

  /**
   * Searches one kernel.
   *
   * @param tried runs after each of the {@linkplain TunableKernel#alternatives alternatives}
   * @throws UserException when the kernel is wrong with its defaults
   */
  public Outcome tune(TunableKernel kernel, Runnable tried) {
    List<String> dropped = new ArrayList<>();
    Map<String, Integer> defaults = kernel.defaults();
    try (KernelCases cases = new KernelCases(backend, kernel, reference, nanos)) {
      if (!cases.timed()) {
        return new Outcome(kernel, defaults, 1, dropped);
      }
      requireRight(kernel, cases.fault(defaults));
      Map<String, Integer> best = defaults;
      for (Map.Entry<String, List<Integer>> parameter : kernel.values().entrySet()) {
        for (int value : parameter.getValue()) {
          Map<String, Integer> candidate = new LinkedHashMap<>(best);
          if (candidate.put(parameter.getKey(), value) == value) {
            continue;
          }
          Optional<String> fault = cases.fault(candidate);
          if (fault.isPresent()) {
            dropped.add(candidate + ": " + fault.get());
          } else if (cases.ratio(candidate, best, seconds) < FASTER) {
            best = candidate;
          }
          tried.run();
        }
      }
      double share = best.equals(defaults) ? 1 : cases.ratio(best, defaults, FINAL * seconds);
      return share < FASTER
          ? new Outcome(kernel, best, 1 / share, dropped)
          : new Outcome(kernel, defaults, 1, dropped);
    }
  }

  private void requireRight(TunableKernel kernel, Optional<String> fault) {
    if (fault.isPresent()) {
      throw new UserException(
          String.format(
              "kernel %s is wrong here with its defaults (%s); nothing can be measured against it."
                  + " sovits verify --backend %s --operator %s tells more.",
              kernel.name(), fault.get(), backend.name(), kernel.operator().getSimpleName()));
    }
  }

  @Override
  public void close() {
    reference.close();
  }
}
