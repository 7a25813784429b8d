package io.github.sovits4j.cli;

import com.fasterxml.jackson.annotation.JsonView;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jocl.CL;
import picocli.CommandLine;

/**
 * A copy of the launcher in a folder of its own, with the classes under test as its finished build:
 * what a user starts, and nothing that a test can break.
 */
final class Launcher {

  private static final long LONGEST_SECONDS = 120;

  /** One of each place that the program needs. */
  private static final List<Class<?>> CLASSES =
      List.of(
          Sovits.class,
          CommandLine.class,
          ObjectMapper.class,
          JsonFactory.class,
          JsonView.class,
          DMatrixRMaj.class,
          CommonOps_DDRM.class,
          CL.class);

  /** The JVM's, at every start with that module; no option keeps it from saying so. */
  static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector\n";

  /** What a start printed. */
  record Run(int exit, byte[] bytes, String said) {
    String out() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What was said beside {@link #INCUBATOR}. */
    String err() {
      return said.replace(INCUBATOR, "");
    }
  }

  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private int starts;

  /**
   * A copy that needs no build.
   *
   * @param home an empty folder
   */
  Launcher(Path home) throws IOException {
    this.home = home;
    Files.copy(Path.of("sovits"), home.resolve("sovits"), StandardCopyOption.COPY_ATTRIBUTES);
    for (String source : List.of("src/main", "src/emulator", "kernels", "target")) {
      Files.createDirectories(home.resolve(source));
    }
    Files.createFile(home.resolve("pom.xml"));
    Files.createFile(home.resolve("target/.built"));
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", home.toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("SOVITS_JAVA_HOME", System.getProperty("java.home"));
    environment.put(
        "SOVITS_CLASSPATH",
        CLASSES.stream().map(Launcher::place).collect(Collectors.joining(File.pathSeparator)));
    environment.put("SOVITS_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    environment.put("SOVITS_NO_INSTALL", "1");
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its folder. */
  Path home() {
    return home;
  }

  /** Starts with a variable of the environment; null takes it away. */
  Launcher with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** As a checkout that was never built. */
  Launcher neverBuilt() throws IOException {
    Files.delete(home.resolve("target/.built"));
    return this;
  }

  /**
   * Starts it.
   *
   * @param arguments as a shell reads them; they reach it in UTF-8 whatever this JVM's locale is
   */
  Run run(String arguments) throws IOException, InterruptedException {
    Path script = home.resolve("start-" + starts++ + ".sh");
    Files.writeString(script, "./sovits " + arguments + "\n");
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString()).directory(home.toFile());
    builder.environment().clear();
    environment.forEach(
        (name, value) -> {
          if (value != null) {
            builder.environment().put(name, value);
          }
        });
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IllegalStateException("not done after " + LONGEST_SECONDS + " s: " + arguments);
    }
    return new Run(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
  }
}
