package io.github.sovits4j.bench;

import java.util.List;

/**
 * What a trace has seen, in nanoseconds since it began.
 *
 * @param stages of requests, in the order they ended
 * @param spans the host's calls
 * @param launches on the device, in the order of its queue
 */
public record Timeline(
    List<Trace.StageSpan> stages, List<Trace.Span> spans, List<Trace.LaunchSpan> launches) {

  public Timeline {
    stages = List.copyOf(stages);
    spans = List.copyOf(spans);
    launches = List.copyOf(launches);
  }

  /** When the first stage began; 0 where there is none. */
  long start() {
    return stages.stream().mapToLong(Trace.StageSpan::start).min().orElse(0);
  }

  /** When the last stage ended; 0 where there is none. */
  long end() {
    return stages.stream().mapToLong(Trace.StageSpan::end).max().orElse(0);
  }
}
