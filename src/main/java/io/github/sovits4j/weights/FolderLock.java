package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a folder for one writer: two that write at once would take each other's unfinished files
 * for leftovers. The operating system gives the lock back when its owner is killed, so a lock file
 * that lies around means nothing.
 */
public final class FolderLock implements AutoCloseable {

  static final String FILE = ".sovits.lock";

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws UserException when another writer has it, or the folder cannot be written to
   */
  public static FolderLock take(Path folder) {
    Path file = folder.resolve(FILE);
    while (true) {
      try {
        FolderLock lock = new FolderLock(file, open(file));
        if (lock.isHeld()) {
          return lock;
        }
        // Its last owner deleted the file between our opening and locking it: once more.
        lock.channel.close();
      } catch (IOException e) {
        sweep(file);
        throw new UserException(
            "The folder "
                + Quote.path(folder)
                + " cannot be written: "
                + Quote.plain(String.valueOf(e.getMessage()))
                + ". Check that it may be written to and has room.",
            e);
      }
    }
  }

  /** Deletes the file unless somebody has the lock; an interrupt may have come in the middle. */
  private static void sweep(Path file) {
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        SafetensorsWriter.deleteQuietly(file);
      }
    } catch (IOException | OverlappingFileLockException ignored) {
      // It is somebody's, or lies around, which means nothing.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static FileChannel open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new UserException(
          Quote.path(file.getParent())
              + " is being written by another run of sovits. Wait until it has ended, or choose"
              + " another folder.");
    }
    return channel;
  }

  /** Whether the locked file still bears the name: only then does everybody see the lock. */
  private boolean isHeld() throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(new byte[] {1}), 0);
    boolean same = Files.exists(file) && Files.size(file) == 1;
    channel.truncate(0);
    return same;
  }

  /**
   * Gives the lock back; its file is deleted before, so that nobody locks a file without a name.
   */
  @Override
  public void close() {
    SafetensorsWriter.deleteQuietly(file);
    try {
      channel.close();
    } catch (IOException ignored) {
      // The lock is given back when the process ends.
    }
  }
}
