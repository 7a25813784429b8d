package io.github.sovits4j.weights.onnx;

import io.github.sovits4j.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * A protobuf message, read field by field where it lies; nothing is copied but texts. After {@link
 * #next} exactly one of the reading methods is called, or {@link #skip}. A message in a message is
 * another reader over part of the bytes, so that how deep one goes is decided by the caller and not
 * by the file.
 */
final class ProtobufMessage {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private static final int LONGEST_VARINT = 10;

  /** Longest text that is kept: names of tensors and operators have some hundred bytes. */
  private static final int LONGEST_TEXT = 4096;

  private final String file;
  private final MemorySegment bytes;
  private long at;
  private int field;
  private int wire;

  /**
   * Stands before the first field.
   *
   * @param file what to call the file in complaints
   */
  ProtobufMessage(String file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /** Goes to the next field; false at the end. */
  boolean next() {
    if (at == bytes.byteSize()) {
      return false;
    }
    long key = readVarint();
    field = (int) (key >>> 3);
    wire = (int) (key & 7);
    if (key >>> 32 != 0 || field == 0) {
      throw damaged("a field without a number");
    }
    return true;
  }

  /** Number of the field. */
  int field() {
    return field;
  }

  /** An integer. */
  long integer() {
    require(VARINT);
    return readVarint();
  }

  /** Integers of a repeated field, which may stand one by one or packed. */
  void integers(LongConsumer consumer) {
    if (wire == VARINT) {
      consumer.accept(readVarint());
      return;
    }
    ProtobufMessage packed = message();
    while (packed.at < packed.bytes.byteSize()) {
      consumer.accept(packed.readVarint());
    }
  }

  /** A 32-bit float. */
  float number() {
    require(FIXED_32);
    return Float.intBitsToFloat(take(Integer.BYTES).get(INT, 0));
  }

  /** The bytes of 32-bit floats of a repeated field: one, or all packed. */
  MemorySegment numbers() {
    return wire == FIXED_32 ? take(Integer.BYTES) : bytes();
  }

  /** Bytes, where they lie. */
  MemorySegment bytes() {
    require(BYTES);
    long length = readVarint();
    if (length < 0 || length > bytes.byteSize() - at) {
      throw damaged("a field that reaches beyond the end");
    }
    return take(length);
  }

  /** A message in this one. */
  ProtobufMessage message() {
    return new ProtobufMessage(file, bytes());
  }

  /** A text. */
  String text() {
    MemorySegment text = bytes();
    if (text.byteSize() > LONGEST_TEXT) {
      throw new UserException(
          file
              + " holds a name of "
              + text.byteSize()
              + " bytes, expected at most "
              + LONGEST_TEXT
              + ". It is not a network that is known here.");
    }
    return new String(text.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** Passes the field over. */
  void skip() {
    switch (wire) {
      case VARINT -> readVarint();
      case FIXED_64 -> take(Long.BYTES);
      case BYTES -> bytes();
      case FIXED_32 -> take(Integer.BYTES);
      default -> throw damaged("a field of an unknown kind");
    }
  }

  private void require(int expected) {
    if (wire != expected) {
      throw damaged("a field of another kind than its number says");
    }
  }

  private MemorySegment take(long length) {
    if (length > bytes.byteSize() - at) {
      throw damaged("a field that reaches beyond the end");
    }
    MemorySegment taken = bytes.asSlice(at, length);
    at += length;
    return taken;
  }

  private long readVarint() {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (at == bytes.byteSize()) {
        throw damaged("a number that ends in its middle");
      }
      byte next = bytes.get(ValueLayout.JAVA_BYTE, at++);
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("a number of more than 64 bits");
  }

  private UserException damaged(String what) {
    return new UserException(
        file
            + " is no sound ONNX file: it has "
            + what
            + ". It is damaged or was cut short; get it again.");
  }
}
