package io.github.sovits4j.text.japanese.label;

import io.github.sovits4j.text.japanese.label.SpokenTree.Breath;
import io.github.sovits4j.text.japanese.label.SpokenTree.Phoneme;
import io.github.sovits4j.text.japanese.label.SpokenTree.Phrase;
import io.github.sovits4j.text.japanese.label.SpokenTree.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * Full-context labels of HTS in their Japanese form: one line a phoneme, with the phonemes around
 * it and its place in everything. They begin and end with a silence.
 */
public final class FullContextLabels {

  private static final int MOST_BREATHS = 19;
  private static final int MOST = 49; // phrases, and moras of a phrase
  private static final int MOST_MORAS_OF_BREATH = 99;
  private static final int MOST_MORAS = 199;

  private static final String NONE = "xx";
  private static final String SILENCE = "sil";

  private final SpokenTree tree;
  private final List<Phoneme> phonemes;

  private FullContextLabels(SpokenTree tree) {
    this.tree = tree;
    this.phonemes = tree.phonemes;
  }

  /** The labels of an utterance; none where it has no phonemes. */
  public static List<String> of(SpokenTree tree) {
    FullContextLabels labels = new FullContextLabels(tree);
    List<String> lines = new ArrayList<>();
    if (!tree.phonemes.isEmpty()) {
      for (int i = -1; i <= tree.phonemes.size(); i++) {
        lines.add(labels.line(i));
      }
    }
    return lines;
  }

  /**
   * The label of phoneme {@code i}; -1 is the silence before, the number of phonemes the one
   * behind.
   */
  private String line(int i) {
    boolean first = i < 0;
    boolean last = i == phonemes.size();
    Phoneme here = first ? phonemes.getFirst() : last ? phonemes.getLast() : phonemes.get(i);
    boolean pause = here.isPause();
    boolean spoken = !first && !last && !pause;
    Phoneme before = pause ? phonemes.get(i - 1) : here;
    Phoneme after = pause ? phonemes.get(i + 1) : here;
    Unit unitBefore = pause ? before.unit() : at(tree.units, here.unit().index - 1);
    if (last && unitBefore != null) {
      unitBefore = here.unit();
    }
    Unit unitAfter = pause ? after.unit() : at(tree.units, here.unit().index + 1);
    if (first && unitAfter != null) {
      unitAfter = here.unit();
    }
    Phrase phraseBefore = phrase(before, pause || last ? 0 : -1);
    Phrase phraseAfter = phrase(after, pause || first ? 0 : 1);
    Breath breathBefore = breath(before, pause || last ? 0 : -1);
    Breath breathAfter = breath(after, pause || first ? 0 : 1);
    Phrase own = spoken ? here.unit().phrase : null;
    return name(i - 2)
        + "^"
        + name(i - 1)
        + "-"
        + name(i)
        + "+"
        + name(i + 1)
        + "="
        + name(i + 2)
        + "/A:"
        + (spoken ? accent(here) : "xx+xx+xx")
        + "/B:"
        + grammar(unitBefore, "-", "_")
        + "/C:"
        + grammar(spoken ? here.unit() : null, "_", "+")
        + "/D:"
        + grammar(unitAfter, "+", "_")
        + "/E:"
        + shape(phraseBefore, "!")
        + "-"
        + (spoken && phraseBefore != null ? pause(own) : NONE)
        + "/F:"
        + shape(own, "#")
        + (spoken ? place(own) : "@xx_xx|xx_xx")
        + "/G:"
        + shape(phraseAfter, "%")
        + "_"
        + (spoken && phraseAfter != null ? pause(phraseAfter) : NONE)
        + "/H:"
        + size(breathBefore, "_")
        + "/I:"
        + (spoken ? size(own.breath, "-") + place(own.breath) : "xx-xx@xx+xx&xx-xx|xx+xx")
        + "/J:"
        + size(breathAfter, "_")
        + "/K:"
        + most(tree.breaths.size(), MOST_BREATHS)
        + "+"
        + most(tree.phrases.size(), MOST)
        + "-"
        + most(tree.moras(), MOST_MORAS);
  }

  private String name(int i) {
    if (i < -1 || i > phonemes.size()) {
      return NONE;
    }
    return i < 0 || i == phonemes.size() ? SILENCE : phonemes.get(i).name();
  }

  private static String accent(Phoneme phoneme) {
    int mora = phoneme.moraInPhrase();
    int distance = mora - phoneme.unit().phrase.fall();
    return Math.clamp(distance, -MOST, MOST)
        + "+"
        + most(mora, MOST)
        + "+"
        + most(phoneme.morasLeft(), MOST);
  }

  private static String grammar(Unit unit, String first, String second) {
    Grammar grammar = unit == null ? Grammar.NONE : unit.grammar;
    return grammar.partOfSpeech() + first + grammar.type() + second + grammar.form();
  }

  /** Moras, accent, and whether it asks. */
  private static String shape(Phrase phrase, String mark) {
    return phrase == null
        ? "xx_xx" + mark + "xx_xx"
        : most(phrase.moras, MOST)
            + "_"
            + most(phrase.fall(), MOST)
            + mark
            + (phrase.question ? 1 : 0)
            + "_xx";
  }

  /** Whether no pause stands before it. */
  private static String pause(Phrase phrase) {
    return phrase.pauseBefore ? "0" : "1";
  }

  /** Where a phrase stands in its breath group. */
  private static String place(Phrase phrase) {
    Breath breath = phrase.breath;
    int index = phrase.indexInBreath + 1;
    int mora = phrase.firstMora - breath.morasBefore + 1;
    return "@"
        + most(index, MOST)
        + "_"
        + most(breath.phrases - index + 1, MOST)
        + "|"
        + most(mora, MOST_MORAS_OF_BREATH)
        + "_"
        + most(breath.moras - mora + 1, MOST_MORAS_OF_BREATH);
  }

  private static String size(Breath breath, String separator) {
    return breath == null
        ? NONE + separator + NONE
        : most(breath.phrases, MOST) + separator + most(breath.moras, MOST_MORAS_OF_BREATH);
  }

  /** Where a breath group stands in the tree. */
  private String place(Breath breath) {
    int index = breath.index + 1;
    int phrase = breath.phrasesBefore + 1;
    int mora = breath.morasBefore + 1;
    return "@"
        + most(index, MOST_BREATHS)
        + "+"
        + most(tree.breaths.size() - index + 1, MOST_BREATHS)
        + "&"
        + most(phrase, MOST)
        + "-"
        + most(tree.phrases.size() - phrase + 1, MOST)
        + "|"
        + most(mora, MOST_MORAS)
        + "+"
        + most(tree.moras() - mora + 1, MOST_MORAS);
  }

  private static String most(int number, int most) {
    return Integer.toString(Math.clamp(number, 1, most));
  }

  private Phrase phrase(Phoneme phoneme, int further) {
    return at(tree.phrases, phoneme.unit().phrase.index + further);
  }

  private Breath breath(Phoneme phoneme, int further) {
    return at(tree.breaths, phoneme.unit().phrase.breath.index + further);
  }

  private static <T> T at(List<T> list, int index) {
    return index < 0 || index >= list.size() ? null : list.get(index);
  }
}
