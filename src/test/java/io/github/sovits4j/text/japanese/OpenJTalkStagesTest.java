package io.github.sovits4j.text.japanese;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.text.japanese.label.FullContextLabels;
import io.github.sovits4j.text.japanese.label.SpokenTree;
import io.github.sovits4j.text.japanese.mecab.Morpheme;
import io.github.sovits4j.text.japanese.mecab.MorphologicalAnalyser;
import io.github.sovits4j.text.japanese.njd.WordChain;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every step from text to labels against what Open JTalk recorded of it. */
class OpenJTalkStagesTest {

  private static MorphologicalAnalyser analyser;

  @BeforeAll
  static void needDictionary() {
    analyser = JapaneseDictionary.require();
  }

  @Test
  void wordsAndLabelsAreAsRecorded() throws IOException {
    JsonNode cases = cases("ja.json");
    JsonNode labels = cases("ja_labels.json");
    int runs = 0;
    int lines = 0;
    for (int i = 0; i < cases.size(); i++) {
      JsonNode recorded = cases.get(i).path("runs");
      for (int r = 0; r < recorded.size(); r++) {
        JsonNode run = recorded.get(r);
        String input = run.path("mecab_input").asText();
        assertEquals(input, FullWidth.of(run.path("text").asText()));
        List<Morpheme> words = analyser.analyse(input);
        assertEquals(texts(run.path("mecab")), words.stream().map(Morpheme::toString).toList());
        WordChain chain = WordChain.of(words).accented();
        assertEquals(nodes(run.path("njd")), chain.toString());
        List<String> expected = texts(labels.get(i).path("runs").get(r).path("labels"));
        assertEquals(expected, FullContextLabels.of(SpokenTree.of(chain.words())), input);
        runs++;
        lines += expected.size();
      }
    }
    System.out.println("golden Open JTalk: " + runs + " runs, " + lines + " labels as recorded");
    assertTrue(runs > 300);
  }

  /** One line a word, as {@link WordChain} prints it. */
  private static String nodes(JsonNode nodes) {
    return StreamSupport.stream(nodes.spliterator(), false)
        .map(
            node -> {
              List<String> fields = texts(node);
              String accent = fields.get(10) + "/" + fields.get(11);
              return String.join(",", fields.subList(0, 10))
                  + ","
                  + accent
                  + ","
                  + String.join(",", fields.subList(12, 14));
            })
        .collect(Collectors.joining("\n"));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static JsonNode cases(String name) throws IOException {
    try (InputStream in = OpenJTalkStagesTest.class.getResourceAsStream("/golden/text/" + name)) {
      return new ObjectMapper().readTree(in).path("cases");
    }
  }
}
