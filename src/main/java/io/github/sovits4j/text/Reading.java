package io.github.sovits4j.text;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link LanguageReader} makes of a piece of text.
 *
 * @param normalised the text as it is read out: numbers and signs in words
 * @param phones the phone symbols, marks included
 * @param chinese where among the phones Chinese stands; what is left has no text features
 */
public record Reading(String normalised, List<String> phones, List<ChineseSpan> chinese) {

  /** Keeps copies. */
  public Reading {
    phones = List.copyOf(phones);
    chinese = List.copyOf(chinese);
  }

  /** A reading without Chinese. */
  public Reading(String normalised, List<String> phones) {
    this(normalised, phones, List.of());
  }

  /** This reading with another behind it. */
  Reading plus(Reading next) {
    List<String> allPhones = new ArrayList<>(phones);
    allPhones.addAll(next.phones);
    List<ChineseSpan> allChinese = new ArrayList<>(chinese);
    next.chinese.forEach(span -> allChinese.add(span.movedBy(phones.size())));
    return new Reading(normalised + next.normalised, allPhones, allChinese);
  }
}
