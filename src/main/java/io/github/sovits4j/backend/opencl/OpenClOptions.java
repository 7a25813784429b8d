package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.UserException;
import java.nio.file.Path;
import java.util.List;

/**
 * What can be set from outside; defaults fit.
 *
 * @param deviceClass shapes of kernels: {@code cpu}, {@code gpu}, or null for what the device is
 * @param cache folder of compiled kernels, or null for none
 */
record OpenClOptions(String deviceClass, Path cache) {

  static final String CLASS_PROPERTY = "sovits4j.opencl.class";
  static final String CACHE_PROPERTY = "sovits4j.opencl.cache";

  OpenClOptions {
    if (deviceClass != null && !List.of("cpu", "gpu").contains(deviceClass)) {
      throw new UserException(CLASS_PROPERTY + ": expected cpu or gpu, got '" + deviceClass + "'.");
    }
  }

  /** From system properties and the environment. */
  static OpenClOptions ofSystem() {
    return new OpenClOptions(System.getProperty(CLASS_PROPERTY), cacheFolder());
  }

  /** The per-user cache folder, or null when there is none or it is switched off. */
  private static Path cacheFolder() {
    String chosen = System.getProperty(CACHE_PROPERTY);
    if (chosen != null) {
      return chosen.equals("off") ? null : Path.of(chosen);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    String home = System.getProperty("user.home");
    if (xdg != null && !xdg.isBlank()) {
      return Path.of(xdg, "sovits4j", "opencl");
    }
    return home == null ? null : Path.of(home, ".cache", "sovits4j", "opencl");
  }
}
