/**
 * The encoders: networks that look at a reference or a text once and tell the two stages about it.
 * {@link io.github.sovits4j.model.encoders.Hubert} hears what is said, {@link
 * io.github.sovits4j.model.encoders.SpeakerNetwork} who says it, and {@link
 * io.github.sovits4j.model.encoders.Bert} reads how Chinese is said.
 */
package io.github.sovits4j.model.encoders;
