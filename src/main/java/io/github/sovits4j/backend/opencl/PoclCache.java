package io.github.sovits4j.backend.opencl;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The folder in which PoCL keeps compiled kernels. Without one that it can write PoCL offers no
 * device and says nothing.
 *
 * @param folder where PoCL looks: {@code POCL_CACHE_DIR}, else {@code pocl/kcache} in {@code
 *     XDG_CACHE_HOME}, else in {@code ~/.cache}; null where none of these is known
 * @param here whether PoCL is registered as a driver
 */
record PoclCache(Path folder, boolean here) {

  private static final Path VENDORS = Path.of("/etc/OpenCL/vendors");
  private static final String VARIABLE = "POCL_CACHE_DIR";

  /** As the environment of this process has it. */
  static PoclCache ofSystem() {
    return new PoclCache(folder(System.getenv()), isHere(System.getenv()));
  }

  static Path folder(Map<String, String> environment) {
    String chosen = environment.get(VARIABLE);
    if (chosen != null && !chosen.isEmpty()) {
      return Path.of(chosen);
    }
    String caches = environment.get("XDG_CACHE_HOME");
    if (caches != null && !caches.isEmpty()) {
      return Path.of(caches, "pocl", "kcache");
    }
    String home = environment.get("HOME");
    return home == null || home.isEmpty() ? null : Path.of(home, ".cache", "pocl", "kcache");
  }

  private static boolean isHere(Map<String, String> environment) {
    if (environment.getOrDefault("OCL_ICD_VENDORS", "").contains("pocl")) {
      return true;
    }
    try (DirectoryStream<Path> drivers = Files.newDirectoryStream(VENDORS, "*pocl*")) {
      return drivers.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  /** What is wrong and what to do, where PoCL is here and cannot write. */
  Optional<String> problem() {
    if (!here || folder == null || isWritable()) {
      return Optional.empty();
    }
    return Optional.of(
        "PoCL is installed, but offers no device, for its cache folder "
            + folder
            + " cannot be written. Set "
            + VARIABLE
            + " to a folder that can.");
  }

  private boolean isWritable() {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "sovits4j", null));
      return true;
    } catch (IOException | SecurityException e) {
      return false;
    }
  }
}
