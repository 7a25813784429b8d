/**
 * Written English as it is read out: numbers, money, times, addresses, abbreviations and signs
 * become words.
 *
 * <p>{@link io.github.sovits4j.text.english.normalise.EnglishNormaliser} holds the rules in the
 * order in which they run. Each {@link io.github.sovits4j.text.english.normalise.Rule} knows one
 * kind of writing. A rule leaves words behind, never digits or signs that a later rule would take
 * for something else.
 */
package io.github.sovits4j.text.english.normalise;
