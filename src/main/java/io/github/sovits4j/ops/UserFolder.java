package io.github.sovits4j.ops;

import java.nio.file.Path;

/** Where a user keeps settings and caches. */
public final class UserFolder {

  private UserFolder() {}

  /**
   * A folder of ours among the user's.
   *
   * @param variable an environment variable that names where such folders are
   * @param otherwise where they are without it, in the user's home
   * @param backend whose
   * @return null where the user has no home
   */
  public static Path of(String variable, String otherwise, String backend) {
    String chosen = System.getenv(variable);
    String home = System.getProperty("user.home");
    if (chosen != null && !chosen.isBlank()) {
      return Path.of(chosen, "sovits4j", backend);
    }
    boolean none = home == null || home.isBlank() || home.equals("?"); // the JVM's way to say so
    return none ? null : Path.of(home, otherwise, "sovits4j", backend);
  }
}
