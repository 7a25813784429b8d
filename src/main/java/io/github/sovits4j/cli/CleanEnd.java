package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Work that writes files and cleans up when the user ends the program, with Ctrl-C or SIGTERM: the
 * working thread is interrupted, which ends its writing with an exception, and the program waits
 * until it has taken back what it began.
 */
final class CleanEnd {

  private static final long LONGEST_WAIT_SECONDS = 10;

  private CleanEnd() {}

  /** The program is about to end: nothing else is to be begun, and the user was told. */
  static final class Ended extends UserException {
    private static final long serialVersionUID = 1L;

    private Ended(UserException cause) {
      super("ended; what was begun is taken back, what was finished before it is kept.", cause);
    }
  }

  /**
   * Does the work on this thread.
   *
   * @param told what the user is to be told when it is ended: before the program may go, so not
   *     where the exception is caught
   * @throws Ended when it was ended
   * @throws UserException when it fails
   */
  static <T> T of(Consumer<String> told, Supplier<T> work) {
    Thread worker = Thread.currentThread();
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    Thread hook =
        new Thread(
            () -> {
              ended.set(true);
              worker.interrupt();
              await(over);
            },
            "clean-end");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) { // it ends already
      throw tell(told, null);
    }
    try {
      return work.get();
    } catch (UserException e) {
      if (!ended.get()) {
        throw e;
      }
      throw tell(told, e);
    } finally {
      over.countDown();
      if (!ended.get()) {
        remove(hook);
      }
    }
  }

  private static Ended tell(Consumer<String> told, UserException cause) {
    Ended end = new Ended(cause);
    told.accept("sovits: " + end.getMessage());
    return end;
  }

  private static void await(CountDownLatch over) {
    try {
      if (!over.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program ends just now; the hook finds nothing left to wait for.
    }
  }
}
