package io.github.sovits4j.audio.encoding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** PCM of 16 bits, little endian, bare or behind the header of a WAV. */
final class PcmEncoder implements SoundEncoder {

  private static final int HEADER = 44;
  private static final int UNKNOWN = 0xffff_ffff;

  private byte[] beginning;

  private PcmEncoder(byte[] beginning) {
    this.beginning = beginning;
  }

  /** Samples alone. */
  static PcmEncoder raw() {
    return new PcmEncoder(new byte[0]);
  }

  /**
   * A WAV whose length is not known yet: its sizes say 0xFFFFFFFF, which players take as "to the
   * end"; with 0 many read nothing.
   */
  static PcmEncoder wav(int sampleRate) {
    return new PcmEncoder(header(sampleRate, UNKNOWN, UNKNOWN));
  }

  /** A WAV of this many samples. */
  static PcmEncoder wav(int sampleRate, int samples) {
    int bytes = Math.multiplyExact(2, samples);
    return new PcmEncoder(header(sampleRate, Math.addExact(HEADER - 8, bytes), bytes));
  }

  private static byte[] header(int sampleRate, int riffBytes, int dataBytes) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    name(header, "RIFF").putInt(riffBytes);
    name(name(header, "WAVE"), "fmt ").putInt(16);
    header.putShort((short) 1).putShort((short) 1); // PCM, one channel
    header.putInt(sampleRate).putInt(2 * sampleRate).putShort((short) 2).putShort((short) 16);
    name(header, "data").putInt(dataBytes);
    return header.array();
  }

  private static ByteBuffer name(ByteBuffer header, String name) {
    return header.put(name.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public byte[] encode(float[] samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(beginning.length + 2 * samples.length);
    out.writeBytes(beginning);
    beginning = new byte[0];
    out.writeBytes(PcmSamples.littleEndian(PcmSamples.of(samples)));
    return out.toByteArray();
  }

  @Override
  public byte[] finish() {
    return encode(new float[0]); // a file without samples still has its header
  }
}
