package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.WavWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which model speaks when none is named: a synthetic one stands for the demo voice here. */
class DemoVoiceTest {

  @TempDir Path folder;

  private String before;
  private Path output;

  private record Outcome(int exit, String out, String err) {}

  private static Outcome run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Sovits.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Outcome(exit, out.toString(), err.toString());
  }

  @BeforeEach
  void makeVoice() throws IOException {
    before = System.getProperty(DemoVoice.PROPERTY);
    output = folder.resolve("out.wav");
    Path voice = folder.resolve("voice");
    assertEquals(
        0,
        run("synthesize-weights", "--version", "v2", "--tiny", "--seed", 3, "--output", voice)
            .exit);
    Files.createDirectory(voice.resolve("references"));
    for (String name : new String[] {"slt.wav", "rms.wav"}) {
      new WavWriter(SampleFormat.PCM_16)
          .write(Tone.falling(), voice.resolve("references").resolve(name));
    }
    System.setProperty(DemoVoice.PROPERTY, voice.toString());
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(DemoVoice.PROPERTY);
    } else {
      System.setProperty(DemoVoice.PROPERTY, before);
    }
  }

  private Outcome tts(Object... more) {
    return run(
        Stream.concat(
                Stream.of("tts", "--backend", "reference", "--max-seconds", 1, "--output", output),
                Stream.of(more))
            .toArray());
  }

  @Test
  void ttsWithoutAModelSpeaksWithItAndSaysSo() {
    Outcome outcome = tts("--text", "Say this.");
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(outcome.err.contains("demo voice"), outcome.err);
    assertTrue(Files.isRegularFile(output));
  }

  @Test
  void theDemoSaysWhatItSays() {
    Outcome outcome = run("demo", "--backend", "reference", "--max-seconds", 1, "--output", output);
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(outcome.out.contains("It says: Hello from the JVM."), outcome.out);
    assertFalse(outcome.out.contains("noise"), outcome.out);
  }

  @Test
  void aSyntheticModelOnDemand() {
    Outcome outcome =
        run(
            "demo",
            "--model-version",
            "v1",
            "--backend",
            "reference",
            "--max-seconds",
            0.5,
            "--output",
            output);
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(outcome.out.contains("noise"), outcome.out);
  }

  @Test
  void withoutItTtsNeedsAModel() {
    System.setProperty(DemoVoice.PROPERTY, folder.resolve("nowhere").toString());
    Outcome outcome = tts("--text", "Say this.");
    assertEquals(1, outcome.exit);
    assertTrue(outcome.err.contains("No --model"), outcome.err);
    assertFalse(Files.exists(output));
  }

  @Test
  void itSpeaksEnglishOnly() {
    Outcome outcome = tts("--text", "你好", "--language", "zh");
    assertEquals(1, outcome.exit);
    assertTrue(outcome.err.contains("English only"), outcome.err);
    assertFalse(Files.exists(output));
  }

  @Test
  void aModelNeedsAReference() {
    Outcome outcome = tts("--text", "Say this.", "--model", folder.resolve("voice"));
    assertEquals(2, outcome.exit);
    assertTrue(outcome.err.contains("--reference"), outcome.err);
  }

  @Test
  void aMissingReferenceIsNamed() throws IOException {
    Files.delete(folder.resolve("voice/references/rms.wav"));
    Outcome outcome = tts("--text", "Say this.");
    assertEquals(1, outcome.exit);
    assertTrue(outcome.err.contains("rms.wav"), outcome.err);
  }
}
