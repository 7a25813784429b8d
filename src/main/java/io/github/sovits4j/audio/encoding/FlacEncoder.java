package io.github.sovits4j.audio.encoding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * FLAC of one channel and 16 bits (RFC 9639): blocks of {@value #BLOCK} samples, each predicted by
 * the best of the five fixed polynomials, the residue in Rice codes of up to {@value
 * #MOST_PARTITIONS_LOG} bits of partitions; verbatim where nothing is gained.
 */
final class FlacEncoder implements SoundEncoder {

  static final int BLOCK = 4096;
  private static final int MOST_PARTITIONS_LOG = 5;
  private static final int HIGHEST_ORDER = 4;
  private static final int HIGHEST_PARAMETER = 14; // 15 is the escape
  private static final int BITS = 16;
  private static final int RATE_FOLLOWS = 0b1101;

  private final int sampleRate;
  private final short[] pending = new short[BLOCK];
  private int held;
  private long frame;
  private boolean begun;

  FlacEncoder(int sampleRate) {
    this.sampleRate = sampleRate;
  }

  @Override
  public byte[] encode(float[] samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    begin(out);
    short[] whole = PcmSamples.of(samples);
    int at = 0;
    while (at < whole.length) {
      int taken = Math.min(BLOCK - held, whole.length - at);
      System.arraycopy(whole, at, pending, held, taken);
      held += taken;
      at += taken;
      if (held == BLOCK) {
        out.writeBytes(frame());
      }
    }
    return out.toByteArray();
  }

  @Override
  public byte[] finish() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    begin(out);
    if (held > 0) {
      out.writeBytes(frame());
    }
    return out.toByteArray();
  }

  /** The mark and STREAMINFO: sizes of frames, length and MD5 are not known. */
  private void begin(ByteArrayOutputStream out) {
    if (begun) {
      return;
    }
    begun = true;
    out.writeBytes("fLaC".getBytes(StandardCharsets.US_ASCII));
    BitSink info = new BitSink();
    info.put(1, 1); // the last block of metadata
    info.put(0, 7);
    info.put(34, 24);
    info.put(BLOCK, 16);
    info.put(BLOCK, 16);
    info.put(0, 24);
    info.put(0, 24);
    info.put(sampleRate, 20);
    info.put(0, 3); // one channel
    info.put(BITS - 1, 5);
    info.put(0, 32); // 36 bits of length
    info.put(0, 4);
    out.writeBytes(info.bytes());
    out.writeBytes(new byte[16]);
  }

  private byte[] frame() {
    int[] x = new int[held];
    for (int i = 0; i < held; i++) {
      x[i] = pending[i];
    }
    held = 0;
    BitSink bits = new BitSink();
    bits.put(0b11111111_11111000, 16); // sync, blocks of a fixed size
    bits.put(0b0111, 4); // size of the block follows in 16 bits
    bits.put(rateCode(), 4);
    bits.put(0b0000_100_0, 8); // one channel, 16 bits
    putNumber(bits, frame++);
    bits.put(x.length - 1, 16);
    if (rateCode() == RATE_FOLLOWS) {
      bits.put(sampleRate, 16);
    }
    bits.put(crc(bits.bytes(), 8, 0x07), 8);
    putSubframe(bits, x);
    bits.align();
    bits.put(crc(bits.bytes(), 16, 0x8005), 16);
    return bits.bytes();
  }

  private int rateCode() {
    return switch (sampleRate) {
      case 8_000 -> 4;
      case 16_000 -> 5;
      case 22_050 -> 6;
      case 24_000 -> 7;
      case 32_000 -> 8;
      case 44_100 -> 9;
      case 48_000 -> 10;
      case 96_000 -> 11;
      default -> sampleRate < 1 << 16 ? RATE_FOLLOWS : 0;
    };
  }

  /** As UTF-8 writes code points, up to 31 bits. */
  private static void putNumber(BitSink bits, long number) {
    if (number < 0x80) {
      bits.put(number, 8);
      return;
    }
    int more = 1;
    while (number >= 1L << (6 * more + 6 - more)) {
      more++;
    }
    bits.put(((0xff00 >> (more + 1)) & 0xff) | (number >> (6 * more)), 8);
    for (int i = more - 1; i >= 0; i--) {
      bits.put(0x80 | ((number >> (6 * i)) & 0x3f), 8);
    }
  }

  private static void putSubframe(BitSink bits, int[] x) {
    int[] residue = x.clone();
    int[] best = residue.clone();
    int order = 0;
    long least = magnitude(residue, 0);
    for (int n = 1; n <= HIGHEST_ORDER && n < x.length; n++) {
      for (int i = x.length - 1; i >= n; i--) { // one difference more
        residue[i] -= residue[i - 1];
      }
      long size = magnitude(residue, n);
      if (size < least) {
        least = size;
        order = n;
        best = residue.clone();
      }
    }
    RicePlan plan = RicePlan.best(best, order);
    if (plan.bits() + (long) order * BITS >= (long) x.length * BITS) {
      bits.put(0b0_000001_0, 8); // verbatim
      Arrays.stream(x).forEach(sample -> bits.put(sample, BITS));
      return;
    }
    bits.put(0b0_001000_0 | (order << 1), 8); // a fixed predictor
    for (int i = 0; i < order; i++) {
      bits.put(x[i], BITS);
    }
    plan.put(bits, best, order);
  }

  private static long magnitude(int[] residue, int from) {
    long sum = 0;
    for (int i = from; i < residue.length; i++) {
      sum += Math.abs(residue[i]);
    }
    return sum;
  }

  /**
   * How a residue is cut into 2^log partitions of one size, each with a parameter of its own; the
   * first lacks the samples of the predictor's beginning.
   */
  private record RicePlan(int log, int[] parameters, long bits) {

    static RicePlan best(int[] residue, int order) {
      RicePlan best = of(residue, order, 0);
      for (int log = 1; log <= MOST_PARTITIONS_LOG; log++) {
        if (residue.length % (1 << log) == 0 && residue.length >> log > order) {
          RicePlan plan = of(residue, order, log);
          best = plan.bits < best.bits ? plan : best;
        }
      }
      return best;
    }

    private static RicePlan of(int[] residue, int order, int log) {
      int[] parameters = new int[1 << log];
      int size = residue.length >> log;
      long bits = 6;
      for (int p = 0; p < parameters.length; p++) {
        int from = p == 0 ? order : p * size;
        long least = Long.MAX_VALUE;
        for (int k = 0; k <= HIGHEST_PARAMETER; k++) {
          long needed = 4 + (long) (k + 1) * ((p + 1) * size - from);
          for (int i = from; i < (p + 1) * size; i++) {
            needed += folded(residue[i]) >> k;
          }
          if (needed < least) {
            least = needed;
            parameters[p] = k;
          }
        }
        bits += least;
      }
      return new RicePlan(log, parameters, bits);
    }

    void put(BitSink out, int[] residue, int order) {
      out.put(0, 2); // parameters of 4 bits
      out.put(log, 4);
      int size = residue.length >> log;
      for (int p = 0; p < parameters.length; p++) {
        int k = parameters[p];
        out.put(k, 4);
        for (int i = p == 0 ? order : p * size; i < (p + 1) * size; i++) {
          long value = folded(residue[i]);
          out.putUnary(value >> k);
          out.put(value, k);
        }
      }
    }

    /** 0, −1, 1, −2, 2 … become 0, 1, 2, 3, 4 … */
    private static long folded(int value) {
      return value >= 0 ? 2L * value : -2L * value - 1;
    }
  }

  /** A cyclic redundancy check without reflection, from 0. */
  private static int crc(byte[] bytes, int width, int polynomial) {
    int crc = 0;
    int top = 1 << (width - 1);
    for (byte b : bytes) {
      crc ^= (b & 0xff) << (width - 8);
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & top) == 0 ? crc << 1 : (crc << 1) ^ polynomial;
      }
      crc &= (1 << width) - 1;
    }
    return crc;
  }
}
