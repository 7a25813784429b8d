package io.github.sovits4j.benchmarks.ladder;

import java.util.List;

/**
 * What all rungs of a ladder compute.
 *
 * @param flops of one computation, a multiply-add counting two
 * @param bytes it moves at least
 * @param expected computed in double precision
 * @param rungs lowest first
 */
record Problem(String name, long flops, long bytes, float[] expected, List<Rung> rungs) {}
