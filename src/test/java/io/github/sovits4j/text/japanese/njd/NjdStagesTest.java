package io.github.sovits4j.text.japanese.njd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.text.japanese.mecab.Morpheme;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each stage by itself, on what Open JTalk recorded before and after it. Needs no dictionary. */
class NjdStagesTest {

  private static final Map<String, Consumer<WordChain>> STAGES =
      Map.of(
          "mecab2njd", chain -> {},
          "pronunciation", Pronunciations::set,
          "digit", NumberReadings::set,
          "accent_phrase", AccentPhrases::set,
          "accent_type", AccentTypes::set,
          "unvoiced_vowel", SilentVowels::set,
          "long_vowel", chain -> {});

  @Test
  void everyStageDoesWhatItsModelDid() throws IOException {
    JsonNode cases;
    try (InputStream in = NjdStagesTest.class.getResourceAsStream("/golden/text/ja_stages.json")) {
      cases = new ObjectMapper().readTree(in).path("cases");
    }
    int stages = 0;
    for (JsonNode one : cases) {
      for (JsonNode run : one.path("runs")) {
        WordChain chain = null;
        for (JsonNode stage : run.path("stages")) {
          if (chain == null) {
            chain = read(stage.path("njd"));
          }
          STAGES.get(stage.path("stage").asText()).accept(chain);
          assertEquals(lines(stage.path("njd")), chain.toString(), stage.path("stage").asText());
          stages++;
        }
      }
    }
    assertTrue(stages > 500, stages + " stages");
  }

  @Test
  void aWordOfTwoAccentsIsTwoWords() {
    WordChain chain =
        WordChain.of(List.of(new Morpheme("一枚岩", "名詞,一般,*,*,*,*,一枚:岩,イチマイ:イワ,イチマイ:イワ,2/4:2/2,C1")));
    assertEquals(
        "一枚,名詞,一般,*,*,*,*,一枚,イチマイ,イチマイ,2/4,C1,-1\n岩,名詞,一般,*,*,*,*,岩,イワ,イワ,2/2,C1,0",
        chain.toString());
  }

  private static WordChain read(JsonNode nodes) {
    List<Morpheme> words = new ArrayList<>();
    for (JsonNode node : nodes) {
      String line = line(node);
      int comma = line.indexOf(',');
      words.add(new Morpheme(line.substring(0, comma), line.substring(comma + 1)));
    }
    return WordChain.of(words);
  }

  private static String lines(JsonNode nodes) {
    List<String> lines = new ArrayList<>();
    nodes.forEach(node -> lines.add(line(node)));
    return String.join("\n", lines);
  }

  /** Its fields; accent and moras, the eleventh and twelfth, are written as one. */
  private static String line(JsonNode node) {
    StringBuilder line = new StringBuilder(node.get(0).asText());
    for (int i = 1; i < node.size(); i++) {
      line.append(i == 11 ? '/' : ',').append(node.get(i).asText());
    }
    return line.toString();
  }
}
