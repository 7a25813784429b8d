package io.github.sovits4j.pipeline;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.DeviceMemoryException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The one thread that touches a backend and everything on it. Callers queue in the order they come;
 * so any number of threads may speak at once and each gets what it would get alone.
 *
 * <p>The thread itself is never interrupted: what runs on it looks at its {@link Cancellation}
 * where the device may be left, and so the device stays usable.
 */
final class DeviceThread {

  /** How often a waiting caller looks whether its work was cancelled. */
  private static final long LOOK_MILLIS = 20;

  private final BusyMeter busy = new BusyMeter(System::nanoTime);
  private volatile Thread thread;
  private volatile boolean hurried; // closing was interrupted: work in progress should end
  private BooleanSupplier inPieces = () -> false;
  private boolean awake; // pieces are being done; of the device thread
  private Future<?> last;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            thread = new Thread(task, "sovits4j-device");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * For one piece of work.
   *
   * @param asked whether somebody outside no longer wants it; asked often, by any thread
   */
  Cancellation cancellation(BooleanSupplier asked) {
    return new Cancellation(() -> hurried || asked.getAsBoolean());
  }

  /**
   * Runs work on the device thread and waits for it. What the work throws is thrown here, with the
   * caller's stack below the device thread's.
   *
   * @throws UserException as the work threw it, or when memory ran out
   * @throws CancellationException when the work was cancelled, or the caller interrupted, which
   *     cancels it; the caller stays interrupted
   * @throws IllegalStateException after {@link #close}, and on the device thread
   */
  <T> T call(Cancellation cancellation, Callable<T> work) {
    requireElsewhere();
    return await(submit(cancellation, work), cancellation);
  }

  /**
   * Waits for what the device thread is to bring; throws as {@link #call} does.
   *
   * @param cancellation of the work that is waited for
   */
  <T> T await(Future<T> future, Cancellation cancellation) {
    requireElsewhere();
    while (true) {
      try {
        return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        cancellation.check();
      } catch (InterruptedException e) {
        cancellation.cancel();
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while waiting for the device");
      } catch (ExecutionException e) {
        throw withCallersStack(e.getCause());
      }
    }
  }

  /**
   * What is done on the device thread between all other work, as long as there is something to do.
   *
   * @param pieces does one piece, in well under a second, and says whether there is more; must not
   *     throw
   */
  void inPieces(BooleanSupplier pieces) {
    inPieces = pieces;
  }

  /** There is something to be done in pieces; called on the device thread. */
  void wake() {
    if (!awake) {
      awake = true;
      later();
    }
  }

  /** How much of the time this thread is at work, waiting for the device included. */
  BusyMeter busy() {
    return busy;
  }

  private void piece() {
    boolean more = false;
    busy.begin();
    try {
      more = inPieces.getAsBoolean();
    } finally {
      busy.end();
      awake = more;
    }
    if (more) {
      later();
    }
  }

  /** The next piece comes behind whoever waits. */
  private void later() {
    try {
      executor.execute(this::piece);
    } catch (RejectedExecutionException e) {
      // Closing: what is left is done before the last.
    }
  }

  private <T> Future<T> submit(Cancellation cancellation, Callable<T> work) {
    try {
      return executor.submit(
          () -> {
            cancellation.check();
            busy.begin();
            try {
              return work.call();
            } finally {
              busy.end();
            }
          });
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("this model is closed", e);
    }
  }

  private void requireElsewhere() {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException(
          "called from a callback on the device thread, which would wait for itself; do this when"
              + " the speech is there, or on another thread");
    }
  }

  private static RuntimeException withCallersStack(Throwable thrown) {
    RuntimeException exception =
        switch (thrown) {
          case OutOfMemoryError e ->
              new DeviceMemoryException(
                  "out of memory ("
                      + e.getMessage()
                      + "): the model and this request need more than the JVM may use ("
                      + Runtime.getRuntime().maxMemory() / (1 << 20)
                      + " MB). Give it more, for example -Xmx8g, or speak shorter sentences.",
                  e);
          case RuntimeException e -> e;
          case Error e -> {
            extendStack(e);
            throw e;
          }
          default -> new IllegalStateException(thrown);
        };
    extendStack(exception);
    return exception;
  }

  /** Puts the stack of this thread below the stack that an exception brought from the device's. */
  private static void extendStack(Throwable thrown) {
    StackTraceElement[] caller = Thread.currentThread().getStackTrace();
    thrown.setStackTrace(
        Stream.concat(Stream.of(thrown.getStackTrace()), Stream.of(caller).skip(2))
            .toArray(StackTraceElement[]::new));
  }

  /**
   * Lets queued work finish, also what is done in pieces, runs one thing more and ends the thread.
   * An interrupt hurries it: work is cancelled, but the last thing still runs, and the caller stays
   * interrupted. May be called again; it then waits for the same end.
   *
   * @param lastWork frees what is on the device
   */
  void close(Runnable lastWork) {
    requireElsewhere();
    Future<?> end;
    synchronized (this) {
      if (last == null) {
        last =
            executor.submit(
                () -> {
                  while (awake) {
                    awake = inPieces.getAsBoolean();
                  }
                  lastWork.run();
                });
        executor.shutdown();
      }
      end = last;
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          end.get();
          executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
          hurried = true;
        } catch (ExecutionException e) {
          throw withCallersStack(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
