package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.WavWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that measure, with a model that does not speak without a prompt. */
class DiffusionCommandsTest {

  @TempDir static Path folder;

  private static Path model;
  private static Path wav;

  private record Outcome(int exit, String out, String err) {}

  private static Outcome run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Sovits.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int exit = commandLine.execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
    return new Outcome(exit, out.toString(), err.toString());
  }

  @BeforeAll
  static void model() {
    model = folder.resolve("model");
    wav = folder.resolve("me.wav");
    new WavWriter(SampleFormat.PCM_16).write(Tone.falling(), wav);
    Outcome outcome =
        run(
            "synthesize-weights",
            "--version",
            "v4",
            "--tiny",
            "--encoders",
            "--seed",
            3,
            "--output",
            model);
    assertEquals(0, outcome.exit, outcome.err);
  }

  private static Outcome bench(Object... args) {
    Stream<Object> always =
        Stream.of("bench", "--backend", "simd", "--model", model, "--runs", 1, "--sample-steps", 4);
    return run(Stream.concat(always, Stream.of(args)).toArray());
  }

  @Test
  void windowsAreComparedInAVoice() {
    Path voice = folder.resolve("voice");
    Outcome made =
        run(
            "voice",
            "create",
            "--backend",
            "simd",
            "--model",
            model,
            "--reference",
            wav,
            "--text",
            "Hello there.",
            "--output",
            voice);
    assertEquals(0, made.exit, made.err);
    Outcome outcome = bench("--windows", 12, "--voice", voice);
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(outcome.out.contains("| made up | 2 |"), outcome.out);
    assertTrue(outcome.out.contains("1 seam, "), outcome.out);
    assertEquals(1, bench("--windows", 0).exit);
    assertEquals(1, bench("--voice", voice).exit, "without --windows");
    assertEquals(1, run("bench", "--model", model, "--sample-steps", 3, "--windows", 1).exit);
  }

  @Test
  void requestsAreTimed() {
    Outcome outcome = bench("--requests", 2, "--max-seconds", 0.3);
    assertEquals(0, outcome.exit, outcome.err);
    outcome = bench("--streaming", "--max-seconds", 0.3);
    assertEquals(0, outcome.exit, outcome.err);
    outcome = bench("--concurrent", 3, "--max-seconds", 0.3);
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(outcome.out.contains("as it does alone, to the last bit"), outcome.out);
  }

  @Test
  void memoryIsWatchedWithARecordingAndItsWords() {
    Object[] soak = {
      "soak",
      "--backend",
      "simd",
      "--model",
      model,
      "--utterances",
      20,
      "--max-seconds",
      0.3,
      "--sample-steps",
      4,
      "--reference",
      wav
    };
    Outcome outcome = run(soak);
    assertEquals(1, outcome.exit, "without its words");
    assertTrue(outcome.err.contains("--prompt-text"), outcome.err);
    outcome =
        run(Stream.concat(Stream.of(soak), Stream.of("--prompt-text", "Hello there.")).toArray());
    // Whether it is flat is not for 20 utterances beside other tests to say.
    assertEquals(20, outcome.out.lines().filter(line -> line.matches("[ \\d.-]+")).count());
    assertTrue(outcome.out.contains("memory "), outcome::toString);
  }
}
