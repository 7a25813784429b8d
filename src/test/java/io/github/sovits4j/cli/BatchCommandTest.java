package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.tts.SyntheticModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many texts into a folder: the same sound as alone, nothing twice, nothing half. */
class BatchCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ITEMS = 24;
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir static Path shared;
  private static Path model;
  private static Path reference;

  @TempDir Path folder;
  private Path out;

  private record Outcome(int exit, String out, String err) {}

  @BeforeAll
  static void prepare() {
    model = shared.resolve("model");
    SyntheticModel.writeTiny(model, 5);
    reference = shared.resolve("reference.wav");
    new WavWriter(SampleFormat.PCM_16).write(Tone.falling(), reference);
    assertEquals(
        0,
        run(
                "voice",
                "create",
                "--backend",
                "reference",
                "--model",
                model,
                "--reference",
                reference,
                "--output",
                shared.resolve("voices/me"))
            .exit);
  }

  @BeforeEach
  void nothingYet() {
    out = folder.resolve("out");
  }

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

  private Path input(String... lines) throws IOException {
    return Files.writeString(folder.resolve("in.jsonl"), String.join("\n", lines) + "\n");
  }

  private static List<Object> arguments(Path input, Path out) {
    return List.of(
        "batch",
        input,
        "--output-dir",
        out,
        "--backend",
        "reference",
        "--model",
        model,
        "--reference",
        reference,
        "--voices",
        shared.resolve("voices"),
        "--max-seconds",
        0.4,
        "--retries",
        0);
  }

  private Outcome batch(Path input, Object... more) {
    List<Object> all = new ArrayList<>(arguments(input, out));
    all.addAll(List.of(more));
    return run(all.toArray());
  }

  private byte[] alone(String text, Object... more) throws IOException {
    Path wav = folder.resolve("alone.wav");
    List<Object> all =
        new ArrayList<>(
            List.of("tts", "--text", text, "--output", wav, "--backend", "reference", "--model"));
    all.addAll(List.of(model, "--max-seconds", 0.4, "--retries", 0));
    all.addAll(List.of(more));
    Outcome outcome = run(all.toArray());
    assertEquals(0, outcome.exit, outcome.err);
    return Files.readAllBytes(wav);
  }

  @Test
  void stepsThatAreNoneAreRefusedBeforeAnythingIsSpoken() throws IOException {
    Outcome outcome = batch(input("{\"id\": \"a\", \"text\": \"Hello.\"}"), "--sample-steps", 3);
    assertEquals(1, outcome.exit, outcome.err);
    assertTrue(outcome.err.contains("sample steps") && outcome.err.contains("128"), outcome.err);
    assertFalse(Files.exists(out.resolve("a.wav")));
  }

  private List<JsonNode> results() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("results.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private JsonNode result(String id) throws IOException {
    return results().stream()
        .filter(line -> line.path("id").asText().equals(id))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private byte[] wav(String id) throws IOException {
    return Files.readAllBytes(out.resolve(id + ".wav"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everyItemSoundsAsItDoesAlone() throws IOException {
    Path input =
        input(
            "\ufeff{\"id\": \"a\", \"text\": \"Say this.\", \"seed\": 7}",
            "",
            "{\"id\": \"第 2\", \"text\": \"你好。\", \"language\": \"zh\", \"seed\": null}\r",
            "{\"id\": 3, \"text\": \"And one more. And then another.\", \"voice\": \"me\"}");
    Outcome outcome = batch(input, "--seed", 11, "--speed", 1.5);
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(outcome.out.contains("3 spoken") && outcome.out.contains("0 failed"), outcome.out);
    assertEquals(List.of("3.wav", "a.wav", "results.jsonl", "第 2.wav"), names());
    assertArrayEquals(
        alone("Say this.", "--reference", reference, "--seed", 7, "--speed", 1.5), wav("a"));
    assertArrayEquals(
        alone("你好。", "--reference", reference, "--seed", 11, "--speed", 1.5, "--language", "zh"),
        wav("第 2"));
    assertArrayEquals(
        alone(
            "And one more. And then another.",
            "--voice",
            shared.resolve("voices/me"),
            "--seed",
            11,
            "--speed",
            1.5),
        wav("3"));
    JsonNode line = result("3");
    assertEquals("spoken", line.path("status").asText());
    assertEquals("3.wav", line.path("file").asText());
    assertEquals(wav("3").length, line.path("bytes").asInt());
    assertEquals(
        new WavReader(60).read(out.resolve("3.wav")).seconds(),
        line.path("seconds").asDouble(),
        1e-3);
    assertEquals(1, line.path("sentences").asInt());
  }

  @Test
  void nothingIsMadeTwice() throws IOException {
    Path input =
        input(
            "{\"id\": \"a\", \"text\": \"Say this.\"}", "{\"id\": \"b\", \"text\": \"And that.\"}");
    assertEquals(0, batch(input).exit);
    byte[] first = wav("a");
    for (String name : List.of("a.wav", "b.wav")) {
      Files.setLastModifiedTime(out.resolve(name), LONG_AGO);
    }
    Outcome again = batch(input);
    assertTrue(again.out.contains("0 spoken") && again.out.contains("2 were there"), again.out);
    assertEquals(LONG_AGO, Files.getLastModifiedTime(out.resolve("a.wav")));
    assertEquals(2, results().size());

    Files.delete(out.resolve("a.wav")); // a result without its file
    assertTrue(batch(input).out.contains("1 spoken"));
    assertArrayEquals(first, wav("a"));
    assertEquals(LONG_AGO, Files.getLastModifiedTime(out.resolve("b.wav")));

    Files.write(out.resolve("a.wav"), new byte[100]); // of another length
    assertTrue(batch(input).out.contains("1 spoken"));
    assertArrayEquals(first, wav("a"));

    Path changed = // another text under a known id, and another seed for all
        input(
            "{\"id\": \"a\", \"text\": \"Say something else.\"}",
            "{\"id\": \"b\", \"text\": \"And that.\"}");
    assertTrue(batch(changed).out.contains("1 spoken"));
    assertFalse(java.util.Arrays.equals(first, wav("a")));
    assertEquals(LONG_AGO, Files.getLastModifiedTime(out.resolve("b.wav")));
    assertTrue(batch(changed, "--seed", 5).out.contains("2 spoken"));
    assertTrue(batch(changed, "--seed", 5).out.contains("2 were there"));
  }

  @Test
  void aLineThatWasBeingWrittenIsTakenAway() throws IOException {
    Path input =
        input(
            "{\"id\": \"a\", \"text\": \"Say this.\"}", "{\"id\": \"b\", \"text\": \"And that.\"}");
    assertEquals(0, batch(input).exit);
    Path results = out.resolve("results.jsonl");
    byte[] whole = Files.readAllBytes(results);
    String half = results().getLast().path("id").asText();
    Files.write(results, java.util.Arrays.copyOf(whole, whole.length - 9));
    Outcome outcome = batch(input);
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(outcome.out.contains("1 spoken"), outcome.out);
    assertEquals(2, results().size());
    assertEquals(half, results().getLast().path("id").asText());
    Files.writeString(results, "no result\n" + Files.readString(results));
    Outcome odd = batch(input);
    assertTrue(odd.err.contains("1 lines of results.jsonl are no results"), odd.err);
    assertTrue(odd.out.contains("2 were there"), odd.out);
  }

  /** The states in which a kill can leave the folder; see BatchFolder. */
  @Test
  void whatWasWholeIsNotMadeAgain() throws IOException {
    Path input = input("{\"id\": \"a\", \"text\": \"Say this.\"}");
    assertEquals(0, batch(input).exit);
    Path results = out.resolve("results.jsonl");
    Path wav = out.resolve("a.wav");
    String line = Files.readString(results);
    byte[] sound = wav("a");
    Files.setLastModifiedTime(wav, LONG_AGO);
    Path work = out.resolve(".sovits-batch");

    for (int state = 0; state < 3; state++) {
      Files.createDirectories(work);
      Files.writeString(work.resolve("a.json"), line);
      if (state < 2) {
        Files.writeString(results, ""); // the line was not written
      }
      if (state == 0) {
        Files.move(wav, work.resolve("a.wav")); // nor the file moved
      }
      Outcome outcome = batch(input);
      assertTrue(outcome.out.contains("0 spoken"), "state " + state + ": " + outcome.out);
      assertArrayEquals(sound, wav("a"));
      assertEquals(LONG_AGO, Files.getLastModifiedTime(wav));
      assertEquals(line, Files.readString(results));
      assertEquals(List.of("a.wav", "results.jsonl"), names());
    }

    Files.createDirectories(work); // a sound that was being written, and a note that was
    Files.write(work.resolve("a.wav"), java.util.Arrays.copyOf(sound, 500));
    Files.writeString(work.resolve("a.json.part"), line.substring(0, 40));
    Files.delete(wav);
    Files.writeString(results, "");
    assertTrue(batch(input).out.contains("1 spoken"));
    assertArrayEquals(sound, wav("a"));
    assertEquals(List.of("a.wav", "results.jsonl"), names());

    Files.createDirectories(work); // a note that lies
    Files.writeString(work.resolve("a.json"), line.replace("\"a\"", "\"../a\""));
    Files.writeString(work.resolve("b.json"), line.replace("\"a\"", "\"b\""));
    assertTrue(batch(input).out.contains("1 were there"));
    assertEquals(List.of("a.wav", "results.jsonl"), names());
  }

  @Test
  void whatFailsIsListedAndTheRestIsSpoken() throws IOException {
    Path input =
        input(
            "{\"id\": \"good\", \"text\": \"Say this.\"}",
            "{\"id\": \"empty\", \"text\": \"\"}",
            "{\"id\": \"marks\", \"text\": \"?!\"}",
            "{\"id\": \"tongue\", \"text\": \"Bonjour.\", \"language\": \"fr\"}",
            "{\"id\": \"who\", \"text\": \"Hello.\", \"voice\": \"../me\"}",
            "{\"id\": \"also good\", \"text\": \"And that.\"}");
    Outcome outcome = batch(input);
    assertEquals(3, outcome.exit, outcome.err);
    assertTrue(outcome.out.contains("2 spoken") && outcome.out.contains("4 failed"), outcome.out);
    assertEquals(List.of("also good.wav", "good.wav", "results.jsonl"), names());
    for (String expected :
        List.of(
            "line 2, 'empty': ",
            "line 3, 'marks': ",
            "line 4, 'tongue': ",
            "line 5, 'who': there is no voice '../me'; there are: me.")) {
      assertTrue(outcome.err.contains("sovits: " + expected), outcome.err);
    }
    assertEquals("failed", result("marks").path("status").asText());
    assertTrue(result("tongue").path("error").asText().contains("fr"));

    Path mended =
        input(
            "{\"id\": \"good\", \"text\": \"Say this.\"}",
            "{\"id\": \"marks\", \"text\": \"Oh!\"}");
    Outcome then = batch(mended);
    assertEquals(0, then.exit, then.err);
    assertTrue(then.out.contains("1 spoken") && then.out.contains("1 were there"), then.out);
    assertEquals("spoken", result("marks").path("status").asText());
  }

  @Test
  void namesThatLeadElsewhereAreRefusedBeforeAnythingIsSpoken() throws IOException {
    String good = "{\"id\": \"good\", \"text\": \"Say this.\"}";
    Map<String, String> hostile = new TreeMap<>();
    hostile.put("../up", "holds '/'");
    hostile.put("/etc/passwd", "holds '/'");
    hostile.put("a\\\\b", "holds '\\'");
    hostile.put("C:x", "holds ':'");
    hostile.put("..", "point");
    hostile.put(".hidden", "point");
    hostile.put("a\\u0000b", "holds '\\u0000'");
    hostile.put("a\\nb", "holds '\\u000a'");
    hostile.put("a\\u202eb", "holds '\\u202e'");
    hostile.put("end ", "space");
    hostile.put("", "is empty");
    hostile.put("x".repeat(201), "longer than 200 bytes");
    hostile.put("字".repeat(67), "longer than 200 bytes");
    hostile.put("good", "is that of line 1");
    hostile.put("GOOD", "is that of line 1");
    for (Map.Entry<String, String> id : hostile.entrySet()) {
      Outcome outcome = batch(input(good, "{\"id\": \"" + id.getKey() + "\", \"text\": \"Hi.\"}"));
      assertEquals(1, outcome.exit, id.getKey());
      assertTrue(outcome.err.contains("in.jsonl, line 2: the id "), outcome.err);
      assertTrue(outcome.err.contains(id.getValue()), id.getKey() + ": " + outcome.err);
      assertFalse(Files.exists(out), id.getKey());
    }
    Outcome longest = batch(input("{\"id\": \"" + "x".repeat(200) + "\", \"text\": \"Hi.\"}"));
    assertEquals(0, longest.exit, longest.err);
  }

  @Test
  void badLinesAreNamed() throws IOException {
    Path input = folder.resolve("in.jsonl");
    String[] lines = {
      "{\"id\": \"good\", \"text\": \"Say this.\"}",
      "{\"id\": \"cut\", \"text\": \"Say",
      "[1, 2]",
      "{\"id\": \"a\"}",
      "{\"text\": \"no id\"}",
      "{\"id\": \"b\", \"text\": 5}",
      "{\"id\": \"c\", \"text\": \"x\", \"seed\": \"7\"}",
      "{\"id\": \"d\", \"text\": \"x\", \"seed\": 1e3}",
      "{\"id\": \"e\", \"text\": \"x\", \"seed\": 99999999999999999999}",
      "{\"id\": \"f\", \"text\": \"x\", \"lang\": \"en\"}",
      "{\"id\": \"g\", \"id\": \"h\", \"text\": \"x\"}",
      "{\"id\": \"i\", \"text\": \"x\"} {\"id\": \"j\"}",
      "{\"id\": \"latin\", \"text\": \"é\"}"
    };
    Files.write(input, String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1));
    Outcome outcome = batch(input);
    assertEquals(1, outcome.exit);
    for (int i = 2; i <= lines.length; i++) {
      assertTrue(outcome.err.contains("in.jsonl, line " + i + ": "), i + ": " + outcome.err);
    }
    assertFalse(outcome.err.contains("line 1:"), outcome.err);
    assertTrue(outcome.err.contains("12 lines of") && outcome.err.contains("UTF-8"), outcome.err);
    assertFalse(Files.exists(out));
    Outcome skipping = batch(input, "--skip-bad-lines");
    assertEquals(3, skipping.exit, skipping.err);
    assertEquals(List.of("good.wav", "results.jsonl"), names());
    assertEquals(1, batch(folder.resolve("nowhere.jsonl")).exit);
    assertTrue(batch(folder).err.contains("is a folder"));
    assertTrue(batch(input(" ")).err.contains("has no items"));
  }

  @Test
  void nothingOfOthersIsLost() throws IOException {
    Path input = input("{\"id\": \"a\", \"text\": \"Say this.\"}");
    Files.createDirectories(out);
    Files.writeString(out.resolve("a.wav"), "mine");
    Outcome foreign = batch(input);
    assertEquals(1, foreign.exit);
    assertTrue(foreign.err.contains("a.wav, but no results.jsonl"), foreign.err);
    assertEquals("mine", Files.readString(out.resolve("a.wav")));
    assertEquals(List.of("a.wav"), names());

    Path results = Files.move(input, out.resolve("results.jsonl"));
    Outcome same = batch(results);
    assertTrue(same.err.contains("would be written over"), same.err);
    assertEquals(1, Files.readAllLines(results).size());

    Path fresh = folder.resolve("own");
    Files.createDirectories(fresh);
    Files.writeString(fresh.resolve("results.jsonl"), "");
    Path own = Files.copy(reference, fresh.resolve("a.wav"));
    out = fresh;
    Outcome voice = batch(input("{\"id\": \"a\", \"text\": \"Say this.\"}"), "--reference", own);
    assertTrue(voice.err.contains("a.wav would be written over"), voice.err);
    assertArrayEquals(Files.readAllBytes(reference), Files.readAllBytes(own));
  }

  @Test
  void killedAndStartedAgain() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      lines.add("{\"id\": \"" + i + "\", \"text\": \"Number " + i + ".\", \"seed\": " + i + "}");
    }
    Path input = input(lines.toArray(String[]::new));
    Map<String, FileTime> before = new HashMap<>();
    Map<String, byte[]> sounds = new HashMap<>();
    for (int kills = 1; kills <= 2; kills++) {
      Process process = child(input);
      int wanted = before.size() + 5;
      while (process.isAlive() && standing().size() < wanted) {
        Thread.sleep(2);
      }
      assertTrue(process.isAlive(), () -> said(process));
      process.destroyForcibly(); // SIGKILL
      assertEquals(128 + 9, process.waitFor());
      for (Path wav : standing()) {
        String name = wav.getFileName().toString();
        byte[] bytes = Files.readAllBytes(wav);
        assertTrue(new WavReader(60).read(wav).frames() > 0, name);
        if (before.containsKey(name)) { // it stood before, and nobody touched it
          assertEquals(before.get(name), Files.getLastModifiedTime(wav), name);
          assertArrayEquals(sounds.get(name), bytes, name);
        }
        before.put(name, Files.getLastModifiedTime(wav));
        sounds.put(name, bytes);
      }
      assertTrue(before.size() >= 5 * kills && before.size() < ITEMS, before::toString);
    }
    Process last = child(input);
    String said = said(last);
    assertEquals(0, last.waitFor(), said);
    assertTrue(said.contains("0 failed"), said);
    for (Map.Entry<String, FileTime> wav : before.entrySet()) {
      assertEquals(wav.getValue(), Files.getLastModifiedTime(out.resolve(wav.getKey())));
    }
    List<String> ids = results().stream().map(line -> line.path("id").asText()).sorted().toList();
    assertEquals(ITEMS, ids.size(), ids::toString);
    assertEquals(ITEMS, ids.stream().distinct().count(), ids::toString);
    assertEquals(ITEMS + 1, names().size(), names()::toString);
    assertArrayEquals(alone("Number 23.", "--reference", reference, "--seed", 23), wav("23"));
  }

  private List<Path> standing() throws IOException {
    if (!Files.isDirectory(out)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> file.toString().endsWith(".wav")).toList();
    }
  }

  private static String said(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Process child(Path input) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.sovits4j.cli.Sovits"));
    arguments(input, out).forEach(argument -> command.add(argument.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertFalse(process.waitFor(1, TimeUnit.MILLISECONDS));
    return process;
  }

  @Test
  void oneRunAtATime() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add("{\"id\": \"" + i + "\", \"text\": \"Number " + i + ".\"}");
    }
    Path input = input(lines.toArray(String[]::new));
    Process process = child(input);
    while (process.isAlive() && standing().isEmpty()) {
      Thread.sleep(2);
    }
    Outcome second = batch(input);
    process.destroyForcibly();
    process.waitFor();
    assertEquals(1, second.exit, second.out);
    assertTrue(second.err.contains("is being written by another run"), second.err);
  }
}
