/**
 * From accented words to phonemes in their places: breath groups, accent phrases, words and moras,
 * full-context labels and prosody marks.
 */
package io.github.sovits4j.text.japanese.label;
