/**
 * The reference backend: every operator as plain loops and EJML products in 32-bit floats, on one
 * thread, written to be read. It is the truth the other backends are checked against, and what runs
 * where nothing faster can.
 */
package io.github.sovits4j.backend.reference;
