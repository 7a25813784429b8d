package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads network sizes off the shapes of a checkpoint's tensors. */
final class ShapeReader {

  private final String network;
  private final Map<String, int[]> shapes;

  ShapeReader(String network, Map<String, int[]> shapes) {
    this.network = network;
    this.shapes = shapes;
  }

  boolean has(String name) {
    return shapes.containsKey(name);
  }

  /** One extent of a tensor that must have the given number of dimensions. */
  int extent(String name, int rank, int axis) {
    int[] shape = shapes.get(name);
    if (shape == null) {
      throw new UserException(
          "Tensor "
              + Quote.of(name)
              + " of the "
              + network
              + " network is missing. The file is not complete; export or get it again.");
    }
    if (shape.length != rank) {
      throw new UserException(
          "Tensor "
              + Quote.of(name)
              + " of the "
              + network
              + " network has the shape "
              + Arrays.toString(shape)
              + ", expected "
              + rank
              + " dimensions. The file does not fit this network.");
    }
    return shape[axis];
  }

  /** How many different numbers stand between the prefix and the next {@code end}. */
  int count(String prefix, String end) {
    Set<String> seen = new HashSet<>();
    for (String name : shapes.keySet()) {
      int stop = name.startsWith(prefix) ? name.indexOf(end, prefix.length()) : -1;
      if (stop > 0) {
        seen.add(name.substring(prefix.length(), stop));
      }
    }
    return seen.size();
  }
}
