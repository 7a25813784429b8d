package io.github.sovits4j.ops;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of every kernel of a backend: the defaults, some replaced by what {@code sovits
 * tune} found.
 *
 * @param kernels all there are
 * @param tuned by kernel the parameters that are not the defaults
 * @param file where those were read from, or null
 */
public record Tuning(
    List<TunableKernel> kernels, Map<String, Map<String, Integer>> tuned, Path file) {

  /** Keeps copies. */
  public Tuning {
    kernels = List.copyOf(kernels);
    tuned = Map.copyOf(tuned);
  }

  /** The defaults. */
  public static Tuning defaults(List<TunableKernel> kernels) {
    return new Tuning(kernels, Map.of(), null);
  }

  /**
   * The kernel of this name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public TunableKernel kernel(String name) {
    return kernels.stream()
        .filter(kernel -> kernel.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown kernel '" + name + "'"));
  }

  /** The value of every parameter of a kernel. */
  public Map<String, Integer> parameters(String kernel) {
    Map<String, Integer> found = tuned.get(kernel);
    return found == null ? kernel(kernel).defaults() : found;
  }

  /** This tuning with other parameters of a kernel. */
  public Tuning with(String kernel, Map<String, Integer> parameters) {
    Map<String, Map<String, Integer>> changed = new HashMap<>(tuned);
    if (parameters.equals(kernel(kernel).defaults())) {
      changed.remove(kernel);
    } else {
      changed.put(kernel, Map.copyOf(parameters));
    }
    return new Tuning(kernels, changed, file);
  }

  /** For people: {@code "not tuned"}, or {@code "3 tuned"}. */
  @Override
  public String toString() {
    return file == null ? "not tuned" : tuned.size() + " tuned";
  }
}
