/**
 * From the words of a Japanese text to how they are pronounced and accented: the stages of Open
 * JTalk, one class each, which change a {@link io.github.sovits4j.text.japanese.njd.WordChain} in
 * place. Rules and tables are those of Open JTalk 1.11 (BSD-3-Clause).
 */
package io.github.sovits4j.text.japanese.njd;
