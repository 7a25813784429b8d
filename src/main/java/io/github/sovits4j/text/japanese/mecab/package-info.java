/**
 * Splits Japanese into words: MeCab's search for the cheapest path, over the binary files of its
 * dictionaries.
 */
package io.github.sovits4j.text.japanese.mecab;
