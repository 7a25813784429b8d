package io.github.sovits4j.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code sovits serve} as a process of its own, whose memory is nobody else's. Its heap has one
 * size from the beginning, so that the process grows only by what lies outside.
 */
final class ServerProcess {

  private static final String JAVA_HOME = System.getProperty("java.home");

  private final Process process;
  private final Path folder;
  private final int port;

  private ServerProcess(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /**
   * Starts it with a model, voices and references that {@link RunningServer#prepare} made.
   *
   * @param folder of them; the log goes there
   * @param heapMegabytes size of the heap
   */
  static ServerProcess start(Path folder, String backend, int heapMegabytes) throws IOException {
    List<String> command =
        List.of(
            Path.of(JAVA_HOME, "bin", "java").toString(),
            "-Xms" + heapMegabytes + "m",
            "-Xmx" + heapMegabytes + "m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:NativeMemoryTracking=summary",
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            "io.github.sovits4j.cli.Sovits",
            "serve",
            "--model=" + folder.resolve("models/first"),
            "--voices=" + folder.resolve("voices"),
            "--allow-references=" + folder.resolve("references"),
            "--alias=alloy=me",
            "--port=0",
            "--parallel=8",
            "--queue=64",
            "--max-seconds=0.3",
            "--backend=" + backend);
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("server.log").toFile()).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith("listening on http://127.0.0.1:")) {
      process.destroyForcibly();
      throw new IOException(line + "\n" + Files.readString(folder.resolve("server.log")));
    }
    return new ServerProcess(process, folder, URI.create(line.split(" ", -1)[2]).getPort());
  }

  int port() {
    return port;
  }

  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery))
        .timeout(Duration.ofMinutes(5)); // on a machine that is busy with other things
  }

  /**
   * What is in use, in bytes, when garbage and what the C library keeps in reserve are given back.
   */
  record Memory(long heap, long process) {}

  Memory memory() throws IOException, InterruptedException {
    String said = ask("GC.class_histogram", "System.trim_native_heap"); // the first collects
    long heap =
        said.lines()
            .filter(line -> line.startsWith("Total "))
            .mapToLong(line -> Long.parseLong(line.strip().split(" +", -1)[2]))
            .findFirst()
            .orElseThrow(() -> new IOException(said));
    long resident =
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
            .findFirst()
            .orElseThrow();
    return new Memory(heap, resident);
  }

  /** Has the JVM remember what it holds now. */
  void noteNativeMemory() throws IOException, InterruptedException {
    ask("VM.native_memory baseline");
  }

  /** What it holds by kind, and how much more than then. */
  String nativeMemory() throws IOException, InterruptedException {
    return ask("VM.native_memory summary.diff");
  }

  /** What the JVM answers to diagnostic commands. */
  private String ask(String... commands) throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("commands"), List.of(commands));
    Process jcmd =
        new ProcessBuilder(
                Path.of(JAVA_HOME, "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "-f",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException(said + "\n" + Files.readString(folder.resolve("server.log")));
    }
    return said;
  }

  /** SIGTERM, and the end that follows from it. */
  void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the server does not stop");
    }
  }
}
