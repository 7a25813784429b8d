package io.github.sovits4j.audio;

import io.github.sovits4j.UserException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Walks the chunks of one WAV file and decodes its samples. Sizes in the file are claims, not
 * facts: memory grows only with bytes that really arrived.
 */
final class WavParser {

  private static final int RIFF_BYTES = 12;
  private static final int ID_BYTES = 4;
  private static final int CHUNK_BYTES = 8;
  private static final int FIRST_FRAMES = 1 << 12;
  private static final int BLOCK_BYTES = 1 << 14;
  private static final int MOST_FRAMES = 1 << 30;
  // Programs that write to a pipe put a size near the signed or unsigned 32 bit limit.
  private static final long UNKNOWN_FROM = 0x7fff_f000L;

  private final InputStream in;
  private final String name;
  private final double maxSeconds;
  private long position;
  private long riffSize;

  /**
   * @param in at the first byte of the file
   * @param name what to call the file in messages
   * @param maxSeconds longer sound is refused
   */
  WavParser(InputStream in, String name, double maxSeconds) {
    this.in = in;
    this.name = name;
    this.maxSeconds = maxSeconds;
  }

  Waveform parse() throws IOException {
    byte[] head = in.readNBytes(RIFF_BYTES);
    checkMagic(head);
    position = RIFF_BYTES;
    riffSize = littleEndian(head).getInt(4) & 0xffff_ffffL;
    WavFormat format = null;
    boolean odd = false; // the chunk before had an odd size
    while (true) {
      byte[] chunk = odd ? headAfterOddChunk() : in.readNBytes(CHUNK_BYTES);
      if (chunk.length < CHUNK_BYTES) {
        throw cutOff(
            format == null ? "it ends before the fmt chunk" : "it ends before the data chunk");
      }
      position += CHUNK_BYTES;
      String id = latin1(chunk, 0);
      long size = littleEndian(chunk).getInt(4) & 0xffff_ffffL;
      if (id.equals("data")) {
        if (format == null) {
          throw new UserException(
              name
                  + ": damaged WAV: the data chunk comes before the fmt chunk."
                  + " Save it as 16 bit PCM WAV and try again.");
        }
        return samples(format, size);
      }
      long left = size;
      if (id.equals("fmt ")) {
        byte[] content = in.readNBytes((int) Math.min(size, WavFormat.MAX_BYTES));
        format = WavFormat.parse(littleEndian(content), name);
        left -= content.length;
      }
      skip(left, id);
      position += size;
      odd = (size & 1) == 1;
    }
  }

  /**
   * The head of a chunk that follows one of odd size. Chunks start at even offsets, so a byte of
   * padding comes first; but there are programs that forget it.
   */
  private byte[] headAfterOddChunk() throws IOException {
    byte[] start = in.readNBytes(ID_BYTES + 1);
    boolean padded = start.length <= ID_BYTES || isPadded(start);
    byte[] head = Arrays.copyOfRange(start, padded ? Math.min(1, start.length) : 0, start.length);
    position += padded ? 1 : 0;
    byte[] rest = in.readNBytes(CHUNK_BYTES - head.length);
    int have = head.length;
    head = Arrays.copyOf(head, have + rest.length);
    System.arraycopy(rest, 0, head, have, rest.length);
    return head;
  }

  private static boolean isPadded(byte[] start) {
    String after = latin1(start, 1);
    boolean isId = latin1(start, 0).chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return !isId || after.equals("data") || after.equals("fmt ");
  }

  private void checkMagic(byte[] head) {
    if (head.length == 0) {
      throw new UserException(name + ": the file is empty; expected a WAV file.");
    }
    boolean riff = head.length >= 4 && latin1(head, 0).equals("RIFF");
    if (riff && head.length < RIFF_BYTES) {
      throw cutOff("it has only " + head.length + " bytes");
    }
    if (!riff || !latin1(head, 8).equals("WAVE")) {
      throw new UserException(
          FileMagic.name(head)
                  .map(kind -> "%s: expected a WAV file, this looks like %s.".formatted(name, kind))
                  .orElse(name + ": expected a WAV file, this is no sound file we know.")
              + " Convert it to WAV (for example: ffmpeg -i INPUT output.wav) and try again.");
    }
  }

