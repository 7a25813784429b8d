/**
 * Many texts, one WAV file each, in a run that may be killed and started again: for {@code sovits
 * batch}. What a folder holds is decided by its results and the files that stand, never by what a
 * run had in mind.
 */
package io.github.sovits4j.batch;
