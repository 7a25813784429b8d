/**
 * A request's way: a text becomes sentences, each goes through S1 and S2 on the device, and what
 * comes back is joined to one sound.
 *
 * <p>{@link io.github.sovits4j.pipeline.Pipeline} is the entrance, for {@code tts} and for tools
 * that look inside. Everything that lives on the device is touched by {@link
 * io.github.sovits4j.pipeline.DeviceThread} alone.
 */
package io.github.sovits4j.pipeline;
