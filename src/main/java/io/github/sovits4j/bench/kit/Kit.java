package io.github.sovits4j.bench.kit;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks one question after the other until all are answered or the time is over. */
public final class Kit {

  private static final Duration TOO_SHORT = Duration.ofSeconds(5);
  private static final int LAST_LINES = 12;

  /** Steps beside each other: each has threads of its own, and some GB of memory. */
  private static final int LANES = Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, 4);

  private final KitLayout kit;
  private final Path output;
  private final long end;
  private final int lanes;
  private final Consumer<String> progress;
  private final Map<String, String> environment = new HashMap<>();
  private KitReport report;

  /**
   * Prepares a run.
   *
   * @param home the unpacked kit
   * @param output folder of the results, made when it is not there
   * @param time that all steps may take together
   * @param progress hears a line for every step
   * @throws UserException when {@code home} is no kit or {@code output} cannot be written
   */
  public Kit(Path home, Path output, Duration time, Consumer<String> progress) {
    this(home, output, time, progress, LANES);
  }

  /** With as many steps beside each other at most. */
  Kit(Path home, Path output, Duration time, Consumer<String> progress, int lanes) {
    this.lanes = lanes;
    this.kit = new KitLayout(home.toAbsolutePath());
    this.output = output.toAbsolutePath();
    this.end = System.nanoTime() + time.toNanos();
    this.progress = progress;
    try {
      Files.createDirectories(this.output.resolve("logs"));
    } catch (IOException e) {
      throw new UserException(output + ": cannot be made: " + e.getMessage(), e);
    }
  }

  /**
   * Runs everything.
   *
   * @param upstream a checkout of GPT-SoVITS, or null: then PyTorch is not timed
   * @param python the Python that has PyTorch
   * @param patience the longest a step may take
   * @param tiny whether the models are small: not for figures, but to try the kit itself
   * @param wanted which steps, by name; what can compute is asked in any case
   * @return whether something could compute here, and all that was begun ended well
   */
  public boolean run(
      Path upstream, String python, Duration patience, boolean tiny, Predicate<String> wanted)
      throws InterruptedException {
    Path checkout = upstream == null ? null : upstream.toAbsolutePath();
    try {
      StepParts parts = new StepParts(kit, output, patience);
      KitSteps make = new KitSteps(parts, tiny);
      PeerSteps peers = new PeerSteps(parts, checkout, python, tiny);
      Path tuning = output.resolve("tuning.properties");
      return ask(new KitPlan(parts, make, peers, tuning), pythonLibraries(python), wanted);
    } catch (IOException e) {
      throw new UserException(output + ": " + e.getMessage(), e);
    }
  }

  /** PyTorch's packages bring CUDA's libraries along, where often nothing else does. */
  private List<Path> pythonLibraries(String python) throws InterruptedException {
    String folder =
        answer(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])");
    Path nvidia = Path.of(folder.strip(), "nvidia");
    return Files.isDirectory(nvidia) ? List.of(nvidia) : List.of();
  }

  private boolean ask(KitPlan plan, List<Path> more, Predicate<String> wanted)
      throws IOException, InterruptedException {
    Libraries libraries = Libraries.find(more);
    libraries.register(output.resolve("vendors"));
    environment.put("OCL_ICD_VENDORS", output.resolve("vendors") + "/");
    environment.put("LD_LIBRARY_PATH", libraryPath(libraries));
    // Nothing of this machine's user: no cache, no tuning, no folder that may be missing.
    environment.put("XDG_CACHE_HOME", output.resolve("cache").toString());
    environment.put("XDG_CONFIG_HOME", output.resolve("config").toString());
    environment.put("POCL_CACHE_DIR", output.resolve("cache/pocl").toString());
    Files.createDirectories(output.resolve("cache/pocl"));
    report = new KitReport(output, describe(libraries));
    report.write();
    performAll(plan.discovery(), plan);
    if (!endedWell(KitPlan.DEVICES)) {
      perform(plan.withoutOpenCl(), plan);
    }
    List<Target> targets = plan.targets(report.results());
    if (targets.stream().noneMatch(target -> !target.backend().equals("simd"))) {
      progress.accept(
          "no GPU and no OpenCL device answered; looked for drivers of OpenCL and CUDA in "
              + libraries.searched().stream().map(Path::toString).collect(Collectors.joining(", "))
              + " and in /etc/OpenCL/vendors. What each backend says is in "
              + plan.log("devices"));
    }
    performAll(
        plan.steps(targets).stream().filter(step -> wanted.test(step.name())).toList(), plan);
    return !targets.isEmpty()
        && report.results().stream()
            .noneMatch(
                r -> r.outcome() == Step.Outcome.FAILED || r.outcome() == Step.Outcome.TIMED_OUT);
  }

  private String libraryPath(Libraries libraries) {
    String before = System.getenv("LD_LIBRARY_PATH");
    return Stream.of(
            before == null ? Stream.<String>empty() : Stream.of(before),
            libraries.folders().stream().map(Path::toString),
            libraries.loader().isPresent()
                ? Stream.<String>empty()
                : Stream.of(kit.nativeLibraries().toString()))
        .flatMap(part -> part)
        .distinct()
        .collect(Collectors.joining(":"));
  }

  private Map<String, Object> describe(Libraries libraries) throws InterruptedException {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("machine", Machine.here().toString());
    found.put(
        "GPU",
        answer(
            "nvidia-smi",
            "--query-gpu=name,driver_version,memory.total,compute_cap,clocks.max.sm,clocks.max.memory",
            "--format=csv,noheader"));
    found.put("OpenCL loader", libraries.loader().map(Path::toString).orElse("the kit's own"));
    found.put("OpenCL drivers", libraries.drivers().toString());
    found.put("CUDA driver", libraries.cuda().map(Path::toString).orElse("none found"));
    found.put("NVRTC", libraries.nvrtc().map(Path::toString).orElse("none found"));
    found.put("looked in", libraries.searched().toString());
    return found;
  }

  /** What a program prints, or why it does not. */
  private String answer(String... command) throws InterruptedException {
    Path log = output.resolve("logs").resolve(Path.of(command[0]).getFileName() + ".log");
    try {
      ChildProcess.Ended ended =
          ChildProcess.run(List.of(command), Map.of(), log, Duration.ofSeconds(20));
      return ended.timedOut()
          ? command[0] + " hangs"
          : String.join("; ", ChildProcess.lastLines(log, 16));
    } catch (UserException e) {
      return "no " + command[0];
    }
  }

  /** In order; neighbours that are not timed run beside each other, where there are cores. */
  private void performAll(List<Step> steps, KitPlan plan) throws InterruptedException {
    for (int from = 0; from < steps.size(); ) {
      int to = from + 1;
      while (to < steps.size() && !steps.get(from).alone() && !steps.get(to).alone()) {
        to++;
      }
      performTogether(steps.subList(from, to), plan);
      from = to;
    }
  }

  private void performTogether(List<Step> steps, KitPlan plan) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(lanes);
    try {
      Map<String, Future<?>> begun = new HashMap<>();
      for (Step step : steps) {
        List<Future<?>> needed =
            step.needs().stream().filter(begun::containsKey).<Future<?>>map(begun::get).toList();
        begun.put(
            step.name(),
            threads.submit(
                () -> {
                  for (Future<?> one : needed) { // which began before, so nobody waits in a circle
                    one.get();
                  }
                  perform(step, plan);
                  return null;
                }));
      }
      for (Future<?> one : begun.values()) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a step could not be recorded", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean endedWell(String name) {
    return report.results().stream()
        .anyMatch(r -> r.name().equals(name) && r.outcome() == Step.Outcome.OK);
  }

  private void perform(Step step, KitPlan plan) throws InterruptedException {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (left.compareTo(TOO_SHORT) < 0) {
      record(step, Step.Outcome.SKIPPED, "no time was left", 0, List.of(), Map.of());
      return;
    }
    List<String> missing = step.needs().stream().filter(need -> !endedWell(need)).toList();
    if (!missing.isEmpty()) {
      String reason = "needs " + String.join(", ", missing) + ", which did not end well";
      record(step, Step.Outcome.SKIPPED, reason, 0, List.of(), Map.of());
      return;
    }
    Duration limit = step.limit().compareTo(left) < 0 ? step.limit() : left;
    Path log = plan.log(step.name());
    ChildProcess.Ended ended;
    try {
      Map<String, String> variables = new HashMap<>(environment);
      variables.putAll(step.environment());
      ended = ChildProcess.run(step.command(), variables, log, limit);
    } catch (UserException e) {
      record(step, Step.Outcome.FAILED, e.getMessage(), 0, List.of(), Map.of());
      return;
    }
    List<String> last = ChildProcess.lastLines(log, LAST_LINES);
    if (ended.timedOut()) {
      record(
          step,
          Step.Outcome.TIMED_OUT,
          "ended after its " + limit.toSeconds() + " s",
          ended.seconds(),
          last,
          Map.of());
    } else if (ended.exitCode() != 0) {
      record(
          step,
          Step.Outcome.FAILED,
          "exit code " + ended.exitCode() + (last.isEmpty() ? "" : ": " + last.getLast()),
          ended.seconds(),
          last,
          Map.of());
    } else {
      try {
        record(
            step,
            Step.Outcome.OK,
            null,
            ended.seconds(),
            last,
            step.figures() == null ? Map.of() : step.figures().get());
      } catch (RuntimeException e) { // not what it should have written; the next step goes on
        record(
            step,
            Step.Outcome.FAILED,
            "its figures cannot be read: " + e.getMessage(),
            ended.seconds(),
            last,
            Map.of());
      }
    }
  }

  private synchronized void record(
      Step step,
      Step.Outcome outcome,
      String reason,
      double seconds,
      List<String> last,
      Map<String, Object> figures) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "%-10s %6.1f s  %s%s",
            outcome,
            seconds,
            step.name(),
            reason == null ? "" : ": " + reason));
    report.add(new Step.Result(step.name(), step.title(), outcome, reason, seconds, last, figures));
  }
}
