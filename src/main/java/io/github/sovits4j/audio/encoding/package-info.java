/**
 * Sound as bytes that players know, whole or part by part while it is made. MP3 and Opus need
 * libraries that are optional; WAV, raw PCM and FLAC need nothing.
 */
package io.github.sovits4j.audio.encoding;
