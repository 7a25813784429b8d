/**
 * Reads Japanese: numbers and signs as they are said, the words of Open JTalk's dictionary, their
 * pronunciation and accent, phones with marks of pitch.
 */
package io.github.sovits4j.text.japanese;
