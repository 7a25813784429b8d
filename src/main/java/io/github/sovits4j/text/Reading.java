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

  /** Readings one after the other. */
  static Reading joined(List<Reading> readings) {
    if (readings.size() == 1) {
      return readings.getFirst();
    }
    StringBuilder normalised = new StringBuilder();
    List<String> phones = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    List<ChineseSpan> chinese = new ArrayList<>();
    for (Reading reading : readings) {
      int before = phones.size();
      normalised.append(reading.normalised);
      phones.addAll(reading.phones);
      reading.words.forEach(word -> words.add(word.movedBy(before)));
      reading.chinese.forEach(span -> chinese.add(span.movedBy(before)));
    }
    return new Reading(normalised.toString(), phones, words, chinese);
  }
}
