package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kernel under Oclgrind, a simulator that watches each access of each work-item: no data
 * race, nothing out of bounds, no barrier that only some reach, no wrong call of OpenCL.
 */
class OclgrindTest {

  /** Faulty kernels of {@link OclgrindRun}, and what the simulator must say of each. */
  static final Map<String, String> FAULTS =
      Map.of(
          "between_groups", "data race at global memory",
          "within_a_group", "data race at local memory",
          "beyond_the_margin", "Invalid write",
          "barrier_for_some", "divergence");

  private static final List<Path> LIBRARIES =
      Stream.of("/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64")
          .map(folder -> Path.of(folder, "oclgrind", "liboclgrind-rt-icd.so"))
          .toList();

  private static final int PATIENCE_MINUTES = 10;

  private static Path library;

  @TempDir private Path folder;

  @BeforeAll
  static void simulator() {
    Optional<Path> found = LIBRARIES.stream().filter(Files::exists).findFirst();
    Skip.unless(
        found.isPresent(),
        "the kernels are not checked for races: Oclgrind is not installed (Debian, Ubuntu:"
            + " apt-get install oclgrind)");
    library = found.orElseThrow();
  }

  /**
   * What a run left.
   *
   * @param status exit status
   * @param output what the run and the simulator printed
   * @param log what the simulator complained about
   */
  private record Outcome(int status, String output, String log) {}

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void tinyCasesOfEveryKernelAreClean(String deviceClass) throws Exception {
    Outcome outcome = run(deviceClass);
    assertEquals("", outcome.log);
    assertEquals(0, outcome.status, outcome.output);
    assertEquals(kernelFiles(), kernelsRun(outcome.output));
  }

  @Test
  void faultsAreReported() throws Exception {
    Outcome outcome = run("faults");
    assertEquals(Set.copyOf(FAULTS.keySet()), Set.copyOf(kernelsRun(outcome.output)));
    FAULTS.forEach(
        (kernel, complaint) ->
            assertTrue(
                Pattern.compile(complaint + "[^\\n]*\\s+Kernel:\\s+" + kernel)
                    .matcher(outcome.log)
                    .find(),
                () -> kernel + ": expected '" + complaint + "' in\n" + outcome.log));
  }

  /** The kernels the simulator counted instructions of. */
  private static Set<String> kernelsRun(String output) {
    return Pattern.compile("Instructions executed for kernel '(\\w+)'")
        .matcher(output)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> kernelFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("kernels"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".cl"))
          .map(name -> name.substring(0, name.length() - ".cl".length()).replace('-', '_'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Starts {@link OclgrindRun} with the simulator as its only device. */
  private Outcome run(String... arguments) throws IOException, InterruptedException {
    Path log = folder.resolve("oclgrind.log");
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            OclgrindRun.class.getName());
    builder.command().addAll(Arrays.asList(arguments));
    builder
        .environment()
        .putAll(
            Map.of(
                "OCL_ICD_VENDORS", library.toString(),
                "OCLGRIND_LOG", log.toString(),
                "OCLGRIND_DATA_RACES", "1",
                "OCLGRIND_CHECK_API", "1",
                "OCLGRIND_INST_COUNTS", "1"));
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    String printed = Files.readString(output);
    assertTrue(ended, () -> "still running after " + PATIENCE_MINUTES + " minutes: " + printed);
    return new Outcome(
        process.exitValue(), printed, Files.exists(log) ? Files.readString(log) : "");
  }
}
