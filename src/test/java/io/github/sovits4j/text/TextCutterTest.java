package io.github.sovits4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Corners that the recorded cases in {@code split.json} do not reach. */
class TextCutterTest {

  private static final String CLAUSE = "clause one,";

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 7, 8})
  void fourClausesMakesOneGroupOfUpToEight(int clauses) {
    assertEquals(1, TextCutter.cut(CLAUSE.repeat(clauses), "en", CutMethod.CUT1).size());
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 12})
  void lastGroupTakesFiveToEightClauses(int clauses) {
    List<String> pieces = TextCutter.cut(CLAUSE.repeat(clauses), "en", CutMethod.CUT1);
    assertEquals(List.of(CLAUSE.repeat(4), CLAUSE.repeat(clauses - 4)), pieces);
  }

  @Test
  void shortRestOfFiftyJoinsTheGroupBefore() {
    String first = "a".repeat(50) + ".";
    assertEquals(
        List.of(first + "A short rest."),
        TextCutter.cut(first + "A short rest.", "en", CutMethod.CUT2));
    assertEquals(
        List.of(first, "b".repeat(49) + "。"),
        TextCutter.cut(first + "b".repeat(49), "en", CutMethod.CUT2));
  }

  @Test
  void anOverlongLineIsPackedAndAnOverlongPartIsCut() {
    String half = "b".repeat(300) + ",";
    assertEquals(List.of(half, half), TextCutter.cut(half + half, "en", CutMethod.CUT0));
    List<String> pieces = TextCutter.cut("c".repeat(600) + ".", "en", CutMethod.CUT0);
    assertEquals(List.of("c".repeat(510), "c".repeat(90) + "."), pieces);
  }

  @Test
  void lengthsCountCharactersNotUnits() {
    String four = "😀😀a";
    assertEquals(List.of("." + four + "."), TextCutter.cut(four, "en", CutMethod.CUT0));
    assertEquals(List.of("😀😀ab."), TextCutter.cut("😀😀ab", "en", CutMethod.CUT0));
  }

  @Test
  void fragmentsKeepRunsOfMarks() {
    assertEquals(List.of("Wait..."), TextCutter.cutAsGiven("Wait...", "en", CutMethod.CUT0));
    assertEquals(List.of("Wait."), TextCutter.cut("Wait...", "en", CutMethod.CUT0));
  }

  @ParameterizedTest
  @EnumSource(CutMethod.class)
  void nothingComesOfNothing(CutMethod method) {
    assertEquals(List.of(), TextCutter.cut("\n\n", "en", method));
    assertThrows(UserException.class, () -> TextCutter.cut("?,!", "en", CutMethod.CUT5));
  }

  @ParameterizedTest
  @EnumSource(CutMethod.class)
  void methodsAreFoundByName(CutMethod method) {
    assertEquals(method, CutMethod.of(method.id()));
  }

  @Test
  void unknownMethodNamesTheKnownOnes() {
    UserException e = assertThrows(UserException.class, () -> CutMethod.of("cut9"));
    assertTrue(e.getMessage().contains("cut9") && e.getMessage().contains("cut5"), e.getMessage());
    assertEquals(CutMethod.CUT1, CutMethod.DEFAULT);
  }

  @Test
  void whatHasNoMarksIsCutAtSpacesOrCharacters() {
    String words = "word ".repeat(300).strip();
    for (CutMethod method : CutMethod.values()) {
      List<String> pieces = TextCutter.cut(words, "en", method);
      assertTrue(pieces.stream().allMatch(piece -> Characters.length(piece) <= 511), method.id());
      assertEquals(words + ".", String.join("", pieces), method.id());
      assertTrue(
          pieces.stream().limit(pieces.size() - 1L).allMatch(p -> p.isEmpty() || p.endsWith(" ")));
    }
    String ideographs = "好".repeat(1200) + "\ud840\udc00".repeat(300) + "e\u0301".repeat(400);
    List<String> pieces = TextCutter.cut(ideographs, "zh", CutMethod.CUT0);
    assertEquals(ideographs + "。", String.join("", pieces));
    for (String piece : pieces) {
      assertTrue(Characters.length(piece) <= 511);
      assertTrue(piece.isEmpty() || !Character.isLowSurrogate(piece.charAt(0)));
      assertTrue(piece.isEmpty() || piece.charAt(0) != '\u0301');
    }
  }
}
