/**
 * English: normalisation, words, dictionary, homographs and letter-to-sound rules.
 *
 * <p>{@link io.github.sovits4j.text.english.EnglishReader} puts the steps together; {@code
 * docs/text.md} tells where the data come from.
 */
package io.github.sovits4j.text.english;
