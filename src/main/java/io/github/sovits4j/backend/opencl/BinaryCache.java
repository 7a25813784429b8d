package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Digest;
import io.github.sovits4j.ops.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** Whether anything is kept. */
  boolean on() {
    return folder != null;
  }

  /** The name of a program: a digest of device, driver, source and options. */
  static String key(OpenClDevice device, String source, String options) {
    return Digest.of(
        List.of(
            device.platform(), device.name(), device.version(), device.driver(), options, source));
  }

  Optional<byte[]> read(String key) {
    try {
      if (on() && Files.exists(file(key))) {
        return Optional.of(Files.readAllBytes(file(key)));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "kernel cache: " + e);
    }
    return Optional.empty();
  }

  void write(String key, byte[] binary) {
    if (!on() || binary.length == 0) {
      return;
    }
    try {
      WholeFile.write(file(key), binary);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "kernel cache: " + e);
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ".bin");
  }
}
