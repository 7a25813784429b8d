package io.github.sovits4j.text;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link LanguageReader} makes of a piece of text.
 *
 * @param normalised the text as it is read out: numbers and signs in words
 * @param phones the phone symbols, marks included
 * @param words its words, without marks, in order
 * @param chinese where among the phones Chinese stands; what is left has no text features
 */
public record Reading(
    String normalised, List<String> phones, List<Word> words, List<ChineseSpan> chinese) {

  /** Keeps copies. */
  public Reading {
    phones = List.copyOf(phones);
    words = List.copyOf(words);
    chinese = List.copyOf(chinese);
  }

  /** A reading without Chinese. */
  public Reading(String normalised, List<String> phones, List<Word> words) {
    this(normalised, phones, words, List.of());
  }

  /** This reading with another behind it. */
  Reading plus(Reading next) {
    List<String> allPhones = new ArrayList<>(phones);
    allPhones.addAll(next.phones);
    List<Word> allWords = new ArrayList<>(words);
    next.words.forEach(word -> allWords.add(word.movedBy(phones.size())));
    List<ChineseSpan> allChinese = new ArrayList<>(chinese);
    next.chinese.forEach(span -> allChinese.add(span.movedBy(phones.size())));
    return new Reading(normalised + next.normalised, allPhones, allWords, allChinese);
  }
}
