package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.weights.checkpoint.BombFiles;
import io.github.sovits4j.weights.checkpoint.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are made to take long or much, in a JVM of 256 MB. */
class BombsTest {

  /** Processor time, for a machine may be busy; most of it is the start of a cold JVM. */
  private static final long MOST_MILLIS = 10_000;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void everyCommandEndsInSecondsAndSaysOneLine(BombFiles bomb) throws Exception {
    Path file = bomb.write(folder);
    String report = ChildJvm.output(ChildJvm.of("256m", BombsRun.class, file.toString()));
    List<String> lines = report.lines().toList();
    assertEquals(4, lines.size(), report);
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      int code = Integer.parseInt(fields[1]);
      assertTrue(code <= 1, line);
      assertEquals(code == 1, fields[3].startsWith("sovits: "), line);
      assertTrue(Long.parseLong(fields[2]) < MOST_MILLIS, line);
      assertTrue(fields[3].length() < 1200, line);
    }
  }
}
