package io.github.sovits4j.pipeline;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Whether one piece of work is still wanted; looked at where the device may be left. */
final class Cancellation {

  private final BooleanSupplier asked;
  private volatile boolean cancelled;

  /**
   * @param asked whether somebody outside no longer wants the work; asked often, by any thread
   */
  Cancellation(BooleanSupplier asked) {
    this.asked = asked;
  }

  void cancel() {
    cancelled = true;
  }

  /**
   * Does nothing while the work is wanted.
   *
   * @throws CancellationException when it no longer is
   */
  void check() {
    if (cancelled || asked.getAsBoolean()) {
      throw new CancellationException("cancelled; nothing was kept, and the model can be used on");
    }
  }
}
