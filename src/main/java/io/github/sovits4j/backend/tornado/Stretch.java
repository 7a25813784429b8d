package io.github.sovits4j.backend.tornado;

/**
 * Elements of a tensor in its bank, from one of them on: packed element g is element {@code g %
 * run} of row {@code g / run}.
 *
 * @param at where the tensor begins in the bank
 * @param first packed element
 * @param run elements of a row
 * @param step distance of rows
 */
record Stretch(int at, int first, int run, int step) {}
