package io.github.sovits4j.server;

import io.github.sovits4j.tts.DeviceLoad;
import io.github.sovits4j.tts.MemoryUse;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What the server counts, in Prometheus' text format. */
final class ServerMetrics {

  private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final LongAdder sentAway = new LongAdder();
  private final LongAdder gone = new LongAdder();
  private final DoubleAdder audio = new DoubleAdder();
  private final Histogram firstAudio = new Histogram(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60);
  private final Histogram realTime = new Histogram(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10);
  private final Histogram answered = new Histogram(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300);

  /**
   * A request was answered.
   *
   * @param route a known one, so that strangers cannot make up series
   */
  void answered(String route, int status, double seconds) {
    requests
        .computeIfAbsent(
            "{route=\"" + route + "\",status=\"" + status + "\"}", key -> new LongAdder())
        .increment();
    answered.add(seconds);
    if (status == 429) {
      sentAway.increment();
    } else if (status == 499) {
      gone.increment();
    }
  }

  /** Seconds from the call until the first sound was there. */
  void firstAudio(double seconds) {
    firstAudio.add(seconds);
  }

  /** A request was spoken to its end. */
  void spoken(double seconds, double realTimeFactor) {
    audio.add(seconds);
    realTime.add(realTimeFactor);
  }

  /** Everything, with what is known elsewhere. */
  String text(WaitingRoom room, MemoryUse memory, DeviceLoad load) {
    StringBuilder out = new StringBuilder();
    head(out, "sovits_requests_total", "counter", "Requests by route and status.");
    requests.forEach((labels, count) -> line(out, "sovits_requests_total" + labels, count.sum()));
    single(out, "sovits_rejected_total", "counter", "Requests sent away with 429.", sentAway.sum());
    single(
        out, "sovits_cancelled_total", "counter", "Requests whose client went away.", gone.sum());
    single(out, "sovits_audio_seconds_total", "counter", "Speech made, in seconds.", audio.sum());
    single(out, "sovits_requests_running", "gauge", "Requests being spoken.", room.running());
    single(out, "sovits_requests_waiting", "gauge", "Requests waiting for a turn.", room.waiting());
    firstAudio.text(out, "sovits_first_audio_seconds", "From the call to the first sound.");
    realTime.text(out, "sovits_real_time_factor", "Seconds of work per second of speech.");
    answered.text(out, "sovits_request_seconds", "From a request to the end of its answer.");
    single(out, "sovits_s1_slots", "gauge", "Sentences that a step of S1 computes.", load.slots());
    single(out, "sovits_s1_slots_used", "gauge", "Slots with a sentence.", load.taken());
    single(
        out,
        "sovits_s1_sentences_waiting",
        "gauge",
        "Sentences that wait for a slot.",
        load.waiting());
    single(
        out,
        "sovits_device_busy_seconds_total",
        "counter",
        "Seconds in which the device was at work, or was waited for.",
        load.busySeconds());
    single(
        out,
        "sovits_device_busy_ratio",
        "gauge",
        "The same as a share of the last half minute.",
        load.busyShare());
    head(out, "sovits_device_memory_bytes", "gauge", "Memory of the device.");
    line(out, "sovits_device_memory_bytes{kind=\"used\"}", memory.used());
    line(out, "sovits_device_memory_bytes{kind=\"peak\"}", memory.peak());
    line(out, "sovits_device_memory_bytes{kind=\"capacity\"}", memory.capacity());
    Runtime host = Runtime.getRuntime();
    single(
        out,
        "sovits_heap_used_bytes",
        "gauge",
        "Heap of the JVM.",
        host.totalMemory() - host.freeMemory());
    single(out, "sovits_heap_max_bytes", "gauge", "Most heap of the JVM.", host.maxMemory());
    return out.toString();
  }

  private static void single(
      StringBuilder out, String name, String type, String help, Number value) {
    head(out, name, type, help);
    line(out, name, value);
  }

  private static void head(StringBuilder out, String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder out, String series, Number value) {
    out.append(series)
        .append(' ')
        .append(
            value instanceof Double real
                ? String.format(Locale.ROOT, "%.6f", real)
                : value.toString())
        .append('\n');
  }

  /** Counts of values up to bounds. */
  private static final class Histogram {

    private final double[] bounds;
    private final long[] counts;
    private long count;
    private double sum;

    Histogram(double... bounds) {
      this.bounds = bounds;
      this.counts = new long[bounds.length];
    }

    synchronized void add(double value) {
      if (!Double.isFinite(value)) {
        return; // such as the factor of a speech without sound
      }
      count++;
      sum += value;
      for (int i = 0; i < bounds.length; i++) {
        if (value <= bounds[i]) {
          counts[i]++;
        }
      }
    }

    synchronized void text(StringBuilder out, String name, String help) {
      head(out, name, "histogram", help);
      for (int i = 0; i < bounds.length; i++) {
        String bound = Double.toString(bounds[i]).replaceAll("\\.0$", "");
        line(out, name + "_bucket{le=\"" + bound + "\"}", counts[i]);
      }
      line(out, name + "_bucket{le=\"+Inf\"}", count);
      line(out, name + "_sum", sum);
      line(out, name + "_count", count);
    }
  }
}
