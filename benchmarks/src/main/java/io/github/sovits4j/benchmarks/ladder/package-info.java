/** How kernels became fast: superseded versions, plain Java, EJML, and what runs today. */
package io.github.sovits4j.benchmarks.ladder;
