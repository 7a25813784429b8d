package io.github.sovits4j.weights.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.sovits4j.UserException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a pickle, read in order, with every length checked against what is left, and a
 * budget for what is copied on their behalf.
 */
final class PickleInput {

  /** Elements that may be copied between containers; real checkpoints copy some ten thousand. */
  private static final long MOST_COPIED = 2_000_000;

  private static final int LONGEST_INTEGER = 256;
  private static final int LONGEST_LINE = 1000;

  private final String file;
  private final ByteBuffer bytes;
  private long copied;

  PickleInput(String file, byte[] bytes) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  /** To be called before elements are copied: a pickle of a few bytes can ask for millions. */
  void copies(long elements) {
    copied += elements;
    if (copied > MOST_COPIED) {
      throw bad("copies more than " + MOST_COPIED + " values from container to container");
    }
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
    return utf8(raw(length));
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
    int length = 0;
    while (u8() != '\n') {
      if (++length > LONGEST_LINE) {
        throw bad("has a name of more than " + LONGEST_LINE + " letters");
      }
    }
    byte[] name = new byte[length];
    bytes.get(bytes.position() - length - 1, name);
    return utf8(name);
  }

  UserException bad(String what) {
    return new UserException(where() + " " + what + ". It is damaged or hostile; do not use it.");
  }

  /** Of an instruction or name that is not on the list. */
  UserException refused(String what, String why) {
    return new UserException(where() + " asks for " + what + ", " + why);
  }

  UserException oldProtocol(String sign) {
    return new UserException(
        file
            + ": the checkpoint is saved with pickle protocol "
            + sign
            + ", expected 2 to 5. Load it with PyTorch and save it again without pickle_protocol:"
            + " torch.save(torch.load('old.ckpt'), 'new.ckpt').");
  }

  private String where() {
    return file + ": the checkpoint's pickle (at byte " + bytes.position() + ")";
  }

  private String utf8(byte[] text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException(
          where() + " has text that is not UTF-8. It is damaged; get the file again.", e);
    }
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
