package io.github.sovits4j.audio.encoding;

import java.io.ByteArrayOutputStream;

/** Ogg files of Opus one after the other, each with a serial number of its own (RFC 3533). */
final class OggChain implements SoundEncoder {

  private final int sampleRate;
  private final int rate;
  private int files;

  /**
   * @param sampleRate of the samples that are given
   * @param rate that Opus has
   */
  OggChain(int sampleRate, int rate) {
    this.sampleRate = sampleRate;
    this.rate = rate;
  }

  /** A whole file. */
  @Override
  public byte[] encode(float[] samples) {
    SoundEncoder file = SoundFormat.resampling(new OggOpusEncoder(rate, ++files), sampleRate, rate);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(file.encode(samples));
    out.writeBytes(file.finish());
    return out.toByteArray();
  }

  @Override
  public byte[] finish() {
    return new byte[0];
  }
}
