package io.github.sovits4j.bench.kit;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program that may hang: when its time is over, it and all it started are killed. */
final class ChildProcess {

  private static final long LARGEST_LOG = 8 << 20;

  private ChildProcess() {}

  /**
   * How it ended.
   *
   * @param exitCode what it returned; meaningless when it was killed
   * @param timedOut whether its time was over
   * @param seconds how long it ran
   */
  record Ended(int exitCode, boolean timedOut, double seconds) {}

  /**
   * Runs a program to its end or the end of its time.
   *
   * @param environment variables beside those of this process
   * @param log where its output goes, both kinds
   * @throws UserException when it cannot be started
   */
  static Ended run(List<String> command, Map<String, String> environment, Path log, Duration limit)
      throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process;
    try {
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UserException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
    }
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!ended) {
        kill(process);
      }
    }
    return new Ended(ended ? process.exitValue() : -1, !ended, 1e-9 * (System.nanoTime() - start));
  }

  private static void kill(Process process) throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList(); // before their parent is gone
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.waitFor(5, TimeUnit.SECONDS); // one that waits for a driver may never go
  }

  /** The last lines of a log, without blank ones. */
  static List<String> lastLines(Path log, int count) {
    try {
      if (!Files.exists(log) || Files.size(log) > LARGEST_LOG) {
        return List.of();
      }
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      return List.of("the log cannot be read: " + e.getMessage());
    }
  }
}
