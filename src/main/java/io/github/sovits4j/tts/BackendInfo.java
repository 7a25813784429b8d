package io.github.sovits4j.tts;

import java.util.Optional;

/**
 * A backend, and whether it can run here.
 *
 * @param name what it is chosen by, for example {@code opencl}
 * @param missing empty when it can run here; else what is missing and how to get it
 */
public record BackendInfo(String name, Optional<String> missing) {

  /** Whether it can run here. */
  public boolean isAvailable() {
    return missing.isEmpty();
  }
}
