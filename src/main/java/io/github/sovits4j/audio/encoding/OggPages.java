package io.github.sovits4j.audio.encoding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The pages of one logical stream in an Ogg file (RFC 3533); a packet never spans pages. */
final class OggPages {

  private static final int FIRST = 2;
  private static final int LAST = 4;
  private static final int MOST_SEGMENTS = 255;
  private static final int POLYNOMIAL = 0x04c1_1db7;

  private final int serial;
  private final List<byte[]> packets = new ArrayList<>();
  private int segments;
  private int page;

  OggPages(int serial) {
    this.serial = serial;
  }

  /** Whether a packet of this size still finds room on the page. */
  boolean takes(int bytes) {
    return segments + bytes / 255 + 1 <= MOST_SEGMENTS;
  }

  /** Adds a packet to the page. */
  void add(byte[] packet) {
    if (!takes(packet.length)) {
      throw new IllegalStateException("the page is full");
    }
    segments += packet.length / 255 + 1;
    packets.add(packet);
  }

  /** Whether no packet waits. */
  boolean isEmpty() {
    return packets.isEmpty();
  }

  /**
   * Ends the page.
   *
   * @param position of its last sample in the stream
   * @param last whether it ends the stream
   */
  byte[] end(long position, boolean last) {
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] packet : packets) {
      for (int left = packet.length; left >= 255; left -= 255) {
        table.write(255);
      }
      table.write(packet.length % 255);
      body.writeBytes(packet);
    }
    packets.clear();
    segments = 0;
    ByteBuffer out =
        ByteBuffer.allocate(27 + table.size() + body.size()).order(ByteOrder.LITTLE_ENDIAN);
    out.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    out.put((byte) ((page == 0 ? FIRST : 0) | (last ? LAST : 0)));
    out.putLong(position).putInt(serial).putInt(page++).putInt(0);
    out.put((byte) table.size()).put(table.toByteArray()).put(body.toByteArray());
    out.putInt(22, crc(out.array()));
    return out.array();
  }

  private static int crc(byte[] bytes) {
    int crc = 0;
    for (byte b : bytes) {
      crc ^= b << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
      }
    }
    return crc;
  }
}
