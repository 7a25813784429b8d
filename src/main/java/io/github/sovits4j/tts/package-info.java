/**
 * The public API: open a model, make a voice of a recording, speak.
 *
 * <p>See {@link io.github.sovits4j.tts.TextToSpeech}.
 */
package io.github.sovits4j.tts;
