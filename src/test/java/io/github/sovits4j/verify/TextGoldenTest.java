package io.github.sovits4j.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.english.EnglishReader;
import io.github.sovits4j.text.japanese.JapaneseDictionary;
import io.github.sovits4j.verify.TextGolden.Result;
import io.github.sovits4j.verify.golden.GoldenSuite;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The front end against results recorded from the original. */
class TextGoldenTest {

  private static Path golden;

  @BeforeAll
  static void findGolden() throws URISyntaxException {
    golden = Path.of(TextGoldenTest.class.getResource("/golden/text/en.json").toURI()).getParent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"split", "en", "mixed", "yue", "ko", "lang_segments", "mixed_multi"})
  void everyCaseIsAsRecordedButThoseListed(String recording) {
    check(recording, results(recording));
  }

  @Test
  void everyChineseCaseIsAsRecordedButThoseListed() {
    List<Result> results = new ArrayList<>(results("zh_given_readings"));
    results.addAll(results("zh_pypinyin"));
    check("zh", results);
  }

  @Test
  void everyJapaneseCaseIsAsRecordedButThoseListed() {
    JapaneseDictionary.require();
    check("ja", results("ja"));
  }

  /** All cases pass, and none of those listed is as recorded. */
  private static void check(String recording, List<Result> results) {
    TextGolden.shares(results).forEach(share -> System.out.println(recording + ", " + share));
    assertTrue(results.size() > (recording.equals("mixed") ? 4 : 20), recording);
    assertEquals(
        List.of(), results.stream().filter(r -> !r.passed()).map(Result::toString).toList());
    List<String> different =
        results.stream()
            .filter(result -> !result.asRecorded())
            .map(result -> result.name() + ": " + result.difference().orElseThrow())
            .toList();
    boolean all = results.size() == size(recording);
    assertEquals(
        List.of(),
        TextDifferences.of(recording).stream()
            .filter(listed -> all)
            .filter(listed -> different.stream().noneMatch(d -> listed.covers(recording, d)))
            .toList(),
        "listed, but as recorded");
  }

  /** How many cases there are: fewer ran where the Japanese dictionary is absent. */
  private static int size(String recording) {
    return recording.equals("zh")
        ? size("zh_given_readings") + size("zh_pypinyin")
        : TextGolden.count(golden.resolve(recording + ".json"));
  }

  private static List<Result> results(String recording) {
    return TextGolden.results(golden.resolve(recording + ".json"));
  }

  @Test
  void differencesAreFound(@TempDir Path folder) throws IOException {
    Path split = folder.resolve("split.json");
    Files.writeString(
        split,
        """
        {"cases":[
          {"text":"Hello there.","lang":"en","method":"cut0","segments":["Hello there."]},
          {"text":"Hello there.","lang":"en","method":"cut0","segments":["Hello", "there."]},
          {"text":"?,!","lang":"en","method":"cut5","segments":{"error":"ValueError"}}]}
        """);
    Path english = folder.resolve("en.json");
    Files.writeString(
        english,
        """
        {"cases":[
          {"text":"Hi!","norm_text":"Hi!","phones":[",","HH","AY1","!"],"ids":[1,51,22,0]},
          {"text":"Hi!","norm_text":"Hi!","phones":[",","HH","AY2","!"],"ids":[1,51,22,0]},
          {"text":"OK, I'm AI.","norm_text":"Ho!","phones":[],"ids":[]},
          {"text":"Hi!","norm_text":"Ho!","phones":[],"ids":[]}]}
        """);
    assertEquals(
        List.of(
            "split 0 en cut0 Hello there.",
            "split 1 en cut0 Hello there.: piece 0: expected \"Hello\", got \"Hello there.\"",
            "split 2 en cut5 ?,!"),
        TextGolden.results(split).stream().map(Result::toString).toList());
    assertEquals(
        List.of(
            "en 0 en Hi!",
            "en 1 en Hi!: phone 2: expected \"AY2\", got \"AY1\"",
            "en 2 en OK, I'm AI.: normalised: expected \"Ho!\", got \"ok, I'm A I.\"; on purpose:"
                + " same sound; OK stays one word",
            "en 3 en Hi!: normalised: expected \"Ho!\", got \"Hi!\""),
        TextGolden.results(english).stream().map(Result::toString).toList());
    assertEquals(
        List.of("en: 1 of 4 as recorded (25.0 %), 1 otherwise on purpose, 2 wrong (50.0 % right)"),
        TextGolden.shares(TextGolden.results(english)).stream().map(Object::toString).toList());
  }

  /** As {@code sovits verify --golden} runs them. */
  @Test
  void theSuiteListsDifferencesAndShares(@TempDir Path folder) throws IOException {
    Path text = Files.createDirectories(folder.resolve("text"));
    Files.writeString(
        text.resolve("en.json"),
        """
        {"cases":[{"text":"OK, I'm AI.","norm_text":"Ho!","phones":[],"ids":[]}]}
        """);
    Files.writeString(text.resolve("ko.json"), "{\"cases\":[{\"text\":\"값\",\"phones\":[\"ㄱ\"]}]}");
    Files.writeString(text.resolve("ja_labels.json"), "{\"cases\":[]}");
    GoldenSuite suite = new GoldenSuite(folder, List.of(), StoragePolicy.F32);
    try (Backend backend = Backends.open("reference")) {
      GoldenSuite.Result english = suite.run("text/en", backend);
      assertTrue(english.passed());
      assertEquals(2, english.remarks().size(), english.toString());
      assertFalse(suite.run("text/ko", backend).passed());
      assertFalse(suite.run("text/ja_labels", backend).ran());
    }
  }

  @Test
  void damagedFilesAreRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("en.json");
    Files.writeString(file, "[1, 2");
    assertThrows(UserException.class, () -> TextGolden.results(file));
    Files.writeString(file, "{}");
    assertThrows(UserException.class, () -> TextGolden.results(file));
  }

  /** Shows that reading does not depend on what was read before. */
  @Test
  void readingTwiceGivesTheSame() {
    Reading once = EnglishReader.shared().read("Say it again, flurbington.");
    assertEquals(once, EnglishReader.shared().read("Say it again, flurbington."));
  }
}
