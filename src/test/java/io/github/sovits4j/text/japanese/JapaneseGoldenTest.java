package io.github.sovits4j.text.japanese;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.text.SymbolSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Japanese in texts of several languages against results recorded from the original. */
class JapaneseGoldenTest {

  @BeforeAll
  static void needDictionary() {
    JapaneseDictionary.require();
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
