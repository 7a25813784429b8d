package io.github.sovits4j.tts;

import io.github.sovits4j.UserException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one thread that touches a backend and everything on it. Callers queue in the order they come;
 * so any number of threads may speak at once and each gets what it would get alone.
 */
final class DeviceThread implements AutoCloseable {

  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "sovits4j-device");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Runs work on the device thread and waits for it.
   *
   * @throws UserException as the work threw it, or when memory ran out
   * @throws IllegalStateException after {@link #close}
   */
  <T> T call(Callable<T> work) {
    Future<T> future;
    try {
      future = executor.submit(work);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("this TextToSpeech is closed", e);
    }
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the device");
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    }
  }

  private static RuntimeException unwrapped(Throwable cause) {
    return switch (cause) {
      case OutOfMemoryError e ->
          new UserException(
              "out of memory ("
                  + e.getMessage()
                  + "): the model and this request need more than the JVM may use ("
                  + Runtime.getRuntime().maxMemory() / (1 << 20)
                  + " MB). Give it more, for example -Xmx8g, or speak shorter sentences.",
              e);
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }

  /** Lets queued work finish. */
  @Override
  public void close() {
    executor.close();
  }
}
