package io.github.sovits4j.text.japanese.label;

import io.github.sovits4j.text.japanese.kana.Moras;
import io.github.sovits4j.text.japanese.njd.AccentedWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An utterance as a tree: breath groups between pauses, accent phrases in them, words, moras,
 * phonemes. Phonemes are numbered through; between some of them stands a pause.
 */
public final class SpokenTree {

  private static final String SILENT = "’";
  private static final String PAUSE = "、";
  private static final String QUESTION = "？";
  private static final String PAUSE_PHONEME = "pau";
  private static final String VOWELS = "aiueo";

  /** What is spoken between two pauses. */
  static final class Breath {
    final int index;
    int phrases;
    int moras;

    /** How many phrases and moras come before it. */
    final int phrasesBefore;

    final int morasBefore;

    private Breath(int index, int phrasesBefore, int morasBefore) {
      this.index = index;
      this.phrasesBefore = phrasesBefore;
      this.morasBefore = morasBefore;
    }
  }

  /** What is spoken with one rise and fall of the pitch. */
  static final class Phrase {
    final Breath breath;
    final int index; // in the utterance
    final int indexInBreath;
    final int accent;
    final int firstMora; // in the utterance
    int moras;
    boolean question;
    boolean pauseBefore;

    private Phrase(Breath breath, int index, int accent, int firstMora) {
      this.breath = breath;
      this.index = index;
      this.indexInBreath = breath.phrases;
      this.accent = accent;
      this.firstMora = firstMora;
    }

    /** The mora after which the pitch falls; the last one where it does not. */
    int fall() {
      return accent == 0 ? moras : accent;
    }
  }

  /** A word that has sounds. */
  static final class Unit {
    final Grammar grammar;
    final int index;
    Phrase phrase;

    private Unit(Grammar grammar, int index) {
      this.grammar = grammar;
      this.index = index;
    }
  }

  /**
   * A phoneme.
   *
   * @param name capital where its vowel is silent
   * @param unit its word; null for a pause
   * @param mora number of its mora in the utterance
   * @param source index among the words that the utterance was made of
   */
  record Phoneme(String name, Unit unit, int mora, int source) {

    boolean isPause() {
      return unit == null;
    }

    /** Its mora's number in the accent phrase, from 1. */
    int moraInPhrase() {
      return mora - unit.phrase.firstMora + 1;
    }

    /** The same from the end: 1 for the last mora. */
    int morasLeft() {
      return unit.phrase.moras - moraInPhrase() + 1;
    }

    private Phoneme named(String other) {
      return new Phoneme(other, unit, mora, source);
    }
  }

  final List<Breath> breaths = new ArrayList<>();
  final List<Phrase> phrases = new ArrayList<>();
  final List<Unit> units = new ArrayList<>();
  final List<Phoneme> phonemes = new ArrayList<>();

  private int moras;
  private boolean pause;

  private SpokenTree() {}

  /** The utterance of words. */
  public static SpokenTree of(List<AccentedWord> words) {
    SpokenTree tree = new SpokenTree();
    for (int i = 0; i < words.size(); i++) {
      tree.add(words.get(i), i);
    }
    return tree;
  }

  /** How many moras there are. */
  int moras() {
    return moras;
  }

  private void add(AccentedWord word, int source) {
    String said = word.pronunciation();
    if (said.equals(PAUSE) || said.equals(QUESTION)) {
      if (said.equals(QUESTION) && !phrases.isEmpty()) {
        phrases.getLast().question = true;
      }
      pause = true;
      return;
    }
    Unit unit = null;
    int at = 0;
    while (at < said.length()) {
      if (said.startsWith(Moras.LONG, at)) {
        lengthen(source);
        at += Moras.LONG.length();
        continue;
      }
      if (said.startsWith(SILENT, at)) {
        if (unit != null) {
          silence();
        }
        at += SILENT.length();
        continue;
      }
      Moras.Mora mora = Moras.at(said, at);
      if (mora == null) {
        break; // what follows cannot be said
      }
      if (unit == null) {
        unit = begin(word);
      }
      addMora(unit, mora.phonemes(), source);
      at += mora.text().length();
    }
  }

  /** A word begins, and with it perhaps a phrase and a breath group. */
  private Unit begin(AccentedWord word) {
    boolean pauseBefore = pause && !phonemes.isEmpty();
    if (pauseBefore) {
      phonemes.add(new Phoneme(PAUSE_PHONEME, null, moras, -1));
    }
    pause = false;
    Unit unit = new Unit(Grammar.of(word), units.size());
    units.add(unit);
    if (phrases.isEmpty() || !word.isJoined()) {
      if (breaths.isEmpty() || pauseBefore) {
        breaths.add(new Breath(breaths.size(), phrases.size(), moras));
      }
      Breath breath = breaths.getLast();
      phrases.add(new Phrase(breath, phrases.size(), word.accent(), moras));
      phrases.getLast().pauseBefore = pauseBefore;
      breath.phrases++;
    }
    unit.phrase = phrases.getLast();
    return unit;
  }

  private void addMora(Unit unit, List<String> names, int source) {
    for (String name : names) {
      phonemes.add(new Phoneme(name, unit, moras, source));
    }
    count(unit);
  }

  private void count(Unit unit) {
    moras++;
    unit.phrase.moras++;
    unit.phrase.breath.moras++;
  }

  /**
   * The vowel before sounds for one more mora; at the beginning and behind a pause there is none.
   */
  private void lengthen(int source) {
    if (!phonemes.isEmpty() && !pause) {
      Phoneme last = phonemes.getLast();
      phonemes.add(new Phoneme(last.name(), last.unit(), moras, source));
      count(last.unit());
    }
  }

  private void silence() {
    Phoneme last = phonemes.getLast();
    if (VOWELS.contains(last.name())) {
      phonemes.set(phonemes.size() - 1, last.named(last.name().toUpperCase(Locale.ROOT)));
    }
  }
}
