package io.github.sovits4j.backend.simd;

/**
 * Memory of one thread for one piece at a time. It grows when graphs are captured and never when
 * they are replayed; nothing in it outlives a piece.
 */
final class Scratch {

  /** Inputs of a product, copied or transformed. */
  float[] inputs = {};

  /** Sums of a product. */
  float[] sums = {};

  /** Weights that were stored in fewer bits, or keys and values put in order. */
  float[] weights = {};

  /** What must be held in 64 bits. */
  double[] doubles = {};

  /**
   * How many elements of each kind the launches of a graph want; the largest wish counts.
   *
   * @param inputs elements of {@link Scratch#inputs}
   * @param sums elements of {@link Scratch#sums}
   * @param weights elements of {@link Scratch#weights}
   * @param doubles elements of {@link Scratch#doubles}
   */
  record Wish(int inputs, int sums, int weights, int doubles) {

    static final Wish NOTHING = new Wish(0, 0, 0, 0);

    Wish max(Wish other) {
      return new Wish(
          Math.max(inputs, other.inputs),
          Math.max(sums, other.sums),
          Math.max(weights, other.weights),
          Math.max(doubles, other.doubles));
    }

    long bytes() {
      return ((long) inputs + sums + weights) * Float.BYTES + (long) doubles * Double.BYTES;
    }
  }

  void fulfil(Wish wish) {
    inputs = inputs.length < wish.inputs ? new float[wish.inputs] : inputs;
    sums = sums.length < wish.sums ? new float[wish.sums] : sums;
    weights = weights.length < wish.weights ? new float[wish.weights] : weights;
    doubles = doubles.length < wish.doubles ? new double[wish.doubles] : doubles;
  }

  void forget() {
    inputs = new float[0];
    sums = new float[0];
    weights = new float[0];
    doubles = new double[0];
  }
}
