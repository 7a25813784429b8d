package io.github.sovits4j.bench.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kit whose Java is a shell script, so that every way a step can go is gone in a second. */
class KitTest {

  @TempDir private Path folder;

  private Path home;
  private Path output;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void pack() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a kit is for systems with a shell");
    home = folder.resolve("kit");
    output = folder.resolve("results");
    Files.createDirectories(home.resolve("lib"));
    Files.createDirectories(home.resolve("runtime/bin"));
  }

  /** Java, as far as a kit can tell. */
  private void java(String... cases) throws IOException {
    Path java = home.resolve("runtime/bin/java");
    Files.writeString(
        java, "#!/bin/sh\ncase \"$*\" in\n" + String.join("\n", cases) + "\n*) exit 0;;\nesac\n");
    assertTrue(java.toFile().setExecutable(true));
  }

  private static String devices(String... backends) {
    return "*'device --json'*) echo '[" + String.join(",", backends) + "]';;";
  }

  private static String backend(String name, String device) {
    return "{\"backend\":\"%s\",\"device\":%s,\"choice\":[],\"missing\":null}"
        .formatted(name, device == null ? "null" : '"' + device + '"');
  }

  private boolean run(Duration time, Duration patience) throws InterruptedException {
    return new Kit(home, output, time, told::add)
        .run(null, "python3", patience, false, name -> true);
  }

  private Map<String, String> outcomes() throws IOException {
    JsonNode results = new ObjectMapper().readTree(output.resolve("results.json").toFile());
    Map<String, String> outcomes = new LinkedHashMap<>();
    results
        .get("steps")
        .forEach(step -> outcomes.put(step.get("name").asText(), step.get("outcome").asText()));
    return outcomes;
  }

  @Test
  void aStepThatHangsOrFailsStopsNoOther() throws Exception {
    java(
        devices(backend("opencl", "a GPU"), backend("simd", null)),
        "*'verify --backend opencl --golden'*) echo broken; exit 3;;",
        "*'verify --backend opencl'*) sleep 600;;",
        "*'bench --backend opencl'*--history*)",
        "  while [ \"$1\" != --history ]; do shift; done; mkdir -p \"$(dirname \"$2\")\"",
        "  echo '{\"device\":\"a GPU\",\"firstAudioSeconds\":0.25,\"busyRatio\":{\"short\":0.9},"
            + "\"codesPerSecondByBatch\":{\"8\":10,\"16\":15,\"32\":20},"
            + "\"sentences\":{\"short\":{\"tokensPerSecond\":5,\"realTimeFactor\":0.5}}}' >\"$2\";;");

    assertFalse(run(Duration.ofMinutes(1), Duration.ofSeconds(2)));

    Map<String, String> outcomes = outcomes();
    assertEquals("OK", outcomes.get("devices"));
    assertEquals("TIMED_OUT", outcomes.get("verify-opencl"));
    assertEquals("FAILED", outcomes.get("golden-opencl"));
    assertEquals("OK", outcomes.get("bench-opencl-f16"));
    assertEquals("OK", outcomes.get("batches-opencl-int8"));
    assertFalse(outcomes.containsKey("verify-simd"), "it has no device");
    String report = Files.readString(output.resolve("results.md"));
    assertTrue(
        report.contains("| bench-opencl-f16 | a GPU | 5 | 10 | 15 | 20 | 0.5000 | 250 | 0.90 |"),
        report);
    assertTrue(report.contains("exit code 3: broken"), report);
    assertTrue(
        told.stream().anyMatch(line -> line.contains("ended after its 2 s")), told::toString);
  }

  @Test
  void whatIsPrintedForPeopleIsInTheReport() throws Exception {
    java(
        devices(backend("opencl", "a GPU")),
        "*'--concurrent 16'*) echo '| 16 at the same time | 3.4 times |';;");

    run(Duration.ofMinutes(1), Duration.ofSeconds(5));

    String report = Files.readString(output.resolve("results.md"));
    int section = report.indexOf("## concurrent-opencl: 16 requests at the same time");
    assertTrue(section >= 0, report);
    assertTrue(report.indexOf("| 16 at the same time | 3.4 times |", section) > section, report);
  }

  /** What is timed runs when nothing else does; what is checked runs beside other checks. */
  @Test
  void nothingRunsBesideWhatIsTimed() throws Exception {
    Path running = Files.createDirectories(folder.resolve("running"));
    Path seen = folder.resolve("seen");
    java(
        devices(backend("opencl", "a GPU"), backend("simd", "a CPU")),
        "*--concurrent*|*--operators*|*'--sentences SHORT'*)",
        "  ls '" + running + "' | sed 's/^/beside what is timed: /' >>'" + seen + "'; exit 2;;",
        "*verify*|*synthesize*)",
        "  touch '"
            + running
            + "'/$$; sleep 0.3; echo $(ls '"
            + running
            + "' | wc -l) >>'"
            + seen
            + "'",
        "  rm '" + running + "'/$$;;");

    new Kit(home, output, Duration.ofMinutes(1), told::add, 3)
        .run(null, "python3", Duration.ofSeconds(5), false, name -> true);

    assertEquals("OK", outcomes().get("verify-opencl"));
    assertEquals("FAILED", outcomes().get("concurrent-opencl"), "it ran");
    String beside = Files.readString(seen);
    assertFalse(beside.contains("timed"), beside);
    assertTrue(beside.contains("2") || beside.contains("3"), beside);
  }

  /** Where a CPU is listed before the GPU, the GPU is what is asked first and timed. */
  @Test
  void theDeviceThatWouldBeTakenComesFirst() throws Exception {
    String opencl = backend("opencl", "a GPU, not tuned");
    java(devices(opencl.replace("[]", "[\"a CPU\",\"a GPU\",\"a GPU\"]")));

    run(Duration.ofMinutes(1), Duration.ofSeconds(5));
    List<String> steps = List.copyOf(outcomes().keySet());
    assertTrue(steps.contains("bench-opencl-f16"), steps.toString());
    assertTrue(steps.contains("verify-opencl-0"), "the CPU: " + steps);
    assertFalse(steps.contains("verify-opencl-1"), "is the device that is taken: " + steps);
    assertTrue(steps.contains("verify-opencl-2"), "its twin: " + steps);
    assertTrue(
        steps.indexOf("verify-opencl-0") > steps.indexOf("concurrent-opencl"), steps.toString());
  }

  @Test
  void versionsThatWereNotPreparedAreNotTimed() throws Exception {
    Files.createDirectories(home.resolve("peers/v4"));
    Files.createFile(home.resolve("peers/v4/diffusion.safetensors"));
    java(devices(backend("opencl", "a GPU")));

    run(Duration.ofMinutes(1), Duration.ofSeconds(5));

    assertEquals("OK", outcomes().get("peers-v4-opencl-f16"));
    assertEquals("OK", outcomes().get("profile-v4-opencl"));
    assertFalse(outcomes().containsKey("peers-v3-opencl-f16"));
    assertFalse(outcomes().containsKey("model-v3"));
    assertFalse(outcomes().containsKey("peers-opencl"), "no case of v2 either");
  }

  /** One text that takes too long costs no other its figures; slow TornadoVM costs nobody any. */
  @Test
  void everyVersionAndTextIsAskedInAStepOfItsOwn() throws Exception {
    Files.createDirectories(home.resolve("tornado/lib"));
    Files.createDirectories(home.resolve("tornado/share/java/tornado"));
    Files.createFile(home.resolve("tornado/lib/libtornado-cuda.so"));
    Files.createFile(home.resolve("tornado/tornado-argfile.template"));
    java(
        "*tornado-cuda.argfile*'device --json'*) echo '[" + backend("tornado", "a GPU") + "]';;",
        devices(backend("opencl", "a GPU"), backend("simd", "a CPU")),
        "*'models/v1 '*'--text ZH'*) sleep 600;;",
        "*'models/v1 '*'--text EN'*) echo '| 40 sentences | 7.5 times |';;");

    run(Duration.ofMinutes(2), Duration.ofSeconds(2));

    Map<String, String> outcomes = outcomes();
    assertEquals("TIMED_OUT", outcomes.get("requests-v1-zh-opencl"));
    String report = Files.readString(output.resolve("results.md"));
    assertTrue(report.contains("## requests-v1-en-opencl: v1, text en, alone and"), report);
    assertTrue(report.contains("| 40 sentences | 7.5 times |"), report);
    List<String> steps = List.copyOf(outcomes.keySet());
    for (String version : List.of("v1", "v2", "v2Pro", "v2ProPlus")) {
      for (String text : List.of("en", "zh", "mixed")) {
        String name = "requests-" + version + '-' + text + '-';
        assertTrue(steps.contains(name + "opencl"), name);
        int last = steps.indexOf(name + "tornado-cuda");
        assertTrue(last > steps.indexOf("bench-simd-f16-long"), name + ": " + last);
      }
    }
  }

  @Test
  void aDriverThatEndsTheProcessCostsItsOwnBackendAlone() throws Exception {
    java(
        "*'device --json'*) case \"$OCL_ICD_VENDORS\" in *no-vendors*) echo '["
            + backend("simd", "a CPU")
            + "]';; *) kill -9 $$;; esac;;");

    assertFalse(run(Duration.ofMinutes(1), Duration.ofSeconds(5)));

    assertEquals("FAILED", outcomes().get("devices"));
    assertEquals("OK", outcomes().get("verify-simd"));
  }

  @Test
  void whatThereIsNoTimeForIsSaid() throws Exception {
    java("*'device --json'*) sleep 2; echo '[" + backend("opencl", "a GPU") + "]';;");

    run(Duration.ofMillis(6500), Duration.ofSeconds(5)); // afterwards less than a step needs

    assertEquals("SKIPPED", outcomes().get("verify-opencl"));
    assertTrue(Files.readString(output.resolve("results.md")).contains("no time was left"));
  }

  @Test
  void whatNeedsAStepThatFailedIsNotBegun() throws Exception {
    java(devices(backend("opencl", "a GPU")), "*synthesize-weights*) exit 1;;");

    run(Duration.ofMinutes(1), Duration.ofSeconds(5));

    assertEquals("SKIPPED", outcomes().get("bench-opencl-f16"));
    assertEquals("OK", outcomes().get("verify-opencl"));
  }

  @Test
  void withoutADeviceItSaysWhereItLooked() throws Exception {
    java(devices(backend("opencl", null)));

    assertFalse(run(Duration.ofMinutes(1), Duration.ofSeconds(5)));

    String line = told.stream().filter(t -> t.startsWith("no GPU")).findFirst().orElseThrow();
    assertTrue(line.contains("/etc/OpenCL/vendors") && line.contains("/usr/local/nvidia"), line);
    assertTrue(Files.readString(output.resolve("results.md")).contains("looked in"));
  }

  @Test
  void aProgramIsKilledWithAllItStarted() throws Exception {
    Path log = folder.resolve("log");
    ChildProcess.Ended ended =
        ChildProcess.run(
            List.of("/bin/sh", "-c", "sleep 600 & echo $!; wait"),
            Map.of(),
            log,
            Duration.ofSeconds(1));

    assertTrue(ended.timedOut());
    long child = Long.parseLong(ChildProcess.lastLines(log, 1).getFirst());
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false)) {
      assertTrue(System.nanoTime() < end, "it goes on");
      Thread.sleep(20);
    }
  }

  @Test
  void oneBackendOfTornadoVmIsStartedWithoutTheOthers() throws Exception {
    Path jars = home.resolve("tornado/share/java/tornado");
    Files.createDirectories(jars);
    for (String jar :
        List.of(
            "tornado-runtime-5.jar",
            "tornado-drivers-ptx-5.jar",
            "tornado-drivers-cuda-5.jar",
            "tornado-cublas-5.jar")) {
      Files.createFile(jars.resolve(jar));
    }
    Files.writeString(
        home.resolve("tornado/tornado-argfile.template"),
        """
        -Djava.library.path=${TORNADOVM_HOME}/lib
        --add-modules ALL-SYSTEM,tornado.runtime,tornado.drivers.ptx,tornado.drivers.cuda,tornado.cublas
        --enable-native-access=tornado.drivers.ptx,tornado.drivers.cuda
        --add-reads=tornado.drivers.ptx=jdk.graal.compiler
        --add-opens=java.base/java.lang=tornado.drivers.ptx
        --add-opens=java.base/java.lang=tornado.drivers.cuda
        """);
    Path argfile = folder.resolve("argfile");

    List<String> options = new KitLayout(home).tornadoOptions(argfile, "cuda");

    assertEquals(
        """
        -Djava.library.path=HOME/tornado/lib
        --add-modules ALL-SYSTEM,tornado.runtime,tornado.drivers.cuda
        --enable-native-access=tornado.drivers.cuda
        --add-opens=java.base/java.lang=tornado.drivers.cuda
        """
            .strip()
            .replace("HOME", home.toString()),
        Files.readString(argfile));
    String modules = options.get(options.indexOf("--module-path") + 1);
    assertTrue(modules.contains("runtime") && modules.contains("drivers-cuda"), modules);
    assertFalse(modules.contains("ptx") || modules.contains("cublas"), modules);
  }

  @Test
  void driversAreRegisteredOnce() throws Exception {
    Path registered = Files.writeString(folder.resolve("nvidia.icd"), "libnvidia-opencl.so.1\n");
    Path vendors = folder.resolve("vendors");
    new Libraries(
            List.of(),
            Optional.empty(),
            List.of(folder.resolve("lib/libnvidia-opencl.so.1"), registered),
            Optional.empty(),
            Optional.empty())
        .register(vendors);

    try (var files = Files.list(vendors)) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all::toString);
      assertEquals(
          folder.resolve("lib/libnvidia-opencl.so.1").toString(),
          Files.readString(all.getFirst()).strip());
    }
  }

  @Test
  void aFolderThatIsNoKitIsRefused() {
    UserException e =
        assertThrows(
            UserException.class, () -> new Kit(folder, output, Duration.ofMinutes(1), line -> {}));
    assertTrue(e.getMessage().contains("expected an unpacked kit"), e.getMessage());
  }
}
