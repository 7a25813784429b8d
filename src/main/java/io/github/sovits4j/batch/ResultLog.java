package io.github.sovits4j.batch;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The file of results: a line is added for what is done, and the last line of an id counts. A line
 * that was being written when a run was killed has no end; it is taken away.
 */
final class ResultLog implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;
  private final Map<String, BatchResult> last = new HashMap<>();
  private int unreadable;

  private ResultLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens the file, or begins it.
   *
   * @throws UserException when it cannot be read or written
   */
  static ResultLog open(Path file) {
    ResultLog log;
    try {
      log =
          new ResultLog(
              file, FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
      long[] whole = {0};
      JsonLines.read(
          file,
          line -> {
            if (line.ended()) {
              whole[0] = line.end();
              log.take(line);
            }
          });
      log.channel.truncate(whole[0]);
      log.channel.position(whole[0]);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    return log;
  }

  private void take(JsonLines.Line line) {
    Optional<BatchResult> result = Optional.ofNullable(line.object()).flatMap(BatchResult::of);
    result.ifPresentOrElse(known -> last.put(known.id(), known), () -> unreadable++);
  }

  /** Lines in the middle that are no results; they are left where they are. */
  int unreadable() {
    return unreadable;
  }

  /** What became of an item last. */
  Optional<BatchResult> of(String id) {
    synchronized (last) {
      return Optional.ofNullable(last.get(id));
    }
  }

  /**
   * Adds a line; when this returns, it is on the disk.
   *
   * @throws UserException when it cannot be written
   */
  void add(BatchResult result) {
    synchronized (last) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(result.bytes());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
      } catch (IOException e) {
        throw unwritable(file, e);
      }
      last.put(result.id(), result);
    }
  }

  private static UserException unwritable(Path file, IOException e) {
    return new UserException(
        Quote.path(file)
            + " cannot be written: "
            + Quote.plain(String.valueOf(e.getMessage()))
            + ". Check that the disk has room and the file may be written.",
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }
}
