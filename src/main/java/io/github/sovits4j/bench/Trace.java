package io.github.sovits4j.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the host asked of a backend and when: one span per call. Spans are the host's: a replay may
 * return before the device is done, and the wait is then in the read that follows.
 */
public final class Trace {

  /** Kinds of calls. */
  public enum Kind {
    /** Binding a program to the device. */
    COMPILE,
    /** Running a graph. */
    REPLAY,
    /** Host to device. */
    WRITE,
    /** Waiting for the device, and device to host. */
    READ
  }

  /**
   * A call.
   *
   * @param what the graph or tensor
   * @param thread who called
   * @param start in nanoseconds since the trace began
   * @param end in nanoseconds since the trace began
   */
  public record Span(Kind kind, String what, String thread, long start, long end) {}

  /**
   * How often a graph ran.
   *
   * @param program what it runs
   * @param replays how often
   */
  public record Runs(Program program, long replays) {}

  private final long zero = System.nanoTime();
  private final boolean keepsSpans;
  private final List<Span> spans = new ArrayList<>();
  private final Map<String, Runs> runs = new LinkedHashMap<>();

  /**
   * Starts a trace.
   *
   * @param keepsSpans whether spans are kept, or replays only counted
   */
  public Trace(boolean keepsSpans) {
    this.keepsSpans = keepsSpans;
  }

  /** What a graph is for, told by the operators that only it has. */
  static String nameOf(Program program) {
    List<String> operators = program.operators().stream().map(o -> o.name()).distinct().toList();
    if (operators.contains("EmbedToken")) {
      return "S1 decode step";
    }
    if (operators.contains("EmbedRows")) {
      return "S1 prefill";
    }
    if (operators.contains("SamplePrior")) {
      return "S2 prior and flow";
    }
    if (operators.contains("ConvTranspose1d")) {
      return "S2 generator";
    }
    if (operators.contains("Spectrogram")) {
      return "reference spectrogram";
    }
    return operators.contains("MeanOverTime") ? "speaker encoder" : String.join(", ", operators);
  }

  synchronized void add(Kind kind, String what, long startNanos) {
    if (keepsSpans) {
      long now = System.nanoTime();
      spans.add(
          new Span(kind, what, Thread.currentThread().getName(), startNanos - zero, now - zero));
    }
  }

  synchronized void ran(Program program, int times) {
    runs.merge(
        nameOf(program),
        new Runs(program, times),
        (old, more) -> new Runs(program, old.replays + more.replays));
  }

  /** The calls so far. */
  public synchronized List<Span> spans() {
    return List.copyOf(spans);
  }

  /** Replays so far, by graph; of graphs of one name the program last run. */
  public synchronized Map<String, Runs> runs() {
    return new LinkedHashMap<>(runs);
  }

  /** Forgets the replays counted so far. */
  public synchronized void resetRuns() {
    runs.clear();
  }

  /**
   * Writes Chrome's trace-event format, which chrome://tracing and Perfetto show.
   *
   * @throws UserException when the file cannot be written
   */
  public void write(Path file) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("displayTimeUnit", "ms");
    ArrayNode events = root.putArray("traceEvents");
    Map<String, Integer> threads = new LinkedHashMap<>();
    for (Span span : spans()) {
      int thread = threads.computeIfAbsent(span.thread, name -> threads.size() + 1);
      ObjectNode event = events.addObject();
      event.put("name", span.what);
      event.put("cat", span.kind.name().toLowerCase(java.util.Locale.ROOT));
      event.put("ph", "X");
      event.put("ts", span.start / 1000.0);
      event.put("dur", (span.end - span.start) / 1000.0);
      event.put("pid", 1);
      event.put("tid", thread);
    }
    threads.forEach(
        (name, thread) -> {
          ObjectNode event = events.addObject();
          event.put("name", "thread_name");
          event.put("ph", "M");
          event.put("pid", 1);
          event.put("tid", thread);
          event.putObject("args").put("name", name);
        });
    try {
      mapper.writeValue(file.toFile(), root);
    } catch (IOException e) {
      throw new UserException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
