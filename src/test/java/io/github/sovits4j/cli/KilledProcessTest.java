package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed leaves what was there before, and nothing else. */
class KilledProcessTest {

  @Test
  void killedInTheMiddleOfSpeaking(@TempDir Path folder) throws Exception {
    Path model = folder.resolve("model");
    ModelVersion version = ModelVersion.V2;
    ModelSynthesizer.write(
        model, Text2SemanticConfig.tiny(version), SovitsConfig.tiny(version), 1, false);
    Path reference = folder.resolve("reference.wav");
    new WavWriter(SampleFormat.PCM_16).write(Tone.falling(), reference);
    Path out = Files.createDirectory(folder.resolve("out"));
    Path wav = Files.writeString(out.resolve("speech.wav"), "what was there before");

    Process process = sovits(model, reference, wav, "And another sentence. ".repeat(2000));
    try (BufferedReader console = process.inputReader(StandardCharsets.UTF_8)) {
      String line = console.readLine(); // the backend is open
      while (line != null && !line.contains("backend reference")) {
        line = console.readLine();
      }
      Thread.sleep(1500); // some of the 2000 sentences
      assertTrue(process.isAlive(), "finished too early: " + line);
      process.destroyForcibly();
      assertEquals(128 + 9, process.waitFor());
    }
    assertEquals("what was there before", Files.readString(wav));
    assertEquals(List.of("speech.wav"), names(out));

    Process again = sovits(model, reference, wav, "One sentence.");
    String said = new String(again.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, again.waitFor(), said);
    assertTrue(Files.size(wav) > 1000);
    assertEquals(List.of("speech.wav"), names(out));
  }

  private static Process sovits(Path model, Path reference, Path wav, String text)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.github.sovits4j.cli.Sovits",
            "tts",
            "--backend",
            "reference",
            "--model",
            model.toString(),
            "--reference",
            reference.toString(),
            "--text",
            text,
            "--max-seconds",
            "1",
            "--output",
            wav.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
