package io.github.sovits4j.text.japanese.mecab;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What it costs that one word follows another: {@code matrix.bin}, by the ids of their sides. */
final class ConnectionCosts {

  private static final int HEADER = 4;

  private final ByteBuffer file;
  private final int lefts;
  private final int rights;

  private ConnectionCosts(ByteBuffer file, int lefts, int rights) {
    this.file = file;
    this.lefts = lefts;
    this.rights = rights;
  }

  /**
   * Opens the table.
   *
   * @throws io.github.sovits4j.UserException when it is missing or no such file
   */
  static ConnectionCosts open(Path path) {
    ByteBuffer file = MecabFile.map(path);
    int lefts = file.limit() < HEADER ? 0 : file.getShort(0) & 0xffff;
    int rights = file.limit() < HEADER ? 0 : file.getShort(2) & 0xffff;
    if (lefts == 0 || rights == 0 || HEADER + 2L * lefts * rights != file.limit()) {
      throw MecabFile.broken(path, "it is cut short or of another kind");
    }
    return new ConnectionCosts(file, lefts, rights);
  }

  /** Whether the table has this many ids. */
  boolean fits(int leftIds, int rightIds) {
    return lefts == leftIds && rights == rightIds;
  }

  /**
   * The cost.
   *
   * @param right id of the right side of the word before
   * @param left id of the left side of the word behind
   */
  int cost(int right, int left) {
    return file.getShort(HEADER + 2 * (right + lefts * left));
  }
}
