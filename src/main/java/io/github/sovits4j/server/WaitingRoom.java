package io.github.sovits4j.server;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** So many requests run, so many wait for their turn in order, and all others are sent away. */
final class WaitingRoom {

  private static final long LOOK_MILLIS = 50;

  private final int most;
  private final int running;
  private final Semaphore turns;
  private final AtomicInteger inside = new AtomicInteger();
  private volatile boolean closed;

  WaitingRoom(int running, int waiting) {
    this.running = running;
    this.most = running + waiting;
    this.turns = new Semaphore(running, true);
  }

  /** A turn, until it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a turn.
   *
   * @throws HttpProblem 429 when too many wait, 503 when nobody is let in any more, and whatever
   *     ends the request
   */
  Turn enter(RequestLife life) {
    if (closed) {
      throw HttpProblem.of(503, "stopping", "The server is stopping; ask another.");
    }
    if (inside.incrementAndGet() > most) {
      inside.decrementAndGet();
      throw HttpProblem.of(
          429, "too_many_requests", "Too many requests wait already; try again in a few seconds.");
    }
    boolean taken = false;
    try {
      while (!taken) {
        if (life.isOver()) {
          throw life.problem();
        }
        if (life.left() <= 0) {
          life.end(RequestLife.End.LATE);
        } else {
          taken = turns.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HttpProblem.of(503, "stopping", "The server is stopping; ask another.", e);
    } finally {
      if (!taken) {
        inside.decrementAndGet();
      }
    }
    return () -> {
      turns.release();
      inside.decrementAndGet();
    };
  }

  /** How many run. */
  int running() {
    return running - turns.availablePermits();
  }

  /** How many wait. */
  int waiting() {
    return Math.max(0, inside.get() - running());
  }

  /** Lets nobody in any more; those inside go on. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether nobody is left. */
  boolean isEmpty() {
    return inside.get() == 0;
  }
}
