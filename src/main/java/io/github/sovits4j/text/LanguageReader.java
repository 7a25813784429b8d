package io.github.sovits4j.text;

/**
 * Reads text of one language. The seam at which languages are added: an implementation normalises
 * and turns words into phones; cutting, ids and retries are the same for all and live elsewhere.
 * Implementations are thread-safe.
 */
public interface LanguageReader {

  /**
   * Reads a piece of text.
   *
   * @param text any text, never null
   * @return its normalised form and its phones
   */
  default Reading read(String text) {
    return read(text, GivenWords.NONE);
  }

  /**
   * Reads a piece of text in which words have phones of their own.
   *
   * @param text any text, never null
   * @param given the made-up words among its words
   * @return its normalised form and its phones
   */
  Reading read(String text, GivenWords given);

  /**
   * This reader, asking for readings of sentences first.
   *
   * @param asked a language in which spelling decides has no use for them
   */
  default LanguageReader with(SentenceReadings asked) {
    return this;
  }

  /**
   * Looks whether a text can be read here, without reading it.
   *
   * @param text any text
   * @throws io.github.sovits4j.UserException where the dictionary of a language in it is absent, or
   *     the models do not know one
   */
  default void require(String text) {}

  /**
   * How long a text is when it is read out, in characters: numbers and signs may be longer than
   * they look.
   *
   * @param text a short text
   */
  default int spokenLength(String text) {
    return Characters.length(text);
  }

  /**
   * The characters of a text that {@link #read} leaves out because it has no words for them.
   *
   * @param text any text, never null
   */
  UnspokenCharacters unspoken(String text);
}
