package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.LaunchSite;
import java.util.function.IntSupplier;

/**
 * One step of a replay, shared by all threads; the next begins when it is done.
 *
 * @param site where in the program
 * @param pieces how many pieces there are with the lengths in force
 * @param body what a piece does
 */
record Launch(LaunchSite site, IntSupplier pieces, Piece body) {}
