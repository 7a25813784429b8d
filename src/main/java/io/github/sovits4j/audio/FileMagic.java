package io.github.sovits4j.audio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Guesses from its first bytes which kind of sound file somebody gave us instead of a WAV. */
final class FileMagic {

  private record Sign(int at, String bytes, String name) {}

  // Escapes stand for bytes.
  private static final List<Sign> SIGNS =
      List.of(
          new Sign(0, "ID3", "MP3"),
          new Sign(0, "fLaC", "FLAC"),
          new Sign(0, "OggS", "Ogg (Vorbis or Opus)"),
          new Sign(4, "ftyp", "M4A or MP4"),
          new Sign(0, "FORM", "AIFF"),
          new Sign(0, "#!AMR", "AMR"),
          new Sign(0, ".snd", "AU"),
          new Sign(0, "caff", "CAF"),
          new Sign(0, "wvPk", "WavPack"),
          new Sign(0, "MAC ", "Monkey's Audio"),
          new Sign(0, "\u001aE\u00df\u00a3", "WebM or Matroska"),
          new Sign(0, "0&\u00b2u", "WMA"),
          new Sign(0, "RF64", "RF64 (long WAV)"),
          new Sign(0, "BW64", "BW64 (long WAV)"),
          new Sign(0, "RIFX", "big-endian WAV"),
          new Sign(0, "riff", "Wave64"),
          new Sign(8, "AVI ", "AVI"));

  private FileMagic() {}

  /**
   * Returns the name of the format that the bytes suggest, as a user knows it.
   *
   * @param head the first bytes of the file; 12 are enough
   */
  static Optional<String> name(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    for (Sign sign : SIGNS) {
      if (text.startsWith(sign.bytes, sign.at)) {
        return Optional.of(sign.name);
      }
    }
    return mpegName(head);
  }

  /** MPEG audio has no magic, only frame headers: eleven set bits, then version and layer. */
  private static Optional<String> mpegName(byte[] head) {
    if (head.length < 2 || head[0] != (byte) 0xff || (head[1] & 0xe0) != 0xe0) {
      return Optional.empty();
    }
    int layer = head[1] >> 1 & 3;
    boolean aac = layer == 0 && (head[1] & 0xf0) == 0xf0;
    return aac ? Optional.of("AAC") : layer == 0 ? Optional.empty() : Optional.of("MP3");
  }
}
