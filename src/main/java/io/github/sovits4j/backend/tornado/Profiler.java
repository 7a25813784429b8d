package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.ProfileListener;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoProfilerResult;

/**
 * Executes with TornadoVM's profiler. Its grain is a task graph: how long the kernels of one
 * execution took on the device together, but not when. As execute() returns when the device is
 * done, they are told as one launch that ended then.
 */
final class Profiler {

  /** A task and how long it took to compile, in the profiler's log. */
  private static final Pattern COMPILED =
      Pattern.compile(
          "\"([\\w-]+\\.[\\w-]+)\": \\{[^}]*\"TASK_COMPILE_GRAAL_TIME\": \"(\\d+)\"[^}]*\\}");

  private static final Pattern DRIVER = Pattern.compile("\"TASK_COMPILE_DRIVER_TIME\": \"(\\d+)\"");

  private final ProfileListener listener;
  private final Set<String> compiled = new HashSet<>();

  Profiler(ProfileListener listener) {
    this.listener = listener;
  }

  ProfileListener listener() {
    return listener;
  }

  /**
   * Executes the selected graph.
   *
   * @param site what it launches; null for a transfer
   */
  void execute(TornadoExecutionPlan plan, LaunchSite site) {
    long before = System.nanoTime();
    TornadoProfilerResult result = plan.execute().getProfilerResult();
    long after = System.nanoTime();
    if (result.getCompileTime() > 0) {
      tellCompiled(result.getProfileLog());
      listener.uploaded(0, result.getDeviceWriteTime()); // the banks travel the first time
    }
    if (site != null) {
      long kernels = Math.min(result.getDeviceKernelTime(), after - before);
      listener.launched(site, after - kernels, after);
    }
    plan.clearProfiles();
  }

  /** The log keeps what it once told. */
  private void tellCompiled(String log) {
    Matcher task = COMPILED.matcher(log);
    while (task.find()) {
      if (compiled.add(task.group(1))) {
        Matcher driver = DRIVER.matcher(task.group());
        listener.compiled(
            task.group(1),
            Long.parseLong(task.group(2)),
            driver.find() ? Long.parseLong(driver.group(1)) : 0);
      }
    }
  }
}
