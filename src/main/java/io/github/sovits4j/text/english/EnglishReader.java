package io.github.sovits4j.text.english;

import io.github.sovits4j.text.LanguageReader;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.SymbolTable;
import io.github.sovits4j.text.Unspoken;
import io.github.sovits4j.text.english.normalise.EnglishNormaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads English: normalises, splits into words and finds the phones of each. Thread-safe. */
public final class EnglishReader implements LanguageReader {

  private static final int FEWEST_PHONES = 4;
  private static final String MARKS = ",.?!";

  private final SymbolTable symbols = SymbolTable.of(SymbolSet.V2);
  private final WordReader words = new WordReader();
  private final Homographs homographs = Homographs.shared();
  private final EnglishNormaliser normaliser =
      new EnglishNormaliser(PronouncingDictionary.shared()::contains);

  private EnglishReader() {}

  /** The reader, made with its dictionary when first asked for and shared. */
  public static EnglishReader shared() {
    return Shared.READER;
  }

  @Override
  public Reading read(String text) {
    String normalised = normaliser.normalise(text);
    List<String> tokens = EnglishTokeniser.tokens(normalised);
    List<String> phones = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      for (String phone : phones(tokens, i)) {
        String known = phone.equals("'") ? "-" : phone;
        if (symbols.contains(known)) {
          phones.add(known);
        }
      }
    }
    if (phones.size() < FEWEST_PHONES) {
      phones.addFirst(",");
    }
    return new Reading(normalised, phones);
  }

  @Override
  public int spokenLength(String text) {
    String spoken = normaliser.normalise(text);
    int mark = 0;
    while (mark < spoken.length() && MARKS.indexOf(spoken.charAt(mark)) < 0) {
      mark++;
    }
    return mark;
  }

  @Override
  public Unspoken unspoken(String text) {
    return normaliser.unspoken(text);
  }

  private List<String> phones(List<String> tokens, int index) {
    String token = tokens.get(index);
    if (token.chars().noneMatch(c -> EnglishTokeniser.isLetter((char) c))) {
      return List.of(token);
    }
    return homographs
        .find(token.toLowerCase(Locale.ROOT))
        .map(entry -> entry.phones(PartOfSpeech.guess(tokens, index)))
        .orElseGet(() -> words.phones(token));
  }

  private static final class Shared {
    static final EnglishReader READER = new EnglishReader();
  }
}
