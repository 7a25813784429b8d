package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Maps whole files read-only into memory, of any size. */
public final class MappedFile {

  private MappedFile() {}

  /**
   * Maps a file for as long as the arena lives.
   *
   * @throws UserException when there is no such file, it is a folder, a device or a pipe, empty or
   *     not readable
   */
  public static MemorySegment map(Path path, Arena arena) {
    String file = Quote.path(path);
    if (Files.isDirectory(path)) {
      throw new UserException(file + " is a folder, expected a file. Name the file in it.");
    }
    // Opening a pipe would wait for somebody to write into it.
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new UserException(
          file
              + " is no regular file but a device, pipe or socket, expected a file on a disk. Copy"
              + " its content to one.");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() == 0) {
        throw new UserException(
            file + " is empty. The download or copy did not finish; get the file again.");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (NoSuchFileException e) {
      throw new UserException("There is no file " + file + ". Check the path.", e);
    } catch (AccessDeniedException e) {
      throw new UserException(
          file + " may not be read. Give yourself the permission to read it.", e);
    } catch (IOException | UnsupportedOperationException e) {
      throw new UserException(
          file
              + " cannot be read: "
              + Quote.plain(String.valueOf(e.getMessage()))
              + ". Check the disk.",
          e);
    }
  }
}
