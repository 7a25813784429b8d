package io.github.sovits4j.audio;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes WAV files in one sample format. A file appears whole or not at all: samples go to a
 * temporary file in the same folder, which then takes the name.
 */
public final class WavWriter {

  private static final int BLOCK_BYTES = 1 << 16;
  private static final long MOST_BYTES = 0xffff_ffffL - 64;

  private final SampleFormat format;

  /**
   * @param format how samples are stored; {@link SampleFormat#PCM_16} when in doubt
   */
  public WavWriter(SampleFormat format) {
    this.format = format;
  }

  /**
   * Writes a file, replacing one that is there.
   *
   * @throws UserException if the folder is missing, the file cannot be written, or the sound does
   *     not fit in a WAV file (4 GiB)
   */
  public void write(Waveform sound, Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(
          file + ": expected a file to write, this is a folder. Add a file name.");
    }
    try {
      if (!Files.exists(file)) {
        writeThenMove(sound, file.toAbsolutePath(), file);
      } else if (Files.isRegularFile(file)) {
        writeThenMove(sound, file.toRealPath(), file); // a link stays a link
      } else {
        try (OutputStream device = Files.newOutputStream(file)) { // such as a pipe
          write(sound, device);
        }
      }
    } catch (AccessDeniedException e) {
      throw new UserException(
          file + ": may not be written. Check the permissions of the file and its folder.", e);
    } catch (IOException e) {
      throw new UserException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private void writeThenMove(Waveform sound, Path target, Path file) throws IOException {
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new AccessDeniedException(file.toString());
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserException(
          "%s: cannot be written: there is no folder %s. Create it or choose another place."
              .formatted(file, folder));
    }
    Path part = target.resolveSibling("." + UUID.randomUUID() + ".part");
    try {
      try (OutputStream out =
          Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        write(sound, out);
      }
      try {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Writes header and samples; neither flushes nor closes the stream.
   *
   * @throws UserException if the sound does not fit in a WAV file (4 GiB)
   * @throws IOException if the stream fails
   */
  public void write(Waveform sound, OutputStream out) throws IOException {
    int frameBytes = format.bytes() * sound.channels();
    long dataBytes = (long) sound.frames() * frameBytes;
    if (dataBytes > MOST_BYTES) {
      throw new UserException(
          "A WAV file holds at most 4 GiB, this sound takes %d bytes as %s. Write it in parts."
              .formatted(dataBytes, format));
    }
    out.write(header(sound, dataBytes));
    ByteBuffer block =
        ByteBuffer.allocate(BLOCK_BYTES / frameBytes * frameBytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < sound.frames(); i++) {
      for (int c = 0; c < sound.channels(); c++) {
        format.encode(sound.channel(c)[i], block);
      }
      if (!block.hasRemaining()) {
        out.write(block.array());
        block.clear();
      }
    }
    out.write(block.array(), 0, block.position());
    if (dataBytes % 2 == 1) {
      out.write(0);
    }
  }

  /** RIFF, fmt and (for float, as the format asks) fact chunk, up to the first sample. */
  private byte[] header(Waveform sound, long dataBytes) {
    int frameBytes = format.bytes() * sound.channels();
    int fmtBytes = format.floating() ? 18 : 16;
    int size = 12 + 8 + fmtBytes + (format.floating() ? 12 : 0) + 8;
    ByteBuffer header = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    chunk(header, "RIFF", size - 8 + dataBytes + dataBytes % 2);
    header.put("WAVE".getBytes(StandardCharsets.US_ASCII));
    chunk(header, "fmt ", fmtBytes);
    header.putShort((short) WavFormat.codeOf(format)).putShort((short) sound.channels());
    header.putInt(sound.sampleRate()).putInt(sound.sampleRate() * frameBytes);
    header.putShort((short) frameBytes).putShort((short) format.bits());
    if (format.floating()) {
      header.putShort((short) 0);
      chunk(header, "fact", 4);
      header.putInt(sound.frames());
    }
    chunk(header, "data", dataBytes);
    return header.array();
  }

  private static void chunk(ByteBuffer header, String id, long size) {
    header.put(id.getBytes(StandardCharsets.US_ASCII)).putInt((int) size);
  }
}
