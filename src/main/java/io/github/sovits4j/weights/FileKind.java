package io.github.sovits4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Guesses from the first bytes what a file is, to say more than "wrong format". */
public final class FileKind {

  private static final int LOOK_AT = 64;

  private FileKind() {}

  /** Whether the file begins as safetensors files do: a length, then an opening brace. */
  public static boolean isSafetensors(MemorySegment file) {
    return file.byteSize() > 8 && file.get(ValueLayout.JAVA_BYTE, 8) == '{';
  }

  /**
   * A phrase that goes on after "the file is …" or, where nothing is recognised, its first bytes.
   */
  public static String describe(MemorySegment file) {
    int n = (int) Math.min(LOOK_AT, file.byteSize());
    byte[] head = file.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String lower = text.stripLeading().toLowerCase(Locale.ROOT);
    if (lower.startsWith("<")) {
      return "a web page; the download gave a page in place of the file";
    }
    if (lower.startsWith("version https://git-lfs")) {
      return "a Git LFS pointer; fetch the file it stands for with 'git lfs pull'";
    }
    if (text.startsWith("PK")) {
      return "a zip archive, perhaps a PyTorch checkpoint";
    }
    if (isSafetensors(file)) {
      return "a safetensors file, it seems";
    }
    if (n > 1 && (head[0] & 0xff) == 0x80 && head[1] <= 5) {
      return "a bare pickle, perhaps a checkpoint saved by PyTorch before 1.6";
    }
    StringBuilder bytes = new StringBuilder("unknown; it begins with the bytes");
    for (int i = 0; i < Math.min(8, n); i++) {
      bytes.append(String.format(Locale.ROOT, " %02x", head[i]));
    }
    return bytes.toString();
  }
}
