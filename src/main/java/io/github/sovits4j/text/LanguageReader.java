package io.github.sovits4j.text;

/**
 * Reads text of one language. The seam at which languages are added: an implementation normalises
 * and turns words into phones; cutting, ids and retries are the same for all and live elsewhere.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface LanguageReader {

  /**
   * Reads a piece of text.
   *
   * @param text any text, never null
   * @return its normalised form and its phones
   */
  Reading read(String text);
}
