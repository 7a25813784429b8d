/**
 * Korean: morphemes, numbers in words, the rules of pronunciation, and the letters that the models
 * know sounds by. Needs Lucene's nori, an optional dependency.
 */
package io.github.sovits4j.text.korean;
