package io.github.sovits4j.audio;

import java.nio.ByteBuffer;

/**
 * How a WAV file stores one sample, little-endian. Integer formats map full scale 2^(bits-1) to 1;
 * 8 bit is unsigned around 128.
 */
public enum SampleFormat {
  /** Unsigned 8 bit integer. */
  PCM_8(8, false),
  /** Signed 16 bit integer: what every player reads. */
  PCM_16(16, false),
  /** Signed 24 bit integer. */
  PCM_24(24, false),
  /** Signed 32 bit integer. */
  PCM_32(32, false),
  /** IEEE single precision; keeps samples as they are, beyond full scale too. */
  FLOAT_32(32, true),
  /** IEEE double precision; reading rounds to single. */
  FLOAT_64(64, true);

  private final int bits;
  private final boolean floating;

  SampleFormat(int bits, boolean floating) {
    this.bits = bits;
    this.floating = floating;
  }

  /** Returns the bits of one sample: 8, 16, 24, 32 or 64. */
  public int bits() {
    return bits;
  }

  /** Returns the bytes of one sample: 1, 2, 3, 4 or 8. */
  public int bytes() {
    return bits / 8;
  }

  /** Returns whether samples are IEEE floating point rather than integers. */
  public boolean floating() {
    return floating;
  }

  /**
   * Reads one sample and moves on.
   *
   * @param from little-endian, at a sample
   * @return integer formats: in [-1, 1); float formats: as stored, NaN and infinities included
   */
  float decode(ByteBuffer from) {
    return switch (this) {
      case PCM_8 -> ((from.get() & 0xff) - 128) / 0x1p7f;
      case PCM_16 -> from.getShort() / 0x1p15f;
      case PCM_24 -> {
        int low = from.getShort() & 0xffff;
        yield (from.get() << 16 | low) / 0x1p23f;
      }
      case PCM_32 -> from.getInt() / 0x1p31f;
      case FLOAT_32 -> from.getFloat();
      case FLOAT_64 -> (float) from.getDouble();
    };
  }

  /**
   * Writes one sample and moves on. Integer formats scale by 2^(bits-1), clamp to the format's
   * range and truncate toward zero.
   *
   * @param sample finite; full scale at ±1
   * @param to little-endian, with room for one sample
   */
  void encode(float sample, ByteBuffer to) {
    switch (this) {
      case PCM_8 -> to.put((byte) (integer(sample) + 128));
      case PCM_16 -> to.putShort((short) integer(sample));
      case PCM_24 -> {
        int value = integer(sample);
        to.putShort((short) value).put((byte) (value >> 16));
      }
      case PCM_32 -> to.putInt(integer(sample));
      case FLOAT_32 -> to.putFloat(sample);
      case FLOAT_64 -> to.putDouble(sample);
    }
  }

  private int integer(float sample) {
    double scale = 1L << (bits - 1);
    return (int) Math.clamp(sample * scale, -scale, scale - 1);
  }
}
