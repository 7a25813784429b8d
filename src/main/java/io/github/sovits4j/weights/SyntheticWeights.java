package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Weights made from a seed, the same on every machine: networks can be tested and timed at their
 * real sizes without any download. The speech they make is noise. {@code docs/weights.md} states
 * the scheme.
 */
public final class SyntheticWeights implements TensorSource {

  private static final int CHUNK = 1 << 15;

  private final String family;
  private final Map<String, int[]> shapes;
  private final long seed;
  private final SyntheticRules rules;

  /**
   * Describes a network; values are computed when asked for.
   *
   * @param family which network's spreads to use, for example {@code s1}, {@code s2}, {@code
   *     hubert}, {@code bert}
   * @param shapes the tensors
   * @param seed any number
   * @throws IllegalArgumentException when the family is unknown
   */
  public SyntheticWeights(String family, Map<String, int[]> shapes, long seed) {
    this.family = family;
    this.shapes = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> this.shapes.put(name, shape.clone()));
    this.seed = seed;
    this.rules = SyntheticRules.load();
    if (!rules.families().contains(family)) {
      throw new IllegalArgumentException(
          "no synthetic family " + Quote.of(family) + ", known are " + rules.families());
    }
  }

  /**
   * All values of one tensor, row-major.
   *
   * @param family which network's spreads to use
   * @param name the tensor's name as in checkpoints
   * @param shape its extents
   * @param seed the model's seed
   * @throws IllegalArgumentException when the family is unknown or has no rule for this tensor
   */
  public static float[] tensor(String family, String name, int[] shape, long seed) {
    return new SyntheticWeights(family, Map.of(name, shape), seed).floats(name);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(shapes.keySet());
  }

  @Override
  public int[] shape(String name) {
    return known(name).clone();
  }

  @Override
  public float[] floats(String name) {
    float[] out = new float[Math.toIntExact(Shapes.elements(name, known(name)))];
    values(name).fill(0, out, out.length);
    return out;
  }

  /**
   * Writes all tensors as F32 in constant memory.
   *
   * @param writer was given exactly these tensors, in this order
   */
  void writeTo(SafetensorsWriter writer) {
    float[] chunk = new float[CHUNK];
    for (String name : shapes.keySet()) {
      SyntheticTensor values = values(name);
      long count = Shapes.elements(name, known(name));
      for (long first = 0; first < count; first += CHUNK) {
        int n = (int) Math.min(CHUNK, count - first);
        values.fill(first, chunk, n);
        writer.writeFloats(name, chunk, 0, n);
      }
    }
  }

  private SyntheticTensor values(String name) {
    return new SyntheticTensor(name, seed, rules.spread(family, name, known(name)));
  }

  private int[] known(String name) {
    int[] shape = shapes.get(name);
    if (shape == null) {
      throw new UserException(
          "Tensor "
              + Quote.of(name)
              + " is not among the "
              + shapes.size()
              + " tensors of the synthetic network "
              + family
              + ". Check the network's description.");
    }
    return shape;
  }
}
