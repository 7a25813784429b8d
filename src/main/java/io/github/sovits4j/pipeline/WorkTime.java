package io.github.sovits4j.pipeline;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Adds up how long pieces of work took, one after the other, on whatever thread. */
final class WorkTime {

  private final AtomicLong nanos = new AtomicLong();

  /** Does a piece of work and counts its time. */
  <T> T of(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    nanos.addAndGet(System.nanoTime() - start);
    return result;
  }

  /** Seconds of all of it. */
  double seconds() {
    return nanos.get() * 1e-9;
  }
}
