package io.github.sovits4j.backend.simd;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed crew of threads that share the pieces of one launch after another; the caller is one of
 * them. Whoever is free takes the next piece. Between launches the others spin for a short while
 * and then park. The caller waits for pieces that were taken, not for threads, so a thread to which
 * the machine gives no core holds nobody up: the others take its pieces.
 */
final class Workers implements AutoCloseable {

  /** How often an idle thread looks for the next launch before it parks: about 0.1 ms. */
  private static final int SPINS = 4000;

  /** How often the caller looks for the end of the last pieces before it yields its core. */
  private static final int SPINS_BEFORE_YIELD = 2000;

  private static final int YIELDS_BEFORE_PARK = 100;
  private static final long PARK_NANOS = 50_000;

  /** In place of the next piece: nothing can be taken. */
  private static final int CLOSED = Integer.MAX_VALUE;

  /** One thread beside the caller. */
  private final class Worker implements Runnable {
    final Scratch scratch = new Scratch();
    volatile boolean parked;

    @Override
    public void run() {
      while (!stopped) {
        takePieces(scratch);
        long seen = ticket.get();
        for (int spin = 0; ticket.get() == seen && spin < SPINS; spin++) {
          Thread.onSpinWait();
        }
        parked = true; // from here on the caller wakes this thread; so look once more
        while (ticket.get() == seen && !stopped) {
          LockSupport.park(Workers.this);
        }
        parked = false;
      }
    }
  }

  private final Scratch own = new Scratch();
  private final Worker[] workers;
  private final Thread[] threads;

  /** Number of the launch in the upper half, its next piece in the lower. */
  private final AtomicLong ticket = new AtomicLong(CLOSED);

  private final AtomicInteger finished = new AtomicInteger(); // pieces of this launch
  private volatile Piece piece;
  private volatile int pieces;
  private volatile Throwable failure;
  private volatile boolean stopped;

  /**
   * @param count threads, the caller among them
   */
  Workers(int count) {
    workers = new Worker[count - 1];
    threads = new Thread[count - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker();
      threads[i] = Thread.ofPlatform().daemon().name("sovits4j-simd-" + i).start(workers[i]);
    }
  }

  /** How many threads compute. */
  int count() {
    return workers.length + 1;
  }

  /** Makes room for what launches want; not while one runs. */
  void fulfil(Scratch.Wish wish) {
    own.fulfil(wish);
    for (Worker worker : workers) {
      worker.scratch.fulfil(wish);
    }
  }

  /** Gives all scratch memory back; not while a launch runs. */
  void forget() {
    own.forget();
    for (Worker worker : workers) {
      worker.scratch.forget();
    }
  }

  /** Runs pieces 0 … count−1 and returns when all are done. */
  void run(int count, Piece body) {
    if (count == 1 || workers.length == 0) {
      for (int i = 0; i < count; i++) {
        body.run(i, own);
      }
      return;
    }
    open(count, body);
    takePieces(own);
    await(count);
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException("a piece of a launch failed: " + thrown, thrown);
    }
  }

  /** The ticket is closed while body and number change, so that nobody mixes two launches. */
  private void open(int count, Piece body) {
    long number = (ticket.get() >>> Integer.SIZE) + 1;
    ticket.set(number << Integer.SIZE | CLOSED);
    piece = body;
    pieces = count;
    finished.set(0);
    ticket.set(number << Integer.SIZE);
    for (int i = 0; i < workers.length && i < count - 1; i++) {
      if (workers[i].parked) {
        LockSupport.unpark(threads[i]);
      }
    }
  }

  private void takePieces(Scratch scratch) {
    int taken = 0;
    while (true) {
      long now = ticket.get();
      int next = (int) now;
      Piece body = piece;
      if (next >= pieces) {
        break;
      }
      if (ticket.compareAndSet(now, now + 1)) { // the launch is still the one body was read of
        try {
          body.run(next, scratch);
        } catch (Throwable e) { // the caller throws it
          failure = e;
        }
        taken++;
      }
    }
    if (taken > 0) {
      finished.addAndGet(taken);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // a yield is a hint, and nothing depends on it
  private void await(int count) {
    for (int spin = 0; finished.get() < count; spin++) {
      if (spin < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else if (spin < SPINS_BEFORE_YIELD + YIELDS_BEFORE_PARK) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(this, PARK_NANOS);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
