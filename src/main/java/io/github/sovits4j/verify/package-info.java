/**
 * Parity checks. {@link io.github.sovits4j.verify.OperatorCases} is the one table of operator cases
 * that the tests, {@code sovits verify} and the benchmarks share; {@link
 * io.github.sovits4j.verify.OperatorVerifier} runs it on a backend against the reference backend.
 */
package io.github.sovits4j.verify;
