package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.text.LanguageSegmenter.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LanguageSegmenterTest {

  /**
   * Letters with accents and wide letters are English here; digits on a Latin word belong to it.
   */
  private static final List<String> OTHERWISE = List.of("café", "naïve", "T60", "ＡＢＣ", "……", "！？");

  @Test
  void piecesAreAsRecorded() throws IOException {
    JsonNode cases;
    try (InputStream in =
        LanguageSegmenterTest.class.getResourceAsStream("/golden/text/lang_segments.json")) {
      cases = new ObjectMapper().readTree(in).path("cases");
    }
    List<String> different = new ArrayList<>();
    for (JsonNode node : cases) {
      String text = node.path("text").asText();
      String got =
          LanguageSegmenter.pieces(text, TextLanguage.of(node.path("mode").asText())).stream()
              .map(piece -> piece.language().code() + ':' + piece.text())
              .collect(Collectors.joining("|"));
      List<String> recorded = new ArrayList<>();
      node.path("segments")
          .forEach(s -> recorded.add(s.path("lang").asText() + ':' + s.path("text").asText()));
      // Where a space between two pieces goes changes nothing.
      if (!got.replace(" ", "").equals(String.join("|", recorded).replace(" ", ""))) {
        different.add(node.path("mode").asText() + ' ' + text + " → " + got);
      }
    }
    System.out.println(
        "golden segments: " + (cases.size() - different.size()) + " of " + cases.size());
    assertTrue(cases.size() > 800);
    assertEquals(
        List.of(),
        different.stream().filter(d -> OTHERWISE.stream().noneMatch(d::contains)).toList());
  }

  @Test
  void aUnitAfterANumberIsReadInTheLanguageOfTheText() {
    assertEquals(
        List.of(new Piece(TextLanguage.ZH, "他跑了10km。")),
        LanguageSegmenter.pieces("他跑了10km。", TextLanguage.ZH));
    assertEquals(2, LanguageSegmenter.pieces("他有10MB", TextLanguage.ZH).size());
  }

  @Test
  void digitsOfALatinWordStayWithIt() {
    assertEquals(
        List.of(
            new Piece(TextLanguage.ZH, "用"),
            new Piece(TextLanguage.EN, "GPT4"),
            new Piece(TextLanguage.ZH, "写")),
        LanguageSegmenter.pieces("用GPT4写", TextLanguage.ZH));
  }
}
