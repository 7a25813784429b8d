package io.github.sovits4j.audio;

import io.github.sovits4j.UserException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads WAV files: PCM of 8, 16, 24 and 32 bits, float of 32 and 64 bits, plain or extensible
 * header, 1…8 channels, 1…768 kHz. Unknown chunks are skipped. A file that was streamed, so that
 * its size was never filled in, is read to its end. What the file claims about itself never decides
 * how much memory is taken.
 */
public final class WavReader {

  private final double maxSeconds;

  /**
   * @param maxSeconds longest sound to accept, above 0; longer files are refused, not cut
   */
  public WavReader(double maxSeconds) {
    if (!(maxSeconds > 0)) {
      throw new IllegalArgumentException("maxSeconds must be above 0, got " + maxSeconds);
    }
    this.maxSeconds = maxSeconds;
  }

  /**
   * Reads a file.
   *
   * @return at least one frame, every sample finite; float files may exceed ±1
   * @throws UserException if the file is missing, unreadable, damaged, too long or no WAV
   */
  public Waveform read(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(file + ": expected a WAV file, this is a folder.");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new UserException(file + ": there is no such file. Check the path.", e);
    } catch (AccessDeniedException e) {
      throw new UserException(file + ": may not be read. Check the file's permissions.", e);
    } catch (IOException e) {
      throw new UserException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads from the stream's position to the end of the samples. Does not close the stream; bytes
   * after the samples stay unread. Hand in a buffered stream.
   *
   * @param in at the first byte of a WAV file
   * @param name what to call the file in messages
   * @return at least one frame, every sample finite; float files may exceed ±1
   * @throws UserException if the content is damaged, too long or no WAV
   * @throws IOException if the stream fails
   */
  public Waveform read(InputStream in, String name) throws IOException {
    return new WavParser(in, name, maxSeconds).parse();
  }
}
