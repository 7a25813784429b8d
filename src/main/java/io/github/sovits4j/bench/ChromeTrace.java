package io.github.sovits4j.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a trace in Chrome's trace-event format, which chrome://tracing and Perfetto show: the
 * host's threads with stages and calls, and the device's queue.
 */
public final class ChromeTrace {

  private static final int HOST = 1;
  private static final int DEVICE = 2;

  private final ArrayNode events;
  private final ObjectNode root = new ObjectMapper().createObjectNode();
  private final Map<String, Integer> threads = new LinkedHashMap<>();

  private ChromeTrace() {
    root.put("displayTimeUnit", "ms");
    events = root.putArray("traceEvents");
  }

  /**
   * Writes a trace. The file is complete or not there at all.
   *
   * @throws UserException when the file cannot be written
   */
  public static void write(Timeline trace, Path file) {
    ChromeTrace chrome = new ChromeTrace();
    trace
        .stages()
        .forEach(
            stage ->
                chrome.event(
                    Trace.nameOf(stage.stage())
                        + (stage.sentence() == 0 ? "" : " of sentence " + stage.sentence()),
                    "stage",
                    HOST,
                    // Several are composed at once, and what is on one line must not overlap.
                    chrome.thread(
                        stage.sentence() == 0 ? stage.thread() : "sentence " + stage.sentence()),
                    stage.start(),
                    stage.end()));
    trace
        .spans()
        .forEach(
            span ->
                chrome.event(
                    span.what(),
                    span.kind().name().toLowerCase(Locale.ROOT),
                    HOST,
                    chrome.thread(span.thread()),
                    span.start(),
                    span.end()));
    trace.launches().forEach(chrome::launch);
    chrome.name("process_name", HOST, 0, "host");
    chrome.name("process_name", DEVICE, 0, "device");
    chrome.name("thread_name", DEVICE, 1, "queue");
    chrome.threads.forEach((name, thread) -> chrome.name("thread_name", HOST, thread, name));
    chrome.save(file);
  }

  private int thread(String name) {
    return threads.computeIfAbsent(name, ignored -> threads.size() + 1);
  }

  private ObjectNode event(
      String name, String category, int process, int thread, long start, long end) {
    ObjectNode event = events.addObject();
    event.put("name", name);
    event.put("cat", category);
    event.put("ph", "X");
    event.put("ts", start / 1000.0);
    event.put("dur", (end - start) / 1000.0);
    event.put("pid", process);
    event.put("tid", thread);
    return event;
  }

  private void launch(Trace.LaunchSpan launch) {
    ObjectNode arguments =
        event(launch.site().what(), "kernel", DEVICE, 1, launch.start(), launch.end())
            .putObject("args");
    double nanos = Math.max(1, launch.end() - launch.start());
    arguments.put("kernel", launch.site().kernel());
    arguments.put("graph", Trace.nameOf(launch.site().program()));
    arguments.put("GB/s", launch.site().bytes() / nanos);
    arguments.put("GFLOP/s", launch.site().flops() / nanos);
  }

  private void name(String what, int process, int thread, String name) {
    ObjectNode event = events.addObject();
    event.put("name", what);
    event.put("ph", "M");
    event.put("pid", process);
    event.put("tid", thread);
    event.putObject("args").put("name", name);
  }

  private void save(Path file) {
    try {
      Path part = file.resolveSibling(file.getFileName() + ".part");
      try {
        new ObjectMapper().writeValue(part.toFile(), root);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UserException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
