package io.github.sovits4j.text.cantonese;

import io.github.sovits4j.text.Characters;
import io.github.sovits4j.text.GivenSyllables;
import io.github.sovits4j.text.GivenWords;
import io.github.sovits4j.text.LanguageReader;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.UnspokenCharacters;
import io.github.sovits4j.text.Word;
import io.github.sovits4j.text.cantonese.JyutpingDictionary.Entry;
import io.github.sovits4j.text.chinese.ChineseNormaliser;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads Cantonese, in traditional or simplified characters: normalises as Chinese is, finds the
 * Jyutping of each word, and the phones of each syllable. Readings that stand in the text as marks
 * are spoken as they are. Characters without a reading are left out. Thread-safe.
 */
public final class CantoneseReader implements LanguageReader {

  private static final String MARKS = "!?…,.-";

  private final JyutpingDictionary dictionary = JyutpingDictionary.shared();
  private final ChineseNormaliser normaliser = ChineseNormaliser.cantonese(dictionary::differs);

  private CantoneseReader() {}

  /** The reader, made with its dictionary when first asked for and shared. */
  public static CantoneseReader shared() {
    return Shared.READER;
  }

  @Override
  public Reading read(String text, GivenWords given) {
    GivenSyllables fixed = new GivenSyllables(normaliser.normalise(text), Jyutping.SYLLABARY);
    StringBuilder normalised = new StringBuilder();
    List<String> phones = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    int at = 0;
    for (Entry entry : dictionary.entries(fixed.text())) {
      int first = phones.size();
      int character = at;
      for (List<String> syllables : entry.syllables()) {
        for (String syllable : fixed.at(character).map(List::of).orElse(syllables)) {
          phones.addAll(JyutpingSymbols.phones(syllable));
        }
        character += Character.charCount(fixed.text().codePointAt(character));
      }
      at += entry.text().length();
      if (phones.size() > first) {
        normalised.append(entry.text());
        words.add(new Word(entry.text(), first, phones.size() - first));
      } else if (MARKS.contains(entry.text())) {
        normalised.append(entry.text());
        phones.add(entry.text());
      }
    }
    return new Reading(normalised.toString(), phones, words);
  }

  @Override
  public int spokenLength(String text) {
    return Characters.length(normaliser.normalise(text));
  }

  @Override
  public UnspokenCharacters unspoken(String text) {
    return normaliser.unspoken(text, dictionary::has);
  }

  private static final class Shared {
    static final CantoneseReader READER = new CantoneseReader();
  }
}
