package io.github.sovits4j.benchmarks.ladder;

/**
 * Java on the host.
 *
 * @param work computes once
 * @param result where to
 */
record JavaRung(String name, Runnable work, float[] result) implements Rung {
  @Override
  public void run(int times) {
    for (int i = 0; i < times; i++) {
      work.run();
    }
  }
}
