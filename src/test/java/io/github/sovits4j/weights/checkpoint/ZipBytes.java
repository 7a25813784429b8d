package io.github.sovits4j.weights.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** A zip archive in memory, taken apart and put together again, so that parts can be exchanged. */
@SuppressWarnings("ByteBufferBackingArray") // The buffers are made by allocate.
final class ZipBytes {

  static final int LOCAL = 30;
  static final int CENTRAL = 46;
  static final int END = 22;

  /** An entry; {@code extra} goes into both headers. */
  record Part(byte[] name, byte[] data, byte[] extra) {}

  final List<Part> parts = new ArrayList<>();

  /** Offsets of the headers in what {@link #build} gave last: local ones, central ones, the end. */
  final List<Integer> locals = new ArrayList<>();

  final List<Integer> centrals = new ArrayList<>();
  int end;

  static ZipBytes of(ZipView zip) {
    ZipBytes out = new ZipBytes();
    for (String name : zip.names()) {
      byte[] data = zip.entry(name).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
      byte[] utf8 = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      out.parts.add(new Part(utf8, data, new byte[0]));
    }
    return out;
  }

  ZipBytes copy() {
    ZipBytes out = new ZipBytes();
    out.parts.addAll(parts);
    return out;
  }

  /** The archive, sound but for what the parts bring. */
  byte[] build(boolean zip64) {
    locals.clear();
    centrals.clear();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    List<Integer> inDirectory = new ArrayList<>();
    for (Part part : parts) {
      int at = out.size();
      CRC32 crc = new CRC32();
      crc.update(part.data());
      locals.add(at);
      out.writeBytes(header(part, crc.getValue(), -1, zip64));
      out.writeBytes(part.data());
      inDirectory.add(directory.size());
      directory.writeBytes(header(part, crc.getValue(), at, zip64));
    }
    int start = out.size();
    inDirectory.forEach(at -> centrals.add(start + at));
    out.writeBytes(directory.toByteArray());
    if (zip64) {
      int at = out.size();
      ByteBuffer wide = little(56 + 20);
      wide.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
      wide.putInt(0).putInt(0).putLong(parts.size()).putLong(parts.size());
      wide.putLong(directory.size()).putLong(start);
      wide.putInt(0x07064b50).putInt(0).putLong(at).putInt(1);
      out.writeBytes(wide.array());
    }
    end = out.size();
    ByteBuffer last = little(END);
    last.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    last.putShort((short) (zip64 ? 0xffff : parts.size()));
    last.putShort((short) (zip64 ? 0xffff : parts.size()));
    last.putInt(zip64 ? -1 : directory.size()).putInt(zip64 ? -1 : start).putShort((short) 0);
    out.writeBytes(last.array());
    return out.toByteArray();
  }

  private static byte[] header(Part part, long crc, int localAt, boolean zip64) {
    boolean central = localAt >= 0;
    int wide = zip64 ? (central ? 28 : 20) : 0;
    int size = part.data().length;
    ByteBuffer out =
        little((central ? CENTRAL : LOCAL) + part.name().length + wide + part.extra().length);
    out.putInt(central ? 0x02014b50 : 0x04034b50);
    if (central) {
      out.putShort((short) 20);
    }
    out.putShort((short) 20).putShort((short) 0).putShort((short) 0).putInt(0x210000);
    out.putInt((int) crc).putInt(zip64 ? -1 : size).putInt(zip64 ? -1 : size);
    out.putShort((short) part.name().length).putShort((short) (wide + part.extra().length));
    if (central) {
      out.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
      out.putInt(zip64 ? -1 : localAt);
    }
    out.put(part.name());
    if (zip64) {
      out.putShort((short) 1).putShort((short) (wide - 4)).putLong(size).putLong(size);
      if (central) {
        out.putLong(localAt);
      }
    }
    return out.put(part.extra()).array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
