package io.github.sovits4j.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files of any size, as 64 hexadecimal digits. */
public final class FileHash {

  private static final long STEP = 1 << 26;

  private final MessageDigest digest;

  /** Of no bytes yet. */
  FileHash() {
    this("SHA-256");
  }

  private FileHash(String algorithm) {
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /**
   * The hash of a file.
   *
   * @throws io.github.sovits4j.UserException when it cannot be read
   */
  public static String sha256(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      return sha256(MappedFile.map(file, arena));
    }
  }

  /** The hash of a mapped file, or of bytes. */
  public static String sha256(MemorySegment file) {
    FileHash hash = new FileHash();
    for (long at = 0; at < file.byteSize(); at += STEP) {
      hash.add(file.asSlice(at, Math.min(STEP, file.byteSize() - at)).asByteBuffer());
    }
    return hash.hex();
  }

  /** The MD5 of a file's beginning, by which upstream knows the files that it published. */
  public static String md5(MemorySegment beginning) {
    FileHash hash = new FileHash("MD5");
    hash.add(beginning.asByteBuffer());
    return hash.hex();
  }

  /** Adds a buffer's remaining bytes; its position stays. */
  void add(ByteBuffer bytes) {
    digest.update(bytes.duplicate());
  }

  /** The hash of all bytes that were added; ends the adding. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
