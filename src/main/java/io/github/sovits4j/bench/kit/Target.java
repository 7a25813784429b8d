package io.github.sovits4j.bench.kit;

import java.util.List;

/**
 * A backend on a device.
 *
 * @param name of it in the results, fit for a file
 * @param backend its name for {@code --backend}
 * @param options of the JVM
 * @param device in one line
 * @param integers whether it keeps matrices in 8 bits
 */
record Target(String name, String backend, List<String> options, String device, boolean integers) {

  Target {
    options = List.copyOf(options);
  }

  /** Precisions worth timing, the most telling first. */
  List<String> precisions() {
    return integers ? List.of("f16", "f32", "int8") : List.of("f16", "f32");
  }
}
