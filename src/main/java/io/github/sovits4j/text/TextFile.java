package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads text in UTF-8. Anything else is refused, for it would be spoken as other words. */
public final class TextFile {

  /** Longest text in bytes. */
  public static final int MOST_BYTES = 16 << 20;

  private static final char BYTE_ORDER_MARK = 0xfeff;

  private TextFile() {}

  /**
   * Reads a file.
   *
   * @throws UserException when it cannot be read, is no UTF-8 or longer than 16 MiB
   */
  public static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new UserException(file + ": there is no such file. Check the path.", e);
    } catch (AccessDeniedException e) {
      throw new UserException(file + ": may not be read. Check the file's permissions.", e);
    } catch (IOException e) {
      throw new UserException(file + ": the text cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Reads a stream to its end; does not close it.
   *
   * @param name what to call it in messages
   * @throws UserException when it is no UTF-8 or longer than 16 MiB
   * @throws IOException as the stream throws it
   */
  public static String read(InputStream in, String name) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new UserException(name + ": the text has more than 16 MiB. Give it in several parts.");
    }
    return decode(bytes, name);
  }

  /** With or without a mark at its beginning. */
  private static String decode(byte[] bytes, String name) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      long line = 1 + out.flip().chars().filter(c -> c == '\n').count();
      throw new UserException(
          String.format(
              "%s: expected UTF-8, got other bytes in line %d (byte %d: 0x%02x). Save the text as"
                  + " UTF-8.",
              name, line, in.position() + 1, bytes[in.position()]));
    }
    String decoded = out.flip().toString();
    return !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK
        ? decoded.substring(1)
        : decoded;
  }
}
