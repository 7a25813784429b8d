package io.github.sovits4j.backend.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Compiled programs in a folder of the user's, one file each, named by everything they depend on. A
 * cache may fail: what cannot be read or written is built again.
 */
final class BinaryCache {

  private static final System.Logger LOG = System.getLogger(BinaryCache.class.getName());

  private final Path folder; // null: no cache

  BinaryCache(Path folder) {
    this.folder = folder;
  }

  /** The name of a program: a digest of device, driver, source and options. */
  static String key(OpenClDevice device, String source, String options) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part :
          new String[] {
            device.platform(), device.name(), device.version(), device.driver(), options, source
          }) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Optional<byte[]> read(String key) {
    try {
      if (folder != null && Files.exists(file(key))) {
        return Optional.of(Files.readAllBytes(file(key)));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "kernel cache: " + e);
    }
    return Optional.empty();
  }

  /** Written beside its place and then moved there, so that nobody sees half a file. */
  void write(String key, byte[] binary) {
    if (folder == null || binary.length == 0) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, key, ".part");
      try {
        Files.write(part, binary);
        Files.move(
            part, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "kernel cache: " + e);
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ".bin");
  }
}
