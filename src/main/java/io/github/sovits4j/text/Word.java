package io.github.sovits4j.text;

/**
 * A word of a sentence, and which phones are its own.
 *
 * @param text as it is read out
 * @param firstPhone index of its first phone
 * @param phones how many phones it has, at least one
 */
public record Word(String text, int firstPhone, int phones) {

  Word movedBy(int more) {
    return new Word(text, firstPhone + more, phones);
  }
}
