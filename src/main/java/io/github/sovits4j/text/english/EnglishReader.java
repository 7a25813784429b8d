package io.github.sovits4j.text.english;

import io.github.sovits4j.text.GivenWords;
import io.github.sovits4j.text.LanguageReader;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.SymbolTable;
import io.github.sovits4j.text.UnspokenCharacters;
import io.github.sovits4j.text.Word;
import io.github.sovits4j.text.english.normalise.EnglishNormaliser;
import java.util.ArrayList;
import java.util.List;

/** Reads English: normalises, splits into words and finds the phones of each. Thread-safe. */
public final class EnglishReader implements LanguageReader {

  private static final int FEWEST_PHONES = 4;
  private static final String MARKS = ",.?!";

  private final SymbolTable symbols = SymbolTable.of(SymbolSet.V2);
  private final EnglishNormaliser normaliser =
      new EnglishNormaliser(PronouncingDictionary.shared()::contains);

  private EnglishReader() {}

  /** The reader, made with its dictionary when first asked for and shared. */
  public static EnglishReader shared() {
    return Shared.READER;
  }

  @Override
  public Reading read(String text, GivenWords given) {
    String normalised = normaliser.normalise(text);
    List<Spoken> tokens = words(normalised, given);
    List<String> phones = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    if (tokens.stream().mapToInt(token -> token.phones().size()).sum() < FEWEST_PHONES) {
      phones.add(",");
    }
    for (Spoken token : tokens) {
      boolean mark = token.token().chars().noneMatch(Character::isLetter);
      if (!mark && !token.phones().isEmpty()) {
        words.add(new Word(given.written(token.token()), phones.size(), token.phones().size()));
      }
      phones.addAll(token.phones());
    }
    return new Reading(given.written(normalised), phones, words);
  }

  /** The words and marks of a text, with the phones of each. */
  List<Spoken> spoken(String text) {
    return words(normaliser.normalise(text), GivenWords.NONE);
  }

  private List<Spoken> words(String normalised, GivenWords given) {
    List<String> tokens = EnglishTokeniser.tokens(normalised);
    HomographReader homographs = new HomographReader(tokens.stream().map(given::written).toList());
    WordReader words = new WordReader(given);
    List<Spoken> spoken = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      List<String> phones =
          phones(tokens.get(i), i, homographs, words).stream()
              .map(phone -> phone.equals("'") ? "-" : phone)
              .filter(symbols::contains)
              .toList();
      spoken.add(new Spoken(tokens.get(i), phones));
    }
    return spoken;
  }

  /**
   * A word or a mark, and how it sounds.
   *
   * @param token as it stands in the normalised text
   * @param phones its phones that the models know
   */
  record Spoken(String token, List<String> phones) {}

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
  public UnspokenCharacters unspoken(String text) {
    return normaliser.unspoken(text);
  }

  private static List<String> phones(
      String token, int index, HomographReader homographs, WordReader words) {
    if (token.chars().noneMatch(c -> EnglishTokeniser.isLetter((char) c))) {
      return List.of(token);
    }
    return words
        .given(token)
        .or(() -> homographs.phones(index))
        .orElseGet(() -> words.phones(token));
  }

  private static final class Shared {
    static final EnglishReader READER = new EnglishReader();
  }
}
