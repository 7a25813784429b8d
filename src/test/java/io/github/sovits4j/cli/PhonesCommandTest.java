package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.text.japanese.JapaneseDictionary;
import io.github.sovits4j.weights.checkpoint.EncoderConverter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PhonesCommandTest {

  private record Run(int exit, String out, String err) {}

  @Test
  void jsonHasSentencesPhonesAndWords() throws IOException {
    Run run = run("--text", "Hello, world. It costs $5.", "--cut", "cut0", "--json");
    assertEquals(0, run.exit(), run.err());
    JsonNode sentence = new ObjectMapper().readTree(run.out()).path("sentences").get(0);
    assertEquals("Hello, world. It costs five dollars.", sentence.path("normalised").asText());
    JsonNode hello = sentence.path("words").get(0);
    assertEquals("Hello", hello.path("text").asText());
    assertEquals("[\"HH\",\"AH0\",\"L\",\"OW1\"]", hello.path("phones").toString());
    assertEquals(
        sentence.path("phones").get(hello.path("first").asInt()), hello.path("phones").get(0));
    assertEquals(sentence.path("phones").size(), sentence.path("ids").size());
  }

  @Test
  void everyLineIsATextOfItsOwn(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("lines.txt");
    Files.writeString(file, "他跑了10km。\n…\n你好，世界。\n");
    Run run = run("--text-file", file.toString(), "--language", "zh", "--lines");
    assertEquals(0, run.exit(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).contains("他跑了十千米"), lines.get(0));
    assertTrue(lines.get(1).startsWith("{\"error\":"), lines.get(1));
    JsonNode words = new ObjectMapper().readTree(lines.get(2)).at("/sentences/0/words");
    assertEquals("世界", words.get(1).path("text").asText());
  }

  @Test
  void aLexiconAndMarksInTheTextDecide(@TempDir Path folder) throws IOException {
    Path lexicon = Files.writeString(folder.resolve("words.txt"), "gif JH IH1 F\n大王 dai4 wang2\n");
    Run run =
        run(
            "--text",
            "A GIF of {B AA1 B}. [pause 1.5s] The end.",
            "--json",
            "--lexicon",
            lexicon + "");
    assertEquals(0, run.exit(), run.err());
    JsonNode sentence = new ObjectMapper().readTree(run.out()).path("sentences").get(0);
    assertEquals("[\"JH\",\"IH1\",\"F\"]", sentence.at("/words/1/phones").toString());
    assertEquals("[\"B\",\"AA1\",\"B\"]", sentence.at("/words/3/phones").toString());
    assertEquals(1.5, sentence.path("silence").asDouble());
    Run chinese = run("--text", "大王好[hao4]客。", "--language", "zh-CN", "--lexicon", lexicon + "");
    assertTrue(chinese.out().contains("d ai4 w ang2 h ao4 k e4"), chinese.out());
    Files.writeString(lexicon, "gif JH IH1 F\n\ngit G I T\n");
    Run wrong = run("--text", "hi", "--lexicon", lexicon.toString());
    assertEquals(1, wrong.exit());
    assertEquals(
        "sovits: "
            + lexicon
            + ", line 3: \"I\" is no phone: expected those of CMUdict, such as HH AH0 L OW1.\n",
        wrong.err());
  }

  /**
   * With a folder of encoders, readings are g2pW's: here those of a network with random weights.
   */
  @Test
  void readingsAreTheNetworksWhereItIsNamed(@TempDir Path folder) {
    new EncoderConverter(folder, false, warning -> {})
        .convert(List.of(Path.of("src/test/resources/polyphones/g2pW.onnx")));
    String text = "天好得行，好长天。";
    Run byDictionary = run("--text", text, "--language", "zh");
    Run run = run("--text", text, "--language", "zh", "--encoders", folder.toString());
    assertEquals(0, run.exit(), run.err());
    assertNotEquals(byDictionary.out(), run.out());
    Run none = run("--text", text, "--encoders", folder.resolve("none").toString());
    assertEquals(1, none.exit());
    assertTrue(none.err().contains("holds no encoders"), none.err());
  }

  @Test
  void japaneseIsReadMixedAndAlone() throws IOException {
    JapaneseDictionary.require();
    for (String language : List.of("ja", "all_ja", "ja-JP", "日本語")) {
      Run run = run("--text", "これは15,000円のPythonの本です。", "--language", language, "--json");
      assertEquals(0, run.exit(), run.err());
      JsonNode sentence = new ObjectMapper().readTree(run.out()).at("/sentences/0");
      assertTrue(run.out().contains("\"P\",\"AY1\",\"TH\",\"AA0\",\"N\""), run.out());
      assertEquals("これ", sentence.at("/words/0/text").asText());
      assertEquals("[\"k\",\"o\",\"[\",\"r\",\"e\"]", sentence.at("/words/0/phones").toString());
    }
  }

  @Test
  void mistakesAreOneLine() {
    Run run = run("--text", "hi", "--language", "xx");
    assertEquals(1, run.exit());
    assertEquals(1, run.err().lines().count(), run.err());
    assertEquals(1, run("--text-file", "/not/there.txt").exit());
    assertEquals(2, run("--language", "en").exit());
  }

  private static Run run(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "phones";
    System.arraycopy(args, 0, all, 1, args.length);
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      CommandLine commandLine = Sovits.commandLine();
      commandLine.setErr(new PrintWriter(err, true));
      int exit = commandLine.execute(all);
      return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(before);
    }
  }
}
