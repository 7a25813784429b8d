/**
 * Sound outside the networks: WAV files, resampling, and what is done to a reference before it is
 * analysed and to a sentence after it is synthesised. Pure Java on the CPU; no global state.
 */
package io.github.sovits4j.audio;
