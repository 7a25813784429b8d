package io.github.sovits4j.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Breaks connections whose clients do not take what is sent: a write would wait for them without
 * end, and keep a turn from others.
 */
final class StallGuard implements AutoCloseable {

  private final Duration longest;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("stalled-writes").factory());

  /**
   * @param longest time that one write may take
   */
  StallGuard(Duration longest) {
    this.longest = longest;
  }

  /** A write that is watched until it is closed. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Watches a write.
   *
   * @param abort breaks the connection, which ends the write with an exception
   */
  Watch watch(Runnable abort) {
    Future<?> late = clock.schedule(abort, longest.toNanos(), TimeUnit.NANOSECONDS);
    return () -> late.cancel(false);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
