package io.github.sovits4j.ops;

import io.github.sovits4j.UserException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a tuning is for: for anything else its values mean nothing.
 *
 * @param backend its name
 * @param device what computes, for people too
 * @param conditions what else must be the same, by name
 * @param kernels that can be tuned
 */
public record TuningTarget(
    String backend, String device, Map<String, String> conditions, List<TunableKernel> kernels) {

  /** A setting's value: the defaults. */
  public static final String OFF = "off";

  private static final int LONGEST_NAME = 100;

  /** The system property of a backend that chooses a file, or {@link #OFF}. */
  public static String property(String backend) {
    return "sovits4j." + backend + ".tuning";
  }

  /**
   * What was chosen for a backend by its property, or by the environment variable of the same
   * meaning; null: the user's own file, if there is one.
   */
  public static String choice(String backend) {
    String variable = "SOVITS4J_" + backend.toUpperCase(Locale.ROOT) + "_TUNING";
    return System.getProperty(property(backend), System.getenv(variable));
  }

  /** The user's own file, or null where users have no folder. */
  public Path place() {
    Path folder = UserFolder.of("XDG_CONFIG_HOME", ".config", backend);
    String name = device.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return folder == null
        ? null
        : folder.resolve(name.substring(0, Math.min(name.length(), LONGEST_NAME)) + ".properties");
  }

  /** Everything that a file says of what it is for. */
  Map<String, String> key() {
    Map<String, String> key = new LinkedHashMap<>();
    key.put("backend", backend);
    key.put("device", device);
    key.putAll(conditions);
    return key;
  }

  /** What to tell a user whose file cannot be used. */
  public UserException broken(Path file, String why) {
    return new UserException(
        String.format(
            "tuning file %s: %s. Delete it, run sovits tune --backend %s again, or set %s=%s.",
            file, why, backend, property(backend), OFF));
  }
}
