package io.github.sovits4j.batch;

import io.github.sovits4j.UserException;
import io.github.sovits4j.tts.CancellationToken;
import io.github.sovits4j.tts.DeviceException;
import io.github.sovits4j.tts.ModelException;
import io.github.sovits4j.tts.SovitsException;
import io.github.sovits4j.tts.Speech;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Speaks what is not there yet, the longest first: those that share the model's slots are then of
 * about one length, and at the end nobody waits for a long one. What cannot be spoken is noted, and
 * the others go on; what cannot be written ends the run.
 */
public final class BatchRun {

  /** An item and the fingerprint of its input. */
  private record Task(BatchItem item, String input) {}

  private final BatchFolder folder;
  private final BatchListener listener;
  private final List<Task> tasks = new ArrayList<>();
  private int kept;

  /**
   * Finds out what there is to do.
   *
   * @param inputs gives the fingerprint of all that an item's sound depends on
   */
  public BatchRun(
      List<BatchItem> items,
      BatchFolder folder,
      Function<BatchItem, String> inputs,
      BatchListener listener) {
    this.folder = folder;
    this.listener = listener;
    for (BatchItem item : items) {
      String input;
      try {
        input = inputs.apply(item);
      } catch (UserException | SovitsException e) {
        fail(item, null, e.getMessage());
        continue;
      }
      if (folder.has(item, input)) {
        kept++;
      } else {
        tasks.add(new Task(item, input));
      }
    }
    tasks.sort(Comparator.comparingInt(task -> -task.item.text().length()));
  }

  /** How many items were there already. */
  public int kept() {
    return kept;
  }

  /** How many there are to speak. */
  public int waiting() {
    return tasks.size();
  }

  /**
   * Speaks them.
   *
   * @param threads how many at once
   * @throws UserException when the folder cannot be written
   */
  public void speak(BatchSpeaker speaker, int threads) {
    Queue<Task> queue = new ConcurrentLinkedQueue<>(tasks);
    CancellationToken token = new CancellationToken();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(executor.submit(() -> work(queue, speaker, token)));
      }
      RuntimeException first = null;
      for (Future<?> worker : workers) {
        first = first == null ? end(worker) : first;
      }
      if (first != null) {
        throw first;
      }
    }
  }

  private void work(Queue<Task> queue, BatchSpeaker speaker, CancellationToken token) {
    try {
      for (Task task = queue.poll(); task != null && !token.isCancelled(); task = queue.poll()) {
        speak(task, speaker, token);
      }
    } catch (RuntimeException | Error e) {
      token.cancel(); // nobody goes on
      throw e;
    }
  }

  private void speak(Task task, BatchSpeaker speaker, CancellationToken token) {
    Speech speech;
    try {
      speech = speaker.speak(task.item, token);
    } catch (CancellationException | DeviceException | ModelException e) {
      throw e; // everybody's
    } catch (UserException | SovitsException e) {
      fail(task.item, task.input, e.getMessage());
      return;
    } catch (RuntimeException e) { // a defect must not keep the others from being spoken
      fail(task.item, task.input, "internal error; please report it: " + e);
      return;
    }
    folder.keep(task.item, task.input, speech);
    synchronized (listener) {
      listener.spoken(task.item, speech);
    }
  }

  private void fail(BatchItem item, String input, String message) {
    folder.fail(item, input, message);
    synchronized (listener) {
      listener.failed(item, message);
    }
  }

  /**
   * Waits for a worker; what it threw, or null. That the others were cancelled is not the cause.
   */
  private static RuntimeException end(Future<?> worker) {
    try {
      worker.get();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new CancellationException("interrupted while the texts were spoken");
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case CancellationException cancelled -> null;
        case RuntimeException exception -> exception;
        case Error error -> throw error;
        default -> new IllegalStateException(e.getCause());
      };
    }
  }
}
