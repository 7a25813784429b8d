package io.github.sovits4j.audio;

import io.github.sovits4j.UserException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * What a WAV file's {@code fmt} chunk says.
 *
 * @param sample how one sample is stored
 * @param channels 1…{@value Waveform#MAX_CHANNELS}
 * @param sampleRate in Hz, {@value Waveform#MIN_RATE}…{@value Waveform#MAX_RATE}
 */
record WavFormat(SampleFormat sample, int channels, int sampleRate) {

  /** Most bytes of a {@code fmt} chunk that mean anything: the extensible form. */
  static final int MAX_BYTES = 40;

  static final int CODE_PCM = 1;
  static final int CODE_FLOAT = 3;

  private static final int MIN_BYTES = 16;
  private static final int CODE_EXTENSIBLE = 0xfffe;
  // An extensible header names its encoding by a format code followed by these bytes.
  private static final ByteBuffer STANDARD_TAIL =
      ByteBuffer.wrap(HexFormat.of().parseHex("000000001000800000aa00389b71")).asReadOnlyBuffer();
  private static final String WRITE_AS = "Save it as 16 bit PCM WAV and try again.";

  /** Returns the bytes of one frame: one sample of every channel. */
  int frameBytes() {
    return sample.bytes() * channels;
  }

  /**
   * Reads the chunk's content.
   *
   * @param chunk little-endian, its content, no more than {@value #MAX_BYTES} bytes
   * @param name what to call the file in messages
   * @throws UserException if the format is none we read
   */
  static WavFormat parse(ByteBuffer chunk, String name) {
    int size = chunk.remaining();
    if (size < MIN_BYTES) {
      throw new UserException(
          "%s: damaged WAV header: the fmt chunk needs at least %d bytes and has %d. %s"
              .formatted(name, MIN_BYTES, size, WRITE_AS));
    }
    int code = chunk.getShort() & 0xffff;
    int channels = chunk.getShort() & 0xffff;
    long rate = chunk.getInt() & 0xffff_ffffL;
    chunk.getInt(); // bytes per second: follows from the rest and is often wrong
    int frameBytes = chunk.getShort() & 0xffff;
    int bits = chunk.getShort() & 0xffff;
    if (code == CODE_EXTENSIBLE) {
      code = subFormat(chunk, size, name);
    }
    SampleFormat sample = sampleFormat(code, bits, name);
    if (channels < 1 || channels > Waveform.MAX_CHANNELS) {
      throw new UserException(
          "%s: expected 1 to %d channels, the header says %d. Mix it down to mono or stereo."
              .formatted(name, Waveform.MAX_CHANNELS, channels));
    }
    if (rate < Waveform.MIN_RATE || rate > Waveform.MAX_RATE) {
      throw new UserException(
          "%s: expected a sample rate of %d to %d Hz, the header says %d. Save it at 32000 Hz."
              .formatted(name, Waveform.MIN_RATE, Waveform.MAX_RATE, rate));
    }
    WavFormat format = new WavFormat(sample, channels, (int) rate);
    if (frameBytes != format.frameBytes()) {
      throw new UserException(
          "%s: damaged WAV header: %d channels of %d bits take %d bytes a frame, it says %d. %s"
              .formatted(name, channels, bits, format.frameBytes(), frameBytes, WRITE_AS));
    }
    return format;
  }

  private static int subFormat(ByteBuffer chunk, int size, String name) {
    if (size < MAX_BYTES) {
      throw new UserException(
          "%s: damaged WAV header: an extensible fmt chunk has %d bytes, this one %d. %s"
              .formatted(name, MAX_BYTES, size, WRITE_AS));
    }
    chunk.position(chunk.position() + 8); // extension size, valid bits, speaker positions
    int code = chunk.getShort() & 0xffff;
    if (!chunk.equals(STANDARD_TAIL)) {
      throw new UserException(
          "%s: holds a private sound encoding; expected PCM or float. %s"
              .formatted(name, WRITE_AS));
    }
    return code;
  }

  private static SampleFormat sampleFormat(int code, int bits, String name) {
    for (SampleFormat format : SampleFormat.values()) {
      if (format.bits() == bits && code == codeOf(format)) {
        return format;
      }
    }
    String found =
        switch (code) {
          case CODE_PCM -> bits + " bit PCM";
          case CODE_FLOAT -> bits + " bit float";
          case 2, 0x11 -> "ADPCM";
          case 6 -> "A-law";
          case 7 -> "µ-law";
          case 0x31 -> "GSM";
          case 0x55 -> "MP3 inside a WAV";
          default -> "encoding 0x%04x".formatted(code);
        };
    throw new UserException(
        "%s: expected PCM of 8, 16, 24 or 32 bits or float of 32 or 64 bits, found %s. %s"
            .formatted(name, found, WRITE_AS));
  }

  /** Returns the {@code fmt} chunk's code for a sample format. */
  static int codeOf(SampleFormat format) {
    return format.floating() ? CODE_FLOAT : CODE_PCM;
  }
}
