package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short run of {@link ReaderFuzz} with a new seed each time, which is printed. The long one:
 * {@code -Dsovits4j.fuzz.inputs=1000000}; again: {@code -Dsovits4j.fuzz.seed=N}.
 */
class ReaderFuzzTest {

  @TempDir Path folder;

  @Test
  void everyInputIsReadOrRefused() throws Exception {
    long seed = Long.getLong("sovits4j.fuzz.seed", System.nanoTime());
    long inputs = Long.getLong("sovits4j.fuzz.inputs", 20_000);
    String said =
        ChildJvm.output(
            ChildJvm.of(
                "256m",
                ReaderFuzz.class,
                "src/test/resources/golden",
                Long.toString(seed),
                Long.toString(inputs),
                folder.resolve("input").toString()));
    System.out.println("fuzz of the readers: " + said.strip());
    assertTrue(said.contains(": " + inputs + " inputs, "), said);
  }
}
