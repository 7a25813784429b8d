/**
 * The layers networks are made of. A layer owns its weights and settings, is loaded from {@link
 * io.github.sovits4j.model.nn.Parameters} under the names of a checkpoint, and is applied by {@code
 * y = layer.apply(ops, x)}, which records one operator or a few.
 *
 * <p>Layers over rows, {@code [..., row, feature]}: {@link io.github.sovits4j.model.nn.Dense},
 * {@link io.github.sovits4j.model.nn.DenseNorm}, {@link
 * io.github.sovits4j.model.nn.CachedAttention}. All others work on channels, {@code [channel,
 * time]}.
 */
package io.github.sovits4j.model.nn;
