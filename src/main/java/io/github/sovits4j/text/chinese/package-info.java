/**
 * Reads Chinese: normalisation, segmentation with part-of-speech tags, pinyin, tone sandhi, erhua.
 */
package io.github.sovits4j.text.chinese;
