package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.ops.Backends;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a user sees of {@code sovits tune}. */
class TuneCommandTest {

  private static final String PROPERTY = "sovits4j.opencl.tuning";

  @TempDir Path folder;

  private record Result(int exit, String out, String err) {}

  private static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Sovits.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit =
        commandLine.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Result(exit, out.toString(), err.toString());
  }

  private static void assertMistake(Result result, String... words) {
    assertEquals(1, result.exit, result::toString);
    assertEquals(1, result.err.strip().lines().count(), result::err);
    for (String word : words) {
      assertTrue(result.err.contains(word), result::err);
    }
  }

  @BeforeEach
  void device() {
    String missing =
        Backends.providers().stream()
            .filter(provider -> provider.name().equals("opencl"))
            .findFirst()
            .orElseThrow()
            .missing()
            .orElse(null);
    Skip.unless(missing == null, "no OpenCL here: " + missing);
  }

  @Test
  void whatIsFoundIsStoredAndInForceFromThenOn() throws IOException {
    Path file = folder.resolve("new").resolve("tuned.properties");
    Object[] tune = {
      "tune", "--backend", "opencl", "--kernel", "gat?", "--seconds", 0.01, "--output", file
    };
    Result dry = run(Stream.concat(Stream.of(tune), Stream.of("--dry-run")).toArray());
    assertEquals(0, dry.exit, dry::toString);
    assertTrue(dry.out.contains("gate") && dry.out.contains("VEC"), dry::out);
    assertFalse(dry.out.contains("conv1d"), dry::out);
    assertFalse(Files.exists(file.getParent()));

    Result wet = run(tune);
    assertEquals(0, wet.exit, wet::toString);
    assertTrue(wet.out.contains("stored in " + file), wet::out);
    String stored = Files.readString(file);
    assertTrue(stored.contains("driver="), stored);

    String before = System.setProperty(PROPERTY, file.toString());
    try {
      Result devices = run("device");
      String expected = stored.contains("gate.VEC") ? "1 tuned" : "0 tuned";
      assertTrue(devices.out.contains(expected), devices::out);
      Files.writeString(file, stored + "gate.VEC=5\n");
      assertMistake(run("device"), file.toString(), "gate.VEC", "got '5'");
    } finally {
      if (before == null) {
        System.clearProperty(PROPERTY);
      } else {
        System.setProperty(PROPERTY, before);
      }
    }
    assertTrue(run("device").out.contains("not tuned"));
  }

  @Test
  void whenTimeIsUpTheRestIsNamedAndNothingIsStored() {
    Path file = folder.resolve("tuned.properties");
    Result result =
        run("tune", "--backend", "opencl", "--kernel", "gate", "--minutes", 1e-9, "--output", file);
    assertEquals(0, result.exit, result::toString);
    assertTrue(result.out.contains("gate") && result.out.contains("not reached"), result::out);
    assertFalse(Files.exists(file));
  }

  @Test
  void mistakesAreNamed() throws IOException {
    assertMistake(run("tune", "--backend", "reference"), "'reference'", "opencl or simd");
    assertMistake(run("tune", "--backend", "abacus"), "'abacus'");
    assertMistake(
        run("tune", "--backend", "opencl", "--kernel", "nonsense"), "'nonsense'", "conv1d");
    assertMistake(run("tune", "--seconds", -1), "--seconds", "-1");
    assertMistake(run("tune", "--minutes", "NaN"), "--minutes", "NaN");
    Path file = Files.writeString(folder.resolve("a file"), "");
    assertMistake(
        run(
            "tune",
            "--backend",
            "opencl",
            "--kernel",
            "gate",
            "--seconds",
            0.01,
            "--output",
            file.resolve("below")),
        file.toString(),
        "cannot be written");
  }
}
