package io.github.sovits4j.audio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Puts WAV files together byte by byte, also such as no writer would make. */
final class WavBytes {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Begins with the RIFF header. */
  static WavBytes riff(long size) {
    return new WavBytes().text("RIFF").u32(size).text("WAVE");
  }

  WavBytes text(String ascii) {
    bytes.writeBytes(ascii.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  WavBytes u16(int value) {
    bytes.write(value);
    bytes.write(value >> 8);
    return this;
  }

  WavBytes u32(long value) {
    return u16((int) value).u16((int) (value >> 16));
  }

  WavBytes raw(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  /** A plain fmt chunk of 16 bytes. */
  WavBytes fmt(int code, int channels, long rate, int bits) {
    text("fmt ").u32(16).u16(code).u16(channels).u32(rate);
    return u32(rate * channels * bits / 8).u16(channels * bits / 8).u16(bits);
  }

  /** An extensible fmt chunk of 40 bytes. */
  WavBytes extensible(int code, int channels, long rate, int bits, int validBits) {
    text("fmt ").u32(40).u16(0xfffe).u16(channels).u32(rate);
    u32(rate * channels * bits / 8).u16(channels * bits / 8).u16(bits);
    u16(22).u16(validBits).u32(0).u16(code);
    return raw(0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71);
  }

  WavBytes data(long claimedBytes, int... pcm16) {
    text("data").u32(claimedBytes);
    for (int sample : pcm16) {
      u16(sample);
    }
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  Waveform read() {
    return read(bytes());
  }

  static Waveform read(byte[] file) {
    try {
      return new WavReader(60).read(new ByteArrayInputStream(file), "test.wav");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] write(Waveform sound, SampleFormat format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new WavWriter(format).write(sound, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static ByteBuffer view(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }
}