  private void skip(long bytes, String id) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException e) {
      throw cutOff("it ends inside the chunk \"%s\"".formatted(printable(id)));
    }
  }

  private Waveform samples(WavFormat format, long size) throws IOException {
    boolean neverFilledIn =
        size == 0
            && (riffSize == 0 || riffSize >= UNKNOWN_FROM || riffSize + CHUNK_BYTES <= position);
    boolean sizeKnown = !neverFilledIn && size < UNKNOWN_FROM;
    long claimed = neverFilledIn ? MOST_FRAMES : size / format.frameBytes();
    long allowed = (long) Math.min(maxSeconds * format.sampleRate(), MOST_FRAMES);
    if (sizeKnown && claimed > allowed) {
      throw tooLong(claimed, format);
    }
    float[][] channels = new float[format.channels()][(int) Math.min(claimed, FIRST_FRAMES)];
    byte[] block = new byte[BLOCK_BYTES / format.frameBytes() * format.frameBytes()];
    int frames = 0;
    boolean partial = false; // the last frame is there in part: a byte or two were lost, no sound
    while (frames < claimed) {
      int wanted = (int) Math.min(block.length, (claimed - frames) * format.frameBytes());
      int got = in.readNBytes(block, 0, wanted);
      int gotFrames = got / format.frameBytes();
      if (frames + gotFrames > allowed) {
        throw tooLong(frames + gotFrames, format);
      }
      makeRoom(channels, frames + gotFrames, claimed);
      decode(format, littleEndian(block), channels, frames, gotFrames);
      frames += gotFrames;
      if (got < wanted) {
        partial = got % format.frameBytes() != 0 && frames == claimed - 1;
        break;
      }
    }
    if (sizeKnown && frames < claimed && !partial) {
      throw cutOff(
          "the header promises %s of sound and %s are there"
              .formatted(seconds(claimed, format), seconds(frames, format)));
    }
    if (frames == 0) {
      throw new UserException(
          name + ": the WAV file holds no samples. Record or export it again and try once more.");
    }
    for (int c = 0; c < channels.length; c++) {
      channels[c] = channels[c].length == frames ? channels[c] : Arrays.copyOf(channels[c], frames);
    }
    return new Waveform(format.sampleRate(), channels);
  }

  private static void makeRoom(float[][] channels, int frames, long most) {
    int room = channels[0].length;
    if (frames > room) {
      int more = (int) Math.min(most, Math.max(frames, 2L * room));
      for (int c = 0; c < channels.length; c++) {
        channels[c] = Arrays.copyOf(channels[c], more);
      }
    }
  }

  private void decode(
      WavFormat format, ByteBuffer block, float[][] channels, int first, int frames) {
    for (int i = first; i < first + frames; i++) {
      for (float[] channel : channels) {
        float sample = format.sample().decode(block);
        if (!Float.isFinite(sample)) {
          throw new UserException(
              "%s: expected numbers, found %s at %s. Export the sound again as 16 bit PCM WAV."
                  .formatted(name, sample, seconds(i, format)));
        }
        channel[i] = sample;
      }
    }
  }

  private UserException tooLong(long frames, WavFormat format) {
    return new UserException(
        String.format(
            Locale.ROOT,
            "%s: at most %.1f s of sound are read here, this file has at least %s. Cut out the"
                + " part you need and try again.",
            name,
            maxSeconds,
            seconds(frames, format)));
  }

  private UserException cutOff(String how) {
    return new UserException(
        "%s: the WAV file is cut off: %s. Copy or export it again.".formatted(name, how));
  }

  private static String seconds(long frames, WavFormat format) {
    return String.format(Locale.ROOT, "%.3f s", (double) frames / format.sampleRate());
  }

  private static String printable(String id) {
    return id.replaceAll("[^ -~]", "?");
  }

  private static String latin1(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
