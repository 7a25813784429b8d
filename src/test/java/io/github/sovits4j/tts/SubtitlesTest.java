package io.github.sovits4j.tts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How text is wrapped; that the files are sound is tested with the command that writes them. */
class SubtitlesTest {

  @Test
  void shortTextIsOneLine() {
    assertEquals(List.of("It works."), Subtitles.lines("It works."));
  }

  @Test
  void linesBreakNearTheMiddleAndAtMarks() {
    assertEquals(
        List.of("The goal is zero population growth,", "which nobody will reach in this life."),
        Subtitles.lines(
            "The goal is zero population growth, which nobody will reach in this life."));
  }

  @Test
  void ideographsAreTwoWideAndBreakAnywhereButBeforeMarks() {
    List<String> lines = Subtitles.lines("今天天气很好，我们一起去公园里看看花，再去吃一点好吃的东西。");
    assertEquals(List.of("今天天气很好，我们一起去公园里看看花，", "再去吃一点好吃的东西。"), lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Supercalifragilisticexpialidociousandevenlongerthanthatforthesakeofthistest",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t",
        "今天天气很好我们一起去公园里看看花再去吃一点好吃的东西然后回家睡觉明天再来一次好不好呢"
      })
  void noLineIsTooWideAndNothingIsLost(String text) {
    List<String> lines = Subtitles.lines(text);
    for (String line : lines) {
      assertTrue(line.codePoints().map(c -> c > 0x2e80 ? 2 : 1).sum() <= 42, line);
    }
    assertEquals(text.replace(" ", ""), String.join("", lines).replace(" ", ""));
  }
}
