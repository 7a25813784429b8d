package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.weights.ModelFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a user types and sees: results, exit codes, and one message per mistake. */
class SpeakingCommandsTest {

  @TempDir static Path folder;

  private static Path model;
  private static Path reference;

  private record Outcome(int exit, String out, String err) {}

  private static Outcome run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Sovits.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit =
        commandLine.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Outcome(exit, out.toString(), err.toString());
  }

  @BeforeAll
  static void prepare() {
    model = folder.resolve("model");
    assertEquals(
        0,
        run("synthesize-weights", "--version", "v2", "--tiny", "--seed", 3, "--output", model)
            .exit);
    reference = folder.resolve("reference.wav");
    assertEquals(0, run("demo", "--model-version", "v2", "--output", reference, "--seed", 1).exit);
  }

  private static Outcome tts(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("tts"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--backend")) {
      arguments.addAll(List.of("--backend", "reference"));
    }
    if (!arguments.contains("--model")) {
      arguments.addAll(List.of("--model", model));
    }
    if (!arguments.contains("--text")) {
      arguments.addAll(List.of("--text", "Say this."));
    }
    if (!arguments.contains("--reference")) {
      arguments.addAll(List.of("--reference", reference));
    }
    if (!arguments.contains("--max-seconds")) {
      arguments.addAll(List.of("--max-seconds", 1));
    }
    return run(arguments.toArray());
  }

  @Test
  void demoMakesSound() {
    Waveform sound = new WavReader(60).read(reference);
    assertTrue(sound.seconds() > 0.4 && sound.peak() > 1e-3, sound.toString());
  }

  @Test
  void ttsWritesTheSameBytesForTheSameSeed() throws IOException {
    Path first = folder.resolve("a.wav");
    Path second = folder.resolve("b.wav");
    Outcome outcome = tts("--output", first, "--seed", 9);
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(outcome.out.contains("real-time factor"), outcome.out);
    assertEquals(0, tts("--output", second, "--seed", 9).exit);
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    assertEquals(0, tts("--output", second, "--seed", 10).exit);
    assertFalse(java.util.Arrays.equals(Files.readAllBytes(first), Files.readAllBytes(second)));
  }

  @Test
  void aProfileShowsTheReplays() throws IOException {
    Path profile = folder.resolve("profile.json");
    Outcome outcome = tts("--output", folder.resolve("p.wav"), "--profile", profile);
    assertEquals(0, outcome.exit, outcome.err);
    String json = Files.readString(profile);
    assertTrue(json.contains("S1 decode step") && json.contains("S2 generator"), json);
    assertTrue(json.contains("\"cat\":\"kernel\"") && json.contains("\"cat\":\"stage\""), json);
    assertTrue(
        outcome.out.contains("Device busy") && outcome.out.contains("LinearResidualNorm"),
        outcome::toString);
  }

  @Test
  void benchMeasuresABackend() throws IOException {
    Path output = folder.resolve("bench");
    Outcome outcome =
        run(
            "bench",
            "--backend",
            "reference",
            "--model",
            model,
            "--runs",
            1,
            "--max-seconds",
            0.5,
            "--sentences",
            "SHORT",
            "--seconds",
            0.02,
            "--output",
            output,
            "--history",
            output.resolve("h.jsonl"));
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(outcome.out.contains("real-time factor"), outcome.out);
    assertTrue(Files.isRegularFile(output.resolve("stages-reference.png")));
    assertEquals(1, Files.readAllLines(output.resolve("h.jsonl")).size());
    assertEquals(1, run("bench").exit);
    Outcome concurrent =
        run(
            "bench",
            "--backend",
            "reference",
            "--model",
            model,
            "--concurrent",
            5,
            "--at-once",
            4,
            "--runs",
            1,
            "--max-seconds",
            0.2);
    assertEquals(0, concurrent.exit, concurrent.err);
    assertTrue(concurrent.out.contains("as it does alone, to the last bit"), concurrent.out);
    assertEquals(1, run("bench", "--model", model, "--concurrent", 0).exit);
    assertEquals(1, run("device", "--measure", "--seconds", -1).exit);
  }

  @Test
  void everyMistakeIsOneMessageAndNoFile() throws IOException {
    Path output = folder.resolve("out.wav");
    Path nothing = Files.write(folder.resolve("empty.wav"), new byte[0]);
    Path text = Files.writeString(folder.resolve("text.wav"), "no sound in here");
    mistake("nowhere", output, "--model", folder.resolve("nowhere"));
    mistake("empty.wav", output, "--model", nothing);
    mistake("nowhere.wav", output, "--reference", folder.resolve("nowhere.wav"));
    mistake("empty.wav", output, "--reference", nothing);
    mistake("text.wav", output, "--reference", text);
    mistake("text", output, "--text", "");
    mistake("speak", output, "--text", "... !!");
    mistake("language", output, "--language", "xx");
    mistake("speed", output, "--speed", 100);
    mistake("top-k", output, "--top-k", 0);
    mistake("temperature", output, "--temperature", -1);
    mistake("repetition", output, "--repetition-penalty", 0);
    mistake("cut9", output, "--cut", "cut9");
    mistake("backend", output, "--backend", "abacus");
    mistake("write", folder.resolve("no/such/out.wav"));
    mistake("folder", model);
  }

  @Test
  void everythingElseIsCheckedBeforeTheModelIsLoaded() throws IOException {
    Path output = folder.resolve("out.wav");
    Path broken = copyOfModel("broken");
    Files.delete(sovits(broken));
    mistake("sovits-", output, "--model", broken); // what loading it says
    Path text = Files.writeString(folder.resolve("notes.wav"), "no sound in here");
    Path lexicon = Files.writeString(folder.resolve("words.txt"), "gif\n");
    Path tooShort = folder.resolve("short.wav");
    new WavWriter(SampleFormat.PCM_16).write(new Waveform(32000, new float[100]), tooShort);
    for (List<Object> wrong :
        List.<List<Object>>of(
            List.of("nothing", "--text", " "),
            List.of("at least one letter", "--text", "?!"),
            List.of("at least one word", "--text", "я, ю."),
            List.of("Unknown language", "--language", "fr"),
            List.of("cut9", "--cut", "cut9"),
            List.of("top-k", "--top-k", 0),
            List.of("top-p", "--top-p", "NaN"),
            List.of("temperature", "--temperature", -1),
            List.of("repetition", "--repetition-penalty", 0),
            List.of("speed", "--speed", 9),
            List.of("pause", "--pause", 61),
            List.of("longest sentence", "--max-seconds", 0),
            List.of("precision", "--precision", "f8"),
            List.of("expected a duration", "--text", "Wait [pause 3x] here."),
            List.of("words.txt, line 1", "--lexicon", lexicon),
            List.of("no such file", "--reference", folder.resolve("nowhere.wav")),
            List.of("notes.wav", "--reference", text),
            List.of("short.wav", "--reference", tooShort))) {
      List<Object> arguments = new ArrayList<>(List.of("--model", broken));
      arguments.addAll(wrong.subList(1, wrong.size()));
      mistake(wrong.getFirst().toString(), output, arguments.toArray());
    }
    mistake("--profile", output, "--model", broken, "--profile", output);
    mistake(".mp3", folder.resolve("speech.mp3"), "--model", broken);
    mistake("no/such", folder.resolve("no/such/out.wav"), "--model", broken);
  }

  @Test
  void theReferenceIsNeverWrittenOver() throws IOException {
    Path copy = Files.copy(reference, folder.resolve("mine.wav"));
    Path link = Files.createSymbolicLink(folder.resolve("link.wav"), copy);
    byte[] before = Files.readAllBytes(copy);
    for (Path output : List.of(copy, link, folder.resolve("./model/../mine.wav"))) {
      Outcome outcome = tts("--reference", reference, "--reference", copy, "--output", output);
      assertEquals(1, outcome.exit, outcome.out);
      assertTrue(outcome.err.contains("is the reference"), outcome.err);
      assertArrayEquals(before, Files.readAllBytes(copy));
    }
  }

  @Test
  void saysWhatIsNotSpokenAndWhereItStopped() {
    Outcome outcome =
        tts(
            "--text",
            "Party 🎉 now 🎉 👍. Привет, you. Another one ends here.",
            "--cut",
            "cut5",
            "--max-seconds",
            "0.2",
            "--output",
            folder.resolve("said.wav"));
    assertEquals(0, outcome.exit, outcome.err);
    List<String> lines = outcome.err.lines().toList();
    assertEquals(
        List.of(
            "sovits: The reference is 2.02 s long; 3 to 10 s of speech give the best voice.",
            "sovits: not spoken: 3 emoji (🎉 👍), 6 letters of another script (П р и в е т)"),
        lines.subList(0, 2));
    assertTrue(
        lines.contains(
            "sovits: sentence 3 of 3 was stopped at the limit, after 0.2 s: 'Another one ends"
                + " here.'"),
        outcome.err);
    assertFalse(tts("--output", folder.resolve("said.wav")).err.contains("not spoken"));
  }

  /** What is rewarded for repeating does, and never finds an end. */
  @Test
  void saysWhichSentenceWentWrong() {
    Path output = folder.resolve("wrong.wav");
    Outcome outcome =
        tts("--top-k", 1, "--repetition-penalty", 0.1, "--max-seconds", 4, "--output", output);
    assertEquals(0, outcome.exit, outcome.err);
    assertTrue(
        outcome.err.contains(
            "sovits: sentence 1 of 1 is too long for its words, 4.0 s, at its only try; another"
                + " --seed or more --retries may help: 'Say this.'"),
        outcome.err);
  }

  @Test
  void textsComeFromFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("text.txt"), "\ufeffSay this.");
    Path one = folder.resolve("one.wav");
    Path other = folder.resolve("other.wav");
    assertEquals(0, tts("--output", one).exit);
    Object[] arguments = {
      "tts",
      "--backend",
      "reference",
      "--model",
      model,
      "--reference",
      reference,
      "--max-seconds",
      1,
      "--text-file",
      file,
      "--output",
      other
    };
    assertEquals(0, run(arguments).exit);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other));
    Files.write(file, new byte[] {'a', '\n', 'b', (byte) 0xe9, '.'});
    Outcome latin = run(arguments);
    assertEquals(1, latin.exit);
    assertTrue(latin.err.contains("line 2 (byte 4: 0xe9)"), latin.err);
  }

  @Test
  void wrongOptionsPointToTheHelp() {
    Outcome missing = run("tts", "--model", model, "--text", "hi");
    assertEquals(2, missing.exit);
    assertEquals(2, missing.err.lines().count(), missing.err);
    assertTrue(missing.err.contains("--output"), missing.err);
    assertTrue(missing.err.endsWith("See 'sovits tts --help'.\n"), missing.err);
    Outcome unknown = run("tts", "--modell", model);
    assertEquals(2, unknown.exit);
    assertTrue(unknown.err.contains("'--modell'") && unknown.err.contains("--model"), unknown.err);
    assertTrue(unknown.err.endsWith("See 'sovits tts --help'.\n"), unknown.err);
    Outcome number = run("tts", "--top-k", "many");
    assertTrue(number.err.contains("many") && number.err.endsWith("--help'.\n"), number.err);
    Outcome command = run("speak");
    assertEquals(2, command.exit);
    assertTrue(command.err.endsWith("See 'sovits --help'.\n"), command.err);
    Outcome both = run("phones", "--text", "a", "--text-file", "b");
    assertTrue(both.exit == 2 && both.err.endsWith("See 'sovits phones --help'.\n"), both.err);
  }

  @Test
  void damagedModelsAreRefused() throws IOException {
    Path output = folder.resolve("out.wav");
    Path cut = copyOfModel("cut");
    try (FileChannel channel = FileChannel.open(sovits(cut), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 5);
    }
    mistake("sovits-", output, "--model", cut);
    Path nan = copyOfModel("nan");
    try (FileChannel channel = FileChannel.open(sovits(nan), StandardOpenOption.WRITE)) {
      ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(value.putFloat(Float.NaN).flip(), channel.size() - 4);
    }
    mistake("SHA-256", output, "--model", nan);
    Path half = copyOfModel("half");
    Files.delete(sovits(half));
    mistake("sovits", output, "--model", half);
    Path json = copyOfModel("json");
    Files.writeString(json.resolve("model.json"), "{\"format\": 2, \"colour\": \"blue\"}");
    mistake("model.json", output, "--model", json);
  }

  private static Path sovits(Path folder) {
    return folder.resolve(ModelFolder.describe(folder).sovits().orElseThrow().data().name());
  }

  private static Path copyOfModel(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private static void mistake(String part, Path output, Object... more) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("--output", output));
    arguments.addAll(List.of(more));
    Outcome outcome = tts(arguments.toArray());
    assertEquals(1, outcome.exit, () -> "exit code for " + arguments + ": " + outcome);
    assertTrue(
        outcome.err.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)), outcome.err);
    assertEquals(1, outcome.err.strip().lines().count(), outcome.err);
    assertFalse(outcome.err.contains("\tat "), outcome.err);
    assertFalse(Files.isRegularFile(output), "a file was left");
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(files.noneMatch(f -> f.toString().endsWith(".tmp")), "a temporary file was left");
    }
  }

  @Test
  void verifyTellsHitsFromMisses() {
    Outcome hit =
        run(
            "verify",
            "--backend",
            "reference",
            "--golden",
            "src/test/resources/golden",
            "--only",
            "s1/tiny_greedy_eos");
    assertEquals(0, hit.exit, hit.out);
    assertTrue(hit.out.contains("y_out") && hit.out.contains("identical"), hit.out);
    Outcome none = run("verify", "--golden", "src/test/resources/golden", "--only", "s9/*");
    assertEquals(1, none.exit);
    assertTrue(none.err.contains("no case"), none.err);
  }

  @Test
  void verifyTinyLeavesTheShapesOfRealNetworksOut() {
    Outcome all = run("verify", "--backend", "reference", "--operator", "FlipChannels");
    Outcome tiny = run("verify", "--backend", "reference", "--operator", "FlipChannels", "--tiny");
    assertEquals(0, tiny.exit, tiny.out);
    assertTrue(all.out.contains("1 operators, 10 cases: all ok"), all.out);
    assertTrue(tiny.out.contains("1 operators, 9 cases: all ok"), tiny.out);
  }

  @Test
  void verifyFailsOnOtherNumbers() throws IOException {
    Path area = Files.createDirectories(folder.resolve("golden/quantizer"));
    for (String end : List.of(".json", ".safetensors")) {
      Files.copy(
          Path.of("src/test/resources/golden/quantizer/tiny" + end), area.resolve("tiny" + end));
    }
    byte[] manifest = Files.readAllBytes(area.resolve("tiny.json"));
    String other =
        new String(manifest, java.nio.charset.StandardCharsets.UTF_8)
            .replace("\"model_seed\": 901", "\"model_seed\": 902");
    Files.writeString(area.resolve("tiny.json"), other);
    Outcome miss = run("verify", "--backend", "reference", "--golden", area.getParent());
    assertEquals(1, miss.exit, miss.out);
    assertTrue(miss.out.contains("FAILED"), miss.out);
  }

  @Test
  void aStreamIsForAPlayer() {
    Path output = folder.resolve("streamed.wav");
    Outcome refused = tts("--output", output, "--stream", "pauses");
    assertEquals(1, refused.exit);
    assertTrue(
        refused.err.contains("--stream pauses: expected --output -, for a player to read from"),
        refused.err);
    assertFalse(Files.exists(output));
    assertEquals(0, tts("--output", output, "--stream", "whole").exit);
    Outcome unknown = tts("--output", output, "--stream", "pause");
    assertEquals(1, unknown.exit);
    assertTrue(
        unknown.err.contains("--stream: expected whole, sentences, pauses or even, got"),
        unknown.err);
  }
}
