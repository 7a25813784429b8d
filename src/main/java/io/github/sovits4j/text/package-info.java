/**
 * The text front end: from a text and a language code to the phone ids that the models were trained
 * on.
 *
 * <p>{@link io.github.sovits4j.text.TextFrontend} is the way in. It cuts a text into sentences
 * ({@link io.github.sovits4j.text.TextCutter}), has each read by the language's {@link
 * io.github.sovits4j.text.LanguageReader} and looks the phones up in the {@link
 * io.github.sovits4j.text.SymbolTable} of the model. A new language is one more {@code
 * LanguageReader} in a package of its own, made known in {@link TextLanguage}.
 */
package io.github.sovits4j.text;
