package io.github.sovits4j.backend.opencl;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameters a kernel is compiled and launched with, by the names its source knows them by.
 *
 * @param values name and value
 */
record Shape(Map<String, Integer> values) {

  /** Floats a work-item moves at once. */
  static final String VEC = "VEC";

  /** Work-items that share one result; 1 where a shape does not say. */
  static final String LANES = "LANES";

  /** Work-items of a group along time, or of a group where each makes one element. */
  static final String GROUP = "GROUP";

  /** Vectors of time steps per work-group. */
  static final String TX = "TX";

  /** Floats that a work-item of a GPU loads at once, 16 bytes. */
  private static final int GPU_VECTOR = 4;

  Shape {
    values = Map.copyOf(values);
  }

  /** The value of a parameter that the kernel has. */
  int get(String parameter) {
    Integer value = values.get(parameter);
    if (value == null) {
      throw new IllegalStateException("a kernel without " + parameter + ": " + this);
    }
    return value;
  }

  int lanes() {
    return values.getOrDefault(LANES, 1);
  }

  /** Work-items of a group. */
  long groupSize() {
    return (long) lanes() * values.getOrDefault(GROUP, 1) * values.getOrDefault(TX, 1);
  }

  /** This shape with another value. */
  Shape with(String parameter, int value) {
    Map<String, Integer> changed = new HashMap<>(values);
    changed.put(parameter, value);
    return new Shape(changed);
  }

  /**
   * This shape for rows of so many elements: a GPU loads whole vectors at once where they begin at
   * multiples of their size.
   */
  Shape aligned(int elements) {
    boolean aligned = get(VEC) == GPU_VECTOR && elements % GPU_VECTOR == 0;
    return with("ALIGNED", aligned ? 1 : 0);
  }

  /** What the source is compiled with. */
  Map<String, Integer> defines() {
    Map<String, Integer> defines = new HashMap<>(values);
    defines.remove(GROUP); // a launch's alone
    defines.put(LANES, lanes());
    return defines;
  }

  @Override
  public String toString() {
    return new TreeMap<>(values).toString();
  }
}
