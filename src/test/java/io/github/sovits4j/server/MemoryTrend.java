package io.github.sovits4j.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether memory still grows when all that has to be loaded, compiled and cached has been. */
final class MemoryTrend {

  private record Sample(double seconds, double bytes) {}

  private final List<Sample> samples = new ArrayList<>();

  /** Memory at a time; times come in order. */
  void add(double seconds, double bytes) {
    samples.add(new Sample(seconds, bytes));
  }

  /** The samples of the later half of the time. */
  private List<Sample> late() {
    double middle = (samples.getFirst().seconds + samples.getLast().seconds) / 2;
    return samples.stream().filter(sample -> sample.seconds >= middle).toList();
  }

  /** Bytes by which it grew in the later half: the slope of the straight line, times the half. */
  double growth() {
    List<Sample> late = late();
    double time = late.stream().mapToDouble(Sample::seconds).average().orElseThrow();
    double bytes = late.stream().mapToDouble(Sample::bytes).average().orElseThrow();
    double above = 0;
    double below = 0;
    for (Sample s : late) {
      above += (s.seconds - time) * (s.bytes - bytes);
      below += (s.seconds - time) * (s.seconds - time);
    }
    return above / below * (late.getLast().seconds - late.getFirst().seconds);
  }

  /** All samples in MB. */
  @Override
  public String toString() {
    return samples.stream()
        .map(s -> String.format(Locale.ROOT, "%.1f", s.bytes / 1e6))
        .collect(Collectors.joining(" "));
  }
}
