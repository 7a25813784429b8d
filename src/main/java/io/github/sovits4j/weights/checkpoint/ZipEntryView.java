package io.github.sovits4j.weights.checkpoint;

/**
 * An entry of a zip archive, as its directory and its own header agree to describe it.
 *
 * @param name its name; never used as a path
 * @param headerAt where its own header begins
 * @param dataAt where its bytes begin
 * @param packed how many bytes it takes in the file
 * @param size how many bytes it has; equal to {@code packed} when it is stored
 * @param method how it is packed, 0 for not at all
 * @param flags the format's general purpose flags
 * @param crc its CRC-32
 */
record ZipEntryView(
    String name,
    long headerAt,
    long dataAt,
    long packed,
    long size,
    int method,
    int flags,
    int crc) {

  boolean encrypted() {
    return (flags & 1) != 0;
  }

  boolean stored() {
    return method == 0;
  }

  long end() {
    return dataAt + packed;
  }
}
