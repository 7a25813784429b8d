package io.github.sovits4j.weights.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes protobuf messages: fields one after the other. */
final class OnnxBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  OnnxBytes integer(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  OnnxBytes bytes(int field, byte[] value) {
    varint((long) field << 3 | 2);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  OnnxBytes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  OnnxBytes message(int field, OnnxBytes value) {
    return bytes(field, value.bytes());
  }

  /** Bytes as they are. */
  OnnxBytes raw(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) (left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.write((int) left);
  }
}
