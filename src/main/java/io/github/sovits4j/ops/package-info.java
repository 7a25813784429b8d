/**
 * The operator vocabulary the networks are written in, and the contract of the backends that run
 * it.
 *
 * <p>A network calls {@link io.github.sovits4j.ops.Ops}; each call appends one {@link
 * io.github.sovits4j.ops.Operator} to a {@link io.github.sovits4j.ops.Program}; a {@link
 * io.github.sovits4j.ops.Backend} compiles the program once into a {@link
 * io.github.sovits4j.ops.Graph} that is then only replayed. Nothing here knows how an operator is
 * computed.
 *
 * <p>Two memory layouts are used. <em>Rows</em>, {@code [..., row, feature]}: features of one
 * position lie together (the text-to-semantic transformer). <em>Channels</em>, {@code [channel,
 * time]}: samples of one channel lie together (everything with convolutions).
 */
package io.github.sovits4j.ops;
