package io.github.sovits4j.audio.encoding;

/** Samples as whole numbers of 16 bits. */
final class PcmSamples {

  private static final int FULL = 1 << 15;

  private PcmSamples() {}

  /** Scaled by 2^15, rounded to the nearest, clamped: full scale does not wrap. */
  static short[] of(float[] samples) {
    short[] whole = new short[samples.length];
    for (int i = 0; i < samples.length; i++) {
      whole[i] = (short) Math.clamp(Math.round(samples[i] * (double) FULL), -FULL, FULL - 1);
    }
    return whole;
  }

  /** Two bytes each, the lower first. */
  static byte[] littleEndian(short[] samples) {
    byte[] bytes = new byte[2 * samples.length];
    for (int i = 0; i < samples.length; i++) {
      bytes[2 * i] = (byte) samples[i];
      bytes[2 * i + 1] = (byte) (samples[i] >> 8);
    }
    return bytes;
  }
}
