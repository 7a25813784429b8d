package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.ops.UserFolder;
import java.nio.file.Path;
import java.util.List;

/**
 * What can be set from outside; defaults fit.
 *
 * @param deviceClass shapes of kernels: {@code cpu}, {@code gpu}, or null for what the device is
 * @param cache folder of compiled kernels, or null for none
 * @param memory most device memory to use, in bytes; Long.MAX_VALUE for all there is
 * @param tuning file of kernel parameters, {@code off}, or null for the user's own, if there is one
 * @param queues 2 to have graphs that are recorded to run aside run beside others, 1 not to; 0 for
 *     what is best: 2 on a GPU, 1 on a CPU, where either keeps all cores busy
 */
record OpenClOptions(String deviceClass, Path cache, long memory, String tuning, int queues) {

  static final String CLASS_PROPERTY = "sovits4j.opencl.class";
  static final String CACHE_PROPERTY = "sovits4j.opencl.cache";

  static final String MEMORY_PROPERTY = "sovits4j.opencl.memory";
  static final String QUEUES_PROPERTY = "sovits4j.opencl.queues";

  OpenClOptions {
    if (deviceClass != null && !List.of("cpu", "gpu").contains(deviceClass)) {
      throw new UserException(CLASS_PROPERTY + ": expected cpu or gpu, got '" + deviceClass + "'.");
    }
  }

  /** From system properties and the environment. */
  static OpenClOptions ofSystem() {
    return new OpenClOptions(
        System.getProperty(CLASS_PROPERTY),
        cacheFolder(),
        memory(System.getProperty(MEMORY_PROPERTY)),
        TuningTarget.choice(OpenClBackend.NAME),
        queues(System.getProperty(QUEUES_PROPERTY)));
  }

  private static int queues(String wanted) {
    if (wanted == null) {
      return 0;
    }
    if (!List.of("1", "2").contains(wanted)) {
      throw new UserException(QUEUES_PROPERTY + ": expected 1 or 2, got '" + wanted + "'.");
    }
    return Integer.parseInt(wanted);
  }

  private static long memory(String megabytes) {
    if (megabytes == null) {
      return Long.MAX_VALUE;
    }
    try {
      long value = Long.parseLong(megabytes);
      if (value > 0) {
        return Math.multiplyExact(value, 1_000_000L);
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // said below
    }
    throw new UserException(
        MEMORY_PROPERTY + ": expected a number of megabytes, got '" + megabytes + "'.");
  }

  /** The per-user cache folder, or null when there is none or it is switched off. */
  private static Path cacheFolder() {
    String chosen = System.getProperty(CACHE_PROPERTY);
    if (chosen != null) {
      return chosen.equals("off") ? null : Path.of(chosen);
    }
    return UserFolder.of("XDG_CACHE_HOME", ".cache", OpenClBackend.NAME);
  }
}
