package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.MappedFile;
import io.github.sovits4j.weights.Quote;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of {@code torch.save} in its zip format, whatever was saved: the pickled object and the
 * storages beside it. The file is mapped and stays on the disk.
 *
 * @param path where it lies
 * @param arena keeps it mapped
 * @param zip its entries
 * @param root the saved object
 * @param dataFolder where the storages lie in the archive
 */
record TorchArchive(Path path, Arena arena, ZipView zip, Object root, String dataFolder)
    implements AutoCloseable {

  private static final String PICKLE = "data.pkl";
  private static final int LARGEST_PICKLE = 1 << 24;

  /**
   * Opens a file; nothing in it is executed and nothing written.
   *
   * @throws UserException when it is no such file, is damaged, or asks for anything but tensors and
   *     plain values
   */
  static TorchArchive open(Path path) {
    Arena arena = Arena.ofShared();
    boolean done = false;
    try {
      TorchArchive archive = read(path, arena, MappedFile.map(path, arena));
      done = true;
      return archive;
    } finally {
      if (!done) {
        arena.close();
      }
    }
  }

  /** As {@link #open}, of bytes that live as long as the arena, which {@link #close} closes. */
  static TorchArchive read(Path path, Arena arena, MemorySegment file) {
    ZipView zip = ZipView.open(path, file);
    String name = Quote.path(path);
    String prefix = prefix(name, zip);
    checkByteOrder(name, zip, prefix);
    return new TorchArchive(path, arena, zip, root(name, zip, prefix), prefix + "data/");
  }

  /** Unmaps the file; no tensor may be read afterwards. */
  @Override
  public void close() {
    arena.close();
  }

  private static String prefix(String path, ZipView zip) {
    List<String> found = new ArrayList<>();
    for (String name : zip.names()) {
      int slash = name.indexOf('/');
      if (slash > 0 && name.substring(slash + 1).equals(PICKLE)) {
        found.add(name.substring(0, slash + 1));
      }
    }
    if (found.size() != 1) {
      throw new UserException(
          path
              + " holds "
              + found.size()
              + " entries '…/"
              + PICKLE
              + "', expected one. It is a zip archive, but not a PyTorch checkpoint.");
    }
    return found.getFirst();
  }

  /** Files before PyTorch 1.13 do not state their byte order; it was the usual one. */
  private static void checkByteOrder(String path, ZipView zip, String prefix) {
    String name = prefix + "byteorder";
    if (zip.size(name) < 0) {
      return;
    }
    MemorySegment entry = zip.entry(name);
    byte[] order = entry.asSlice(0, Math.min(200, entry.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(order, StandardCharsets.UTF_8);
    if (!text.equals("little")) {
      throw new UserException(
          path
              + " states the byte order "
              + Quote.of(text)
              + ", expected 'little'. It was saved on a big-endian machine or was changed; save it"
              + " again with PyTorch on an ordinary one.");
    }
  }

  private static Object root(String path, ZipView zip, String prefix) {
    if (zip.size(prefix + PICKLE) > LARGEST_PICKLE) {
      throw new UserException(
          path
              + " has a pickle of "
              + zip.size(prefix + PICKLE)
              + " bytes, at most "
              + LARGEST_PICKLE
              + " are accepted. It is not a voice model.");
    }
    byte[] pickle = zip.entry(prefix + PICKLE).toArray(ValueLayout.JAVA_BYTE);
    return Unpickler.read(path, pickle);
  }
}
