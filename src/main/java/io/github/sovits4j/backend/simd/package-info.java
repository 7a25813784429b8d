/**
 * Every operator in pure Java on the Vector API ({@code jdk.incubator.vector}): the backend of
 * machines without a GPU. All cores, no native code.
 *
 * <p>How it is laid out: a {@link io.github.sovits4j.backend.simd.SimdGraph} is a list of launches;
 * a launch is cut into pieces whose borders depend on shapes alone, and {@link
 * io.github.sovits4j.backend.simd.Workers} take them in any order, so that the result is the same
 * to the bit for any number of threads. The classes named {@code …Launches} bind operators to such
 * pieces; the arithmetic is in the classes named {@code …Kernels}, {@link
 * io.github.sovits4j.backend.simd.Product} first of all: convolutions, matrix products and
 * attention are all sums over it.
 *
 * <p>Inside, what other backends lay out {@code [channel, time]} is {@code [time, channel]}: the
 * channels of a time step lie together, as the features of a row do. It is turned round where the
 * host writes and reads.
 */
package io.github.sovits4j.backend.simd;
