package io.github.sovits4j.audio.encoding;

import de.sciss.jump3r.lowlevel.LameEncoder;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;

/** MP3 of one channel at a constant rate of bits, by jump3r, LAME in Java (LGPL). */
final class Mp3Encoder implements SoundEncoder {

  private static final int WIDE_BITS = 128; // kbit a second, of 32 kHz and more
  private static final int NARROW_BITS = 64;

  private final LameEncoder lame;
  private boolean begun;

  /**
   * @param sampleRate one that MPEG audio has
   */
  Mp3Encoder(int sampleRate) {
    lame =
        new LameEncoder(
            new AudioFormat(sampleRate, 16, 1, true, false),
            sampleRate >= 32_000 ? WIDE_BITS : NARROW_BITS,
            LameEncoder.CHANNEL_MODE_MONO,
            LameEncoder.QUALITY_MIDDLE,
            false);
  }

  @Override
  public byte[] encode(float[] samples) {
    byte[] pcm = PcmSamples.littleEndian(PcmSamples.of(samples));
    byte[] block = new byte[lame.getMP3BufferSize()];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int step = lame.getPCMBufferSize();
    for (int at = 0; at < pcm.length; at += step) {
      int length = Math.min(step, pcm.length - at);
      out.write(block, 0, lame.encodeBuffer(pcm, at, length, block));
      begun = true;
    }
    return out.toByteArray();
  }

  @Override
  public byte[] finish() {
    byte[] block = new byte[lame.getMP3BufferSize()];
    int length = begun ? lame.encodeFinish(block) : 0; // of nothing it has nothing to finish
    lame.close();
    return Arrays.copyOf(block, length);
  }
}
