/**
 * Measuring: what a device can do at most ({@link io.github.sovits4j.bench.Ceilings}), how far each
 * operator is from that, and where the time of a request goes. Correctness is checked before
 * anything is timed.
 */
package io.github.sovits4j.bench;
