package io.github.sovits4j.text.japanese.njd;

import io.github.sovits4j.text.japanese.mecab.Morpheme;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The words of a text, in order; stages change, insert and take out words. Not thread-safe. */
public final class WordChain {

  private AccentedWord first;
  private AccentedWord last;

  private WordChain() {}

  /** The words of an analysis, before any stage. */
  public static WordChain of(List<Morpheme> morphemes) {
    WordChain chain = new WordChain();
    for (Morpheme morpheme : morphemes) {
      AccentedWord.of(morpheme.toString()).forEach(chain::append);
    }
    return chain;
  }

  private void append(AccentedWord word) {
    word.previous = last;
    if (last == null) {
      first = word;
    } else {
      last.next = word;
    }
    last = word;
  }

  AccentedWord first() {
    return first;
  }

  AccentedWord last() {
    return last;
  }

  /** Puts a word behind another. */
  void insertAfter(AccentedWord place, AccentedWord word) {
    word.previous = place;
    word.next = place.next;
    if (place.next == null) {
      last = word;
    } else {
      place.next.previous = word;
    }
    place.next = word;
  }

  /** Takes a word out. */
  void remove(AccentedWord word) {
    if (word.previous == null) {
      first = word.next;
    } else {
      word.previous.next = word.next;
    }
    if (word.next == null) {
      last = word.previous;
    } else {
      word.next.previous = word.previous;
    }
  }

  /** Takes out the words that are not said. */
  void removeSilent() {
    for (AccentedWord word = first; word != null; word = word.next) {
      if (word.isSilent()) {
        remove(word);
      }
    }
  }

  /** Pronounces and accents the words: all stages, in order. */
  public WordChain accented() {
    Pronunciations.set(this);
    NumberReadings.set(this);
    AccentPhrases.set(this);
    AccentTypes.set(this);
    SilentVowels.set(this);
    return this;
  }

  /** The words. */
  public List<AccentedWord> words() {
    List<AccentedWord> words = new ArrayList<>();
    for (AccentedWord word = first; word != null; word = word.next) {
      words.add(word);
    }
    return words;
  }

  /** One line a word. */
  @Override
  public String toString() {
    return words().stream().map(AccentedWord::toString).collect(Collectors.joining("\n"));
  }
}
