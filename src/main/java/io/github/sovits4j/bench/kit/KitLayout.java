package io.github.sovits4j.bench.kit;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where things lie in an unpacked kit.
 *
 * <pre>
 * runtime/     a Java runtime, made by jlink
 * lib/         our jar and those it needs
 * native/      the loader of OpenCL's drivers, for machines without one
 * golden/      recorded cases of tiny networks
 * tornado/     TornadoVM's SDK, where the packing machine had one
 * peers/       PyTorch beside us: scripts, our side, and a case with its results
 * </pre>
 */
record KitLayout(Path home) {

  private static final List<String> BACKENDS = List.of("opencl", "ptx", "cuda");

  /** Doors to NVIDIA's libraries of ready-made kernels, which none of ours calls. */
  private static final Pattern LIBRARY_MODULES =
      Pattern.compile(",tornado\\.(cublas|cufft|cudnn|cusparse|cutlass)");

  private static final Pattern LIBRARY_JAR =
      Pattern.compile("tornado-(cublas|cufft|cudnn|cusparse|cutlass)-");

  KitLayout {
    if (!Files.isDirectory(home.resolve("lib"))) {
      throw new UserException(
          home + ": expected an unpacked kit with a folder lib; benchmarks/kit/pack makes one.");
    }
  }

  Path nativeLibraries() {
    return home.resolve("native");
  }

  Path golden() {
    return home.resolve("golden");
  }

  Path peers() {
    return home.resolve("peers");
  }

  Path tornado() {
    return home.resolve("tornado");
  }

  /** Whether TornadoVM came along with a backend of this name: opencl, ptx, cuda. */
  boolean hasTornado(String backend) {
    return Files.exists(tornado().resolve("lib/libtornado-" + backend + ".so"));
  }

  /** The Java command with a main class. */
  List<String> java(List<String> options, String main) {
    List<String> command = new ArrayList<>();
    Path packed = home.resolve("runtime/bin/java");
    command.add(
        Files.exists(packed) ? packed.toString() : System.getProperty("java.home") + "/bin/java");
    command.addAll(options);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            home.resolve("lib") + "/*",
            main));
    return command;
  }

  /**
   * What the JVM needs for TornadoVM with one of its backends. The others are left out, for the
   * native part of one whose driver is not here ends the process.
   *
   * @param argfile where its arguments are written, with this machine's paths
   * @param backend opencl, ptx or cuda
   */
  List<String> tornadoOptions(Path argfile, String backend) throws IOException {
    String template = Files.readString(tornado().resolve("tornado-argfile.template"));
    String arguments = template.replace("${TORNADOVM_HOME}", tornado().toString());
    for (String other : BACKENDS) {
      if (!other.equals(backend)) {
        String module = "tornado.drivers." + other;
        arguments =
            arguments
                .lines()
                .filter(line -> !line.endsWith("=" + module) && !line.contains("=" + module + "="))
                .map(line -> line.replace("," + module, "").replace("=" + module + ",", "="))
                .collect(Collectors.joining("\n"));
      }
    }
    Files.writeString(argfile, LIBRARY_MODULES.matcher(arguments).replaceAll(""));
    try (Stream<Path> jars = Files.list(tornado().resolve("share/java/tornado"))) {
      String modules =
          jars.map(Path::toString)
              .filter(jar -> needed(jar.substring(jar.lastIndexOf('/') + 1), backend))
              .sorted()
              .collect(Collectors.joining(":"));
      return List.of("@" + argfile, "--module-path", modules, "-Dtornado.recover.bailout=False");
    }
  }

  private static boolean needed(String jar, String backend) {
    return !LIBRARY_JAR.matcher(jar).lookingAt()
        && BACKENDS.stream()
            .noneMatch(
                other ->
                    !other.equals(backend) && jar.startsWith("tornado-drivers-" + other + "-"));
  }
}
