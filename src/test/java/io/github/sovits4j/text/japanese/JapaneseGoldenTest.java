package io.github.sovits4j.text.japanese;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.verify.TextGolden;
import io.github.sovits4j.verify.TextGolden.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Japanese against results recorded from the original. */
class JapaneseGoldenTest {

  /** Cases whose recording reads the text wrong: a piece of the text, and why ours is right. */
  private static final Map<String, String> READ_OTHERWISE = new LinkedHashMap<>();

  static {
    String number = "the recording cuts the number at its comma or point";
    for (String text : List.of("12,500人", "15,000円", "25.5度", "3.14159")) {
      READ_OTHERWISE.put(text, number);
    }
    READ_OTHERWISE.put("二〇一九年", "the recording loses the zero and reads two numbers");
    String capitals = "in small letters, as the recording has them, the dictionary lacks the word";
    READ_OTHERWISE.put("iPhone", capitals);
    READ_OTHERWISE.put("Hello", capitals);
    String voiced = "the recording loses the voicing marks of half-width kana";
    for (String text : List.of("ﾃﾚﾋﾞ", "ｶﾞﾗｽ", "ｷﾞﾀｰ", "ﾔﾏﾀﾞ")) {
      READ_OTHERWISE.put(text, voiced);
    }
    String sign = "the recording does not say the sign";
    for (String text : List.of("10%", "¥1,000", "Q&A", "test@example", "A+B=C", "〇〇の△△", "㈱")) {
      READ_OTHERWISE.put(text, sign);
    }
    READ_OTHERWISE.put("1/2秒差", "the recording reads two numbers, not a fraction");
    READ_OTHERWISE.put("行くのか，", "the full-width full stop ends the sentence");
    String picture = "what has no sound has no phone";
    for (String text : List.of("♪", "🙂", "안녕")) {
      READ_OTHERWISE.put(text, picture);
    }
  }

  @BeforeAll
  static void needDictionary() {
    JapaneseDictionary.require();
  }

  @Test
  void everyCaseIsAsRecordedButTheWrongReadings() throws URISyntaxException {
    Path file = Path.of(JapaneseGoldenTest.class.getResource("/golden/text/ja.json").toURI());
    List<Result> results = TextGolden.japanese(file);
    List<Result> different = results.stream().filter(result -> !result.passed()).toList();
    List<Result> unexpected =
        different.stream()
            .filter(r -> READ_OTHERWISE.keySet().stream().noneMatch(r.name()::contains))
            .toList();
    System.out.printf(
        "golden ja: %d of %d cases, %d more read otherwise on purpose: %.1f %% as they should be%n",
        results.size() - different.size(),
        results.size(),
        different.size() - unexpected.size(),
        100.0 * (results.size() - unexpected.size()) / results.size());
    assertTrue(results.size() > 180);
    assertEquals(List.of(), unexpected);
    assertEquals(
        List.of(),
        READ_OTHERWISE.keySet().stream()
            .filter(text -> different.stream().noneMatch(r -> r.name().contains(text)))
            .toList(),
        "listed, but as recorded");
  }

  /** Pieces of Japanese in texts of several languages, as the original cut them. */
  @Test
  void piecesOfMixedTextsAreAsRecorded() throws IOException {
    List<String> different = new ArrayList<>();
    int pieces = 0;
    for (JsonNode one : cases("mixed_multi.json")) {
      for (JsonNode part : one.path("parts")) {
        if (part.path("lang").asText().equals("ja")) {
          String text = part.path("text").asText();
          List<String> phones = new ArrayList<>();
          part.path("phones").forEach(phone -> phones.add(phone.asText()));
          pieces++;
          if (!phones.equals(JapaneseReader.of(SymbolSet.V2).read(text).phones())) {
            different.add(text);
          }
        }
      }
    }
    System.out.println("golden mixed ja: " + (pieces - different.size()) + " of " + pieces);
    // Hangul, Cyrillic, emoji and accented letters have no sound in Japanese; Greek letters have.
    List<String> unexpected =
        different.stream()
            .filter(text -> !text.matches("(?s).*[\\uac00-\\ud7a3а-яéαβ🙂].*"))
            .toList();
    assertEquals(List.of(), unexpected);
    assertTrue(pieces >= 80, pieces + " pieces");
  }

  private static JsonNode cases(String name) throws IOException {
    try (InputStream in = JapaneseGoldenTest.class.getResourceAsStream("/golden/text/" + name)) {
      return new ObjectMapper().readTree(in).path("cases");
    }
  }
}
