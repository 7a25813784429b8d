package io.github.sovits4j.pipeline;

import java.util.function.LongSupplier;

/** How long something was at work in all, and for what share of the time of late. */
final class BusyMeter {

  /** What lies this far back counts 1/e; nanoseconds. */
  private static final double SPAN = 30e9;

  private final LongSupplier clock;
  private boolean busy;
  private long since; // until when the rest is counted
  private long nanos;
  private double share;

  /**
   * @param clock of nanoseconds
   */
  BusyMeter(LongSupplier clock) {
    this.clock = clock;
    since = clock.getAsLong();
  }

  /** Work begins. */
  synchronized void begin() {
    count();
    busy = true;
  }

  /** Work ends. */
  synchronized void end() {
    count();
    busy = false;
  }

  private void count() {
    long now = clock.getAsLong();
    long passed = now - since;
    double kept = Math.exp(-passed / SPAN);
    share = busy ? 1 - (1 - share) * kept : share * kept;
    nanos += busy ? passed : 0;
    since = now;
  }

  /** Seconds at work so far. */
  synchronized double seconds() {
    count();
    return nanos * 1e-9;
  }

  /** Share of the last half minute, 0 to 1; the later, the more it counts. */
  synchronized double share() {
    count();
    return share;
  }
}
