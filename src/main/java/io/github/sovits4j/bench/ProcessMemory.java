package io.github.sovits4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Memory of this process as Linux counts it, in bytes; −1 on other systems. */
final class ProcessMemory {

  private ProcessMemory() {}

  /** Now in memory. */
  static long resident() {
    return status("VmRSS:");
  }

  /** The most that ever was. */
  static long peak() {
    return status("VmHWM:");
  }

  private static long status(String line) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(candidate -> candidate.startsWith(line))
          .mapToLong(found -> Long.parseLong(found.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1; // not Linux
    }
  }
}
