package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.Skip;
import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.fixtures.Listener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tts --timestamps --subtitles}, with a model that speaks noise. */
class TimestampsTest {

  private static final String TEXT =
      "Hello there, my friend. [pause 700ms] It costs $5, as it always did and as it always will, "
          + "whoever may ask for it and whatever they may say.";

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  private int run(Object... arguments) {
    err.getBuffer().setLength(0);
    return Sovits.commandLine()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err, true))
        .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
  }

  @BeforeEach
  void makeModel() {
    assertEquals(
        0,
        run(
            "synthesize-weights",
            "--version",
            "v2",
            "--tiny",
            "--seed",
            3,
            "--output",
            folder.resolve("model")));
    new WavWriter(SampleFormat.PCM_16).write(Tone.falling(), folder.resolve("reference.wav"));
  }

  private int tts(Object... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "tts",
                    "--model",
                    folder.resolve("model"),
                    "--reference",
                    folder.resolve("reference.wav"),
                    "--backend",
                    "reference",
                    "--max-seconds",
                    2,
                    "--text",
                    TEXT),
                Stream.of(more))
            .toArray());
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name).toFile());
  }

  @Test
  void everyWordLiesInItsSentenceAndPausesBetween() throws IOException {
    Path plain = folder.resolve("plain.wav");
    Path timed = folder.resolve("timed.wav");
    assertEquals(0, tts("--output", plain), err::toString);
    assertEquals(
        0, tts("--output", timed, "--timestamps", folder.resolve("t.json")), err::toString);
    assertTrue(Arrays.equals(Files.readAllBytes(plain), Files.readAllBytes(timed)), "same speech");
    JsonNode root = json("t.json");
    JsonNode sentences = root.path("sentences");
    assertEquals(2, sentences.size());
    double gap =
        sentences.get(1).path("start").asDouble() - sentences.get(0).path("end").asDouble();
    assertEquals(0.7, gap, 0.002);
    List<String> said = new ArrayList<>();
    double before = 0;
    for (JsonNode sentence : sentences) {
      assertTrue(sentence.path("start").asDouble() >= before, sentence::toString);
      for (JsonNode word : sentence.path("words")) {
        said.add(word.path("text").asText());
        assertTrue(word.path("start").asDouble() >= before - 0.0011, word::toString);
        assertTrue(word.path("end").asDouble() >= word.path("start").asDouble(), word::toString);
        before = word.path("end").asDouble();
      }
      assertTrue(before <= sentence.path("end").asDouble() + 0.0011, sentence::toString);
    }
    assertTrue(String.join(" ", said).startsWith("Hello there my friend It costs five dollars"));
    assertTrue(before <= root.path("seconds").asDouble());
  }

  @Test
  void fasterSpeechHasEarlierWords() throws IOException {
    assertEquals(
        0,
        tts("--output", folder.resolve("a.wav"), "--timestamps", folder.resolve("a.json")),
        err::toString);
    assertEquals(
        0,
        tts(
            "--output",
            folder.resolve("b.wav"),
            "--timestamps",
            folder.resolve("b.json"),
            "--speed",
            2),
        err::toString);
    double slow = json("a.json").at("/sentences/0/end").asDouble();
    double fast = json("b.json").at("/sentences/0/end").asDouble();
    assertEquals(slow / 2, fast, 0.03);
    JsonNode words = json("b.json").at("/sentences/0/words");
    assertTrue(words.get(words.size() - 1).path("end").asDouble() <= fast + 0.001);
  }

  @Test
  void subtitlesAreReadByPlayers() throws IOException, InterruptedException {
    Path srt = folder.resolve("s.srt");
    assertEquals(0, tts("--output", folder.resolve("s.wav"), "--subtitles", srt), err::toString);
    String text = Files.readString(srt);
    assertTrue(text.startsWith("1\n00:00:0"), text);
    assertTrue(text.contains("Hello there, my friend.\n"), text);
    assertFalse(text.contains("[pause"), text);
    Skip.unless(Listener.runs("ffprobe"), "no ffprobe (Debian, Ubuntu: apt-get install ffmpeg)");
    Process ffprobe =
        new ProcessBuilder(
                "ffprobe",
                "-v",
                "error",
                "-show_entries",
                "packet=pts_time",
                "-of",
                "csv=p=0",
                srt.toString())
            .redirectErrorStream(true)
            .start();
    List<String> read =
        new String(ffprobe.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertEquals(0, ffprobe.waitFor(), read::toString);
    long cues = text.lines().filter(line -> line.contains(" --> ")).count();
    assertTrue(cues >= 3, text);
    assertEquals(cues, read.size(), read::toString);
  }

  @Test
  void filesThatCannotBeAreFoundBeforeTheModelIsLoaded() {
    Path output = folder.resolve("x.wav");
    assertEquals(1, tts("--output", output, "--timestamps", output));
    assertTrue(err.toString().contains("is named twice"), err::toString);
    assertEquals(1, tts("--output", output, "--subtitles", folder.resolve("no/such.srt")));
    assertTrue(err.toString().contains("cannot write here"), err::toString);
    assertEquals(
        1,
        tts(
            "--output",
            output,
            "--subtitles",
            folder.resolve("s.srt"),
            "--profile",
            folder.resolve("p.json")));
    assertTrue(err.toString().contains("without --timestamps"), err::toString);
    assertFalse(Files.exists(output));
  }
}
