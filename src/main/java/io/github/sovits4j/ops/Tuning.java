package io.github.sovits4j.backend.opencl;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The shape of every kernel on a device: the defaults of its class, some replaced by what {@code
 * sovits tune} found.
 *
 * @param gpu whether the defaults are those of GPUs
 * @param tuned what differs from the defaults
 * @param file where that was read from, or null
 */
record Tuning(boolean gpu, Map<TunedKernel, Shape> tuned, Path file) {

  Tuning {
    tuned = Map.copyOf(tuned);
  }

  /** The defaults of a class of devices. */
  static Tuning defaults(boolean gpu) {
    return new Tuning(gpu, Map.of(), null);
  }

  Shape shape(TunedKernel kernel) {
    Shape shape = tuned.get(kernel);
    return shape == null ? kernel.defaults(gpu) : shape;
  }

  /** This tuning with another shape of a kernel. */
  Tuning with(TunedKernel kernel, Shape shape) {
    Map<TunedKernel, Shape> changed = new EnumMap<>(TunedKernel.class);
    changed.putAll(tuned);
    if (shape.equals(kernel.defaults(gpu))) {
      changed.remove(kernel);
    } else {
      changed.put(kernel, shape);
    }
    return new Tuning(gpu, changed, file);
  }

  /** For people: {@code "CPU kernels, 3 tuned"}. */
  @Override
  public String toString() {
    return (gpu ? "GPU kernels" : "CPU kernels")
        + (file == null ? ", not tuned" : ", " + tuned.size() + " tuned");
  }
}
