/**
 * Everything that is worth knowing about a machine that is here for minutes: each question is a
 * process of its own with a time limit, and what is known is written after every answer.
 */
package io.github.sovits4j.bench.kit;
