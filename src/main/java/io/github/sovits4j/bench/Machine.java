package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Processor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Where and when something was measured; nothing that names the machine or its owner.
 *
 * @param cpu the processor's model
 * @param cores how many the JVM may use
 * @param load jobs that were running, averaged over the last minute; below 0 where unknown
 * @param system operating system and architecture
 * @param java the JVM
 * @param date when, in UTC
 * @param commit the source's commit, "+" when it was changed since, or "unknown"
 */
public record Machine(
    String cpu, int cores, double load, String system, String java, String date, String commit) {

  private static final int GIT_SECONDS = 5;

  /** This machine, now. */
  public static Machine here() {
    return new Machine(
        Processor.model(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        commitHere());
  }

  /** One line for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, load %.1f, %s, %s, %s, commit %s",
        cpu,
        cores,
        load,
        system,
        java,
        date,
        commit);
  }

  private static String commitHere() {
    String commit = git("rev-parse", "--short", "HEAD");
    if (commit.isEmpty()) {
      return "unknown";
    }
    return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? commit : commit + "+";
  }

  private static String git(String... arguments) {
    ProcessBuilder builder = new ProcessBuilder("git");
    builder.command().addAll(List.of(arguments));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
          ? out.strip()
          : "";
    } catch (IOException e) {
      return ""; // no git here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
