package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.UserException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What can be set from outside; defaults fit.
 *
 * @param deviceClass shapes of kernels: {@code cpu}, {@code gpu}, or null for what the device is
 * @param halfWeights whether the matrices of S1 are stored in 16 bits; sums stay in 32
 * @param cache folder of compiled kernels, or null for none
 */
record OpenClOptions(String deviceClass, boolean halfWeights, Path cache) {

  static final String CLASS_PROPERTY = "sovits4j.opencl.class";
  static final String PRECISION_PROPERTY = "sovits4j.opencl.precision";
  static final String CACHE_PROPERTY = "sovits4j.opencl.cache";

  OpenClOptions {
    require(CLASS_PROPERTY, deviceClass, deviceClass == null, "cpu", "gpu");
  }

  /** From system properties and the environment. */
  static OpenClOptions ofSystem() {
    String precision = System.getProperty(PRECISION_PROPERTY, "f32").toLowerCase(Locale.ROOT);
    require(PRECISION_PROPERTY, precision, false, "f32", "f16");
    return new OpenClOptions(
        System.getProperty(CLASS_PROPERTY), precision.equals("f16"), cacheFolder());
  }

  private static void require(
      String property, String value, boolean otherwise, String one, String other) {
    if (!otherwise && !one.equals(value) && !other.equals(value)) {
      throw new UserException(
          property + ": expected " + one + " or " + other + ", got '" + value + "'.");
    }
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
