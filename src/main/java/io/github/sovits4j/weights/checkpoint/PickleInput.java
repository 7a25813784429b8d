package io.github.sovits4j.weights.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, read in order, with every length checked against what is left. */
final class PickleInput {

  private static final int LONGEST_INTEGER = 256;
  private static final int LONGEST_LINE = 1000;

  private final String file;
  private final ByteBuffer bytes;

  PickleInput(String file, byte[] bytes) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  int u8() {
    need(1);
    return bytes.get() & 0xff;
  }

  int u16() {
    need(2);
    return bytes.getShort() & 0xffff;
  }

  int i32() {
    need(4);
    return bytes.getInt();
  }

  long u32() {
    return i32() & 0xffffffffL;
  }

  long i64() {
    need(8);
    return bytes.getLong();
  }

  double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(i64()));
  }

  byte[] raw(long length) {
    need(length);
    byte[] out = new byte[(int) length];
    bytes.get(out);
    return out;
  }

  String text(long length) {
    byte[] utf8 = raw(length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException(
          where() + " has text that is not UTF-8. It is damaged; get the file again.", e);
    }
  }

  /** An integer of any width: Long where it fits. */
  Object integer(long length) {
    if (length < 0 || length > LONGEST_INTEGER) {
      throw bad("claims an integer of " + length + " bytes");
    }
    byte[] little = raw(length);
    byte[] big = new byte[little.length];
    for (int i = 0; i < little.length; i++) {
      big[i] = little[little.length - 1 - i];
    }
    BigInteger value = big.length == 0 ? BigInteger.ZERO : new BigInteger(big);
    if (value.bitLength() < 64) {
      return value.longValue();
    }
    return value;
  }

  String line() {
    StringBuilder out = new StringBuilder();
    for (int c = u8(); c != '\n'; c = u8()) {
      if (out.length() == LONGEST_LINE) {
        throw bad("has a name of more than " + LONGEST_LINE + " letters");
      }
      out.append((char) c);
    }
    return out.toString();
  }

  UserException bad(String what) {
    return new UserException(where() + " " + what + ". It is damaged or hostile; do not use it.");
  }

  UserException refused(String what) {
    return new UserException(
        where()
            + " asks for "
            + Quote.of(what)
            + ", which no voice model needs; nothing was executed. Only tensors and plain values are"
            + " accepted. Get the model from a source you trust.");
  }

  private String where() {
    return file + ": the checkpoint's pickle (at byte " + bytes.position() + ")";
  }

  private void need(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw bad(
          "breaks off: "
              + Long.toUnsignedString(length)
              + " bytes expected, "
              + bytes.remaining()
              + " left");
    }
  }
}
