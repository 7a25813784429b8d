/**
 * Networks that up-sample frames to sound: the generator of S2, and the vocoders of v3 and v4. They
 * run in windows of bounded size without seams.
 */
package io.github.sovits4j.model.vocoder;
