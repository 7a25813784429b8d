package io.github.sovits4j.server;

import io.github.sovits4j.tts.CancellationToken;
import java.time.Duration;

/** How long a request may live, and what ended it before its time. */
final class RequestLife {

  /** Why a request ended early. */
  enum End {
    /** The client closed its connection. */
    GONE,
    /** It took too long. */
    LATE
  }

  private final CancellationToken token = new CancellationToken();
  private final long deadline;
  private volatile End end;

  RequestLife(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  /** Cancels what is done for it. */
  void end(End reason) {
    if (end == null) {
      end = reason;
    }
    token.cancel();
  }

  CancellationToken token() {
    return token;
  }

  /** Nanoseconds that are left. */
  long left() {
    return deadline - System.nanoTime();
  }

  /** What to tell about the early end. */
  HttpProblem problem() {
    return end == End.GONE
        ? HttpProblem.of(499, "gone", "The client closed the connection.")
        : HttpProblem.of(
            504,
            "timeout",
            "The request took longer than the server allows; send a shorter text, or ask when there"
                + " is less to do.");
  }

  boolean isOver() {
    return end != null;
  }
}
