package io.github.sovits4j.text.japanese.mecab;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of a MeCab dictionary, mapped into memory: little-endian, as every released one is. */
final class MecabFile {

  private MecabFile() {}

  /**
   * Maps a file.
   *
   * @throws UserException when it is missing, cannot be read or has 2 GiB or more
   */
  static ByteBuffer map(Path file) {
    if (!Files.isRegularFile(file)) {
      throw broken(file, "there is no such file");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw broken(file, "it has " + channel.size() + " bytes, far more than any dictionary");
      }
      return channel
          .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UserException(
          file + ": the Japanese dictionary cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** The mistake of a file that is not what a dictionary has under its name. */
  static UserException broken(Path file, String how) {
    return new UserException(
        file
            + ": expected a file of Open JTalk's dictionary, but "
            + how
            + ". Install the dictionary again (Debian: apt-get install --reinstall "
            + DictionaryFolder.PACKAGE
            + ").");
  }
}
