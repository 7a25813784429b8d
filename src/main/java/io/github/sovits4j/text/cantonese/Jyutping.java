package io.github.sovits4j.text.cantonese;

import io.github.sovits4j.text.DataLines;
import io.github.sovits4j.text.Syllabary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Jyutping, the romanisation of Cantonese by the Linguistic Society of Hong Kong. */
public final class Jyutping {

  private static final int TONES = 6;

  /** All syllables that the dictionary has, with each of the six tones. */
  public static final Syllabary SYLLABARY =
      new Syllabary(
          "Jyutping",
          "銀行[ngan4 hong4]",
          syllables(),
          TONES,
          "\u3400\u9fff",
          UnaryOperator.identity());

  private Jyutping() {}

  private static List<String> syllables() {
    List<String> syllables = new ArrayList<>();
    DataLines.of(Jyutping.class, "syllables.txt", syllables::add);
    return syllables;
  }
}
