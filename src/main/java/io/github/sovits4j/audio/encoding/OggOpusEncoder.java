package io.github.sovits4j.audio.encoding;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Opus of one channel in Ogg (RFC 7845), packets of 20 ms. Sound is held back until it fills a
 * packet, so that parts join without a seam.
 */
final class OggOpusEncoder implements SoundEncoder {

  private static final int PACKETS_A_SECOND = 50;
  private static final int CLOCK = 48_000; // of positions, whatever the sound's rate
  private static final int BITS_A_SECOND = 64_000;
  private static final int LARGEST_PACKET = 1275;
  private static final String VENDOR = "sovits4j";

  private final int sampleRate;
  private final OpusEncoder encoder;
  private final OggPages pages;
  private final short[] pending;
  private final int skipped; // samples of the clock that decoders leave out at the beginning
  private int held;
  private long given; // samples of the sound
  private long packets;
  private boolean begun;

  /**
   * @param sampleRate 8000, 12000, 16000, 24000 or 48000
   * @param serial of the stream; differs between those of a file
   */
  OggOpusEncoder(int sampleRate, int serial) {
    this.sampleRate = sampleRate;
    pages = new OggPages(serial);
    pending = new short[sampleRate / PACKETS_A_SECOND];
    try {
      encoder = new OpusEncoder(sampleRate, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
    } catch (OpusException e) {
      throw new IllegalArgumentException("no Opus at " + sampleRate + " Hz", e);
    }
    encoder.setBitrate(BITS_A_SECOND);
    skipped = encoder.getLookahead() * (CLOCK / sampleRate);
  }

  @Override
  public byte[] encode(float[] samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    begin(out);
    given += samples.length;
    write(PcmSamples.of(samples), out);
    if (!pages.isEmpty()) {
      out.writeBytes(pages.end(packets * (CLOCK / PACKETS_A_SECOND), false));
    }
    return out.toByteArray();
  }

  private void write(short[] samples, ByteArrayOutputStream out) {
    int at = 0;
    while (at < samples.length) {
      int taken = Math.min(pending.length - held, samples.length - at);
      System.arraycopy(samples, at, pending, held, taken);
      held += taken;
      at += taken;
      if (held == pending.length) {
        held = 0;
        byte[] packet = packet();
        if (!pages.takes(packet.length)) {
          out.writeBytes(pages.end(packets * (CLOCK / PACKETS_A_SECOND), false));
        }
        pages.add(packet);
        packets++;
      }
    }
  }

  private byte[] packet() {
    byte[] packet = new byte[LARGEST_PACKET];
    try {
      int length = encoder.encode(pending, 0, pending.length, packet, 0, packet.length);
      return Arrays.copyOf(packet, length);
    } catch (OpusException e) {
      throw new IllegalStateException("Opus cannot encode", e);
    }
  }

  /** Ends with what the encoder still holds; the last page's position cuts off what is too much. */
  @Override
  public byte[] finish() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    begin(out);
    long end = skipped + given * (CLOCK / sampleRate);
    while (packets * (CLOCK / PACKETS_A_SECOND) < end || pages.isEmpty()) {
      write(new short[pending.length - held], out);
    }
    out.writeBytes(pages.end(end, true));
    return out.toByteArray();
  }

  private void begin(ByteArrayOutputStream out) {
    if (begun) {
      return;
    }
    begun = true;
    ByteBuffer head = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
    head.put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 1);
    head.putShort((short) skipped).putInt(sampleRate).putShort((short) 0).put((byte) 0);
    pages.add(head.array());
    out.writeBytes(pages.end(0, false));
    byte[] vendor = VENDOR.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer tags = ByteBuffer.allocate(16 + vendor.length).order(ByteOrder.LITTLE_ENDIAN);
    tags.put("OpusTags".getBytes(StandardCharsets.US_ASCII)).putInt(vendor.length).put(vendor);
    tags.putInt(0);
    pages.add(tags.array());
    out.writeBytes(pages.end(0, false));
  }
}
