/** Kana: moras, their phonemes, the names of letters. */
package io.github.sovits4j.text.japanese.kana;
