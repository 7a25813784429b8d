/**
 * S2, SoVITS: semantic codes, phones and a speaker vector to a waveform. Prior (text encoder), flow
 * and generator of a conditional variational autoencoder.
 */
package io.github.sovits4j.model.sovits;
