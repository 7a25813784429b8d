package io.github.sovits4j.benchmarks.ladder;

import java.util.Random;

/** Test data. */
final class Numbers {

  private Numbers() {}

  /** Uniform in −1 … 1. */
  static float[] draw(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat(-1, 1);
    }
    return values;
  }
}
