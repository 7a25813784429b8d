package io.github.sovits4j.backend.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In processes of their own: other vectors than this machine's, and none. */
class SpeciesTest {

  /** What the machine lacks, Java computes lane by lane: slow, and as right. */
  @ParameterizedTest
  @CsvSource({
    "128, -Dsovits4j.simd.bits=128",
    "256, -Dsovits4j.simd.bits=256",
    "512, -Dsovits4j.simd.bits=512",
    "128, -XX:MaxVectorSize=16"
  })
  void theCaseTableIsMetWithOtherVectors(int bits, String option) throws Exception {
    List<String> lines = run("SpeciesRun", "--add-modules", "jdk.incubator.vector", option);
    String last = lines.getLast();
    assertTrue(last.matches(bits + " bits, [3-9]\\d\\d cases"), lines::toString);
    List<String> failed = lines.stream().filter(line -> line.matches("\\w+/.*")).toList();
    assertEquals(List.of(), failed);
  }

  @Test
  void withoutItsModuleTheProviderNamesTheFlag() throws Exception {
    List<String> lines = run("WithoutModule");
    assertEquals(
        "backend 'simd' cannot run here: Java was started without its Vector API; start it with"
            + " --add-modules jdk.incubator.vector (a JDK or a runtime that holds that module).",
        lines.getLast());
  }

  private static List<String> run(String main, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(options));
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            SpeciesTest.class.getPackageName() + "." + main));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }
}
