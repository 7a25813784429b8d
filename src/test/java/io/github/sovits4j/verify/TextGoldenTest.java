package io.github.sovits4j.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.english.EnglishReader;
import io.github.sovits4j.verify.TextGolden.Counts;
import io.github.sovits4j.verify.TextGolden.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The front end against results recorded from the original. */
class TextGoldenTest {

  /**
   * English cases that are known to differ, by text, with the reason. None at present; a case that
   * hangs on the original's tagger or its network would be listed here.
   */
  private static final Map<String, String> KNOWN_MISSES = Map.of();

  private static Path golden;

  @BeforeAll
  static void findGolden() throws URISyntaxException {
    golden = Path.of(TextGoldenTest.class.getResource("/golden/text/en.json").toURI()).getParent();
  }

  @Test
  void everyCutIsAsRecorded() {
    List<Result> results = TextGolden.split(golden.resolve("split.json"));
    report("split", results);
    assertEquals(List.of(), failures(results));
  }

  @Test
  void everyEnglishCaseIsAsRecordedButTheKnownMisses() {
    List<Result> results = TextGolden.english(golden.resolve("en.json"));
    report("en", results);
    List<String> unexpected =
        failures(results).stream()
            .filter(failure -> KNOWN_MISSES.keySet().stream().noneMatch(failure::contains))
            .toList();
    assertEquals(List.of(), unexpected);
  }

  @Test
  void runnerCountsAndPrintsDifferences(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("split.json"),
        """
        {"cases":[
          {"text":"Hello there.","lang":"en","method":"cut0","segments":["Hello there."]},
          {"text":"Hello there.","lang":"en","method":"cut0","segments":["Hello", "there."]},
          {"text":"?,!","lang":"en","method":"cut5","segments":{"error":"ValueError"}}]}
        """);
    Files.writeString(
        folder.resolve("en.json"),
        """
        {"cases":[
          {"text":"Hi!","norm_text":"Hi!","phones":[",","HH","AY1","!"],"ids":[1,51,22,0]},
          {"text":"Hi!","norm_text":"Hi!","phones":[",","HH","AY2","!"],"ids":[1,51,22,0]},
          {"text":"Hi!","norm_text":"Ho!","phones":[],"ids":[]}]}
        """);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Counts counts = TextGolden.run(folder, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(new Counts(3, 3), counts, printed);
    assertTrue(printed.contains("piece 0: expected \"Hello\", got \"Hello there.\""), printed);
    assertTrue(printed.contains("phone 2: expected \"AY2\", got \"AY1\""), printed);
    assertTrue(printed.contains("normalised: expected \"Ho!\", got \"Hi!\""), printed);
  }

  @Test
  void runnerSaysWhatIsMissing(@TempDir Path folder) throws IOException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    assertThrows(UserException.class, () -> TextGolden.run(folder, nowhere));
    Files.writeString(folder.resolve("en.json"), "[1, 2");
    assertThrows(UserException.class, () -> TextGolden.run(folder, nowhere));
  }

  /** Shows that reading does not depend on what was read before. */
  @Test
  void readingTwiceGivesTheSame() {
    Reading once = EnglishReader.shared().read("Say it again, flurbington.");
    assertEquals(once, EnglishReader.shared().read("Say it again, flurbington."));
  }

  private static void report(String what, List<Result> results) {
    long passed = results.stream().filter(Result::passed).count();
    System.out.println("golden " + what + ": " + passed + " of " + results.size() + " cases");
    assertTrue(results.size() > 20);
  }

  private static List<String> failures(List<Result> results) {
    return results.stream()
        .filter(result -> !result.passed())
        .map(result -> result.name() + ": " + result.difference().orElseThrow())
        .toList();
  }
}
