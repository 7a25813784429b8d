package io.github.sovits4j.tts;

/**
 * Cancels speaking from another thread. One token may be given to any number of requests; once
 * cancelled it stays so.
 */
public final class CancellationToken {

  private volatile boolean cancelled;

  /** Not cancelled yet. */
  public CancellationToken() {}

  /**
   * Cancels everything it was given to: {@code speak} throws {@link
   * java.util.concurrent.CancellationException} within some 20 ms, and the device leaves the work
   * at its next look at S1 or after the graph or window of S2 that runs.
   */
  public void cancel() {
    cancelled = true;
  }

  /** Whether it was cancelled. */
  public boolean isCancelled() {
    return cancelled;
  }
}
