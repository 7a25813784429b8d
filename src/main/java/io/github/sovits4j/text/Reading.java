package io.github.sovits4j.text;

import java.util.List;

/**
 * What a {@link LanguageReader} makes of a piece of text.
 *
 * @param normalised the text as it is read out: numbers and signs in words
 * @param phones the phone symbols, marks included
 */
public record Reading(String normalised, List<String> phones) {

  /** Keeps a copy of the phones. */
  public Reading {
    phones = List.copyOf(phones);
  }
}
