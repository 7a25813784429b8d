package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WeightCommandsTest {

  private static final String GOLDEN = "src/test/resources/golden/checkpoints/";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void synthesizesAndInspectsAModel() throws Exception {
    String model = folder.resolve("model").toString();
    String[] make = {
      "synthesize-weights", "--version", "v2Pro", "--tiny", "--seed", "-3", "--output", model
    };
    assertEquals(0, run(make), err::toString);
    try (ModelFolder opened = ModelFolder.open(Path.of(model))) {
      assertEquals(ModelVersion.V2PRO, opened.version());
    }
    assertEquals(1, run(make));
    assertTrue(err.toString().contains("--force"), err.toString());
    assertFalse(err.toString().contains("Exception"), err.toString());
    assertEquals(0, run(with(make, "--force")));
    assertEquals(0, run("inspect", model));
    assertTrue(out.toString().contains("enc_p.text_embedding.weight"), out.toString());
    assertTrue(out.toString().contains("[732, 32]"), out.toString());
  }

  /** Of v3 and v4 the vocoder too; what cannot be said of a folder is not taken silently. */
  @Test
  void synthesizesAndInspectsAModelWithAVocoder() {
    Path model = folder.resolve("model");
    assertEquals(
        0,
        run(
            "synthesize-weights",
            "--version",
            "v4",
            "--tiny",
            "--seed",
            "5",
            "--output",
            model.toString()),
        err::toString);
    try (ModelFolder opened = ModelFolder.open(model)) {
      assertEquals(8000, opened.sampleRate());
    }
    assertEquals(0, run("inspect", model.toString()), err::toString);
    assertTrue(out.toString().contains("HiFi-GAN of v4"), out.toString());
    assertTrue(out.toString().contains("cfm.estimator.proj_out.weight"), out.toString());
    assertEquals(1, run("convert", folder.toString(), "--output", "x", "--model-version", "v4"));
    assertTrue(err.toString().contains("name that file and not a folder"), err.toString());
  }

  @Test
  void printsNumbersTheSameEverywhere() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals(0, run("inspect", GOLDEN + "s2_tiny_v2_e8_s96.pth"));
      assertTrue(out.toString().contains("in 601 tensors, 1.4 MB"), out.toString());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void inspectsForPrograms() throws Exception {
    assertEquals(0, run("inspect", "--json", GOLDEN + "s2_tiny_v2Pro_e8_s96.pth"));
    JsonNode node = new ObjectMapper().readTree(out.toString()).get(0);
    assertEquals("sovits", node.get("network").asText());
    assertEquals("v2Pro", node.get("version").asText());
    assertEquals(606, node.get("tensors").size());
    assertEquals("F16", node.get("tensors").get(0).get("dtype").asText());
  }

  @Test
  void inspectsWhatItCannotUse() {
    assertEquals(0, run("inspect", GOLDEN + "s2_wrong_vocab.pth"));
    assertTrue(out.toString().contains("not usable"), out.toString());
    assertEquals(0, run("inspect", GOLDEN + "views.expected.safetensors"));
    assertTrue(out.toString().contains("unknown"), out.toString());
    assertEquals(1, run("inspect", GOLDEN + "evil_os_system.pth"));
    assertTrue(err.toString().contains("posix.system"), err.toString());
    assertEquals(1, run("inspect", folder.resolve("none").toString()));
    assertTrue(err.toString().contains("There is no file"), err.toString());
  }

  @Test
  void inspectingAFolderChecksTheFilesThatItNames() throws Exception {
    Path model = folder.resolve("model");
    String half = GOLDEN + "s2_tiny_v1_e8_s96.pth";
    assertEquals(0, run("convert", half, "--output", model.toString()));
    assertEquals(0, run("inspect", model.toString()), err::toString);
    Path weights;
    try (Stream<Path> files = Files.list(model)) {
      weights = files.filter(file -> file.toString().endsWith("tensors")).findFirst().orElseThrow();
    }
    byte[] sound = Files.readAllBytes(weights);
    byte[] flipped = sound.clone();
    flipped[sound.length - 1] ^= 1;
    Files.write(weights, flipped);
    inspectionFails(model, "it has the SHA-256 ");
    Files.write(weights, Arrays.copyOf(sound, sound.length - 1));
    inspectionFails(model, " is cut off or damaged; ");
    Files.write(weights, Files.readAllBytes(Path.of(GOLDEN + "views.expected.safetensors")));
    inspectionFails(model, " bytes, expected " + sound.length);
    Files.delete(weights);
    inspectionFails(model, "There is no file ");
    Files.write(weights, sound);
    assertEquals(0, run("inspect", model.toString()), err::toString);
  }

  @Test
  void inspectsAFolderOfEncoders() throws Exception {
    Path model = folder.resolve("model");
    String[] make = {"synthesize-weights", "--version", "v2", "--tiny", "--encoders"};
    assertEquals(0, run(with(make, "--seed=3", "--output=" + model)), err::toString);
    Path encoders = model.resolve("encoders");
    assertEquals(0, run("inspect", encoders.toString()), err::toString);
    assertEquals(3, out.toString().split("the same for all voices", -1).length - 1);
    try (Stream<Path> files = Files.list(encoders)) {
      Path weights =
          files.filter(file -> file.toString().endsWith("tensors")).findFirst().orElseThrow();
      byte[] flipped = Files.readAllBytes(weights);
      flipped[flipped.length - 1] ^= 1;
      Files.write(weights, flipped);
    }
    inspectionFails(encoders, "is not the file that encoders.json describes");
  }

  private void inspectionFails(Path model, String message) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    for (String[] command :
        new String[][] {{"inspect", model + ""}, {"inspect", "--json", model + ""}}) {
      assertEquals(1, run(command));
      assertEquals("", out.toString());
      assertTrue(err.toString().contains(message), err.toString());
    }
  }

  @Test
  void convertsAndSaysWhatIsLacking() {
    String model = folder.resolve("model").toString();
    assertEquals(0, run("convert", GOLDEN + "s2_tiny_v1_e8_s96.pth", "--output", model));
    assertTrue(out.toString().contains("version v1, 601 tensors"), out.toString());
    assertTrue(out.toString().contains("still lacks the first stage"), out.toString());
    assertEquals(1, run("convert", GOLDEN + "s1_tiny-e15.ckpt", "--output", model));
    assertTrue(err.toString().contains("do not belong together"), err.toString());
  }

  @Test
  void refusesWeightsThatCannotSpeak() {
    Path model = folder.resolve("model");
    assertEquals(1, run("convert", GOLDEN + "nan_weights.ckpt", "--output", model.toString()));
    assertTrue(err.toString().contains("NaN or infinity"), err.toString());
    assertFalse(Files.exists(model));
  }

  @Test
  void leavesNothingOnFailure() {
    Path model = folder.resolve("model");
    assertEquals(1, run("convert", GOLDEN + "bitrot.ckpt", "--output", model.toString()));
    assertFalse(Files.exists(model));
  }

  /** A command that ends as no command should. */
  @CommandLine.Command(name = "fail")
  private record Failing(Error error) implements Runnable {
    @Override
    public void run() {
      throw error;
    }
  }

  @Test
  void errorsOfTheJvmAreOneLine() {
    for (Error error :
        new Error[] {
          new OutOfMemoryError("Java heap space"),
          new StackOverflowError(),
          new InternalError("a fault occurred in an unsafe memory access operation"),
          new AssertionError("two\nlines\u001b[2J")
        }) {
      err.getBuffer().setLength(0);
      CommandLine commandLine = Sovits.commandLine();
      commandLine.addSubcommand("fail", new Failing(error));
      commandLine.setErr(new PrintWriter(err, true));
      int expected = error instanceof OutOfMemoryError ? 1 : 70; // more memory mends that
      assertEquals(expected, commandLine.execute("fail"));
      String said = err.toString();
      assertTrue(said.startsWith("sovits: ") && said.indexOf('\n') == said.length() - 1, said);
      assertFalse(said.contains("\u001b"), said);
    }
  }

  private int run(String... args) {
    CommandLine commandLine = Sovits.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }

  private static String[] with(String[] args, String... more) {
    return Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray(String[]::new);
  }
}
