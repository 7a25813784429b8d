/**
 * The public API, and all of it: open a model, make a voice of a recording, speak.
 *
 * <p>Start at {@link io.github.sovits4j.tts.TextToSpeech}. Every type a program meets is in this
 * package or in the JDK. What the library returns is a class without public constructor where it
 * will tell more one day, so that telling more breaks nobody.
 */
package io.github.sovits4j.tts;
