package io.github.sovits4j.text;

import java.util.List;

/**
 * A stretch of Chinese among the phones of a sentence: what the text encoder reads, and how its
 * features, one column a character, spread over the phones.
 *
 * @param firstPhone index of its first phone in the sentence
 * @param text normalised: ideographs and the marks {@code ! ? … , . -}
 * @param phonesPerCharacter how many phones each character has; as many entries as {@code text}
 */
public record ChineseSpan(int firstPhone, String text, List<Integer> phonesPerCharacter) {

  /** Keeps a copy and checks that every character has its entry. */
  public ChineseSpan {
    phonesPerCharacter = List.copyOf(phonesPerCharacter);
    if (phonesPerCharacter.size() != text.length()) {
      throw new IllegalArgumentException(
          "expected an entry for each of " + text + ", got " + phonesPerCharacter);
    }
  }

  ChineseSpan movedBy(int phones) {
    return new ChineseSpan(firstPhone + phones, text, phonesPerCharacter);
  }
}
