package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
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
import picocli.CommandLine.Option;

/**
 * Where a text comes from: a group of options of which one is given. Texts are UTF-8; anything else
 * is refused, for it would be spoken as other words.
 */
final class TextOption {

  /** The file that is standard input. */
  static final String STANDARD_INPUT = "-";

  private static final int MOST_BYTES = 16 << 20;
  private static final char REPLACEMENT = 0xfffd;
  private static final char BYTE_ORDER_MARK = 0xfeff;

  @Option(names = "--text", required = true, paramLabel = "TEXT", description = "What to say.")
  private String text;

  @Option(
      names = "--text-file",
      required = true,
      paramLabel = "FILE",
      description = "File with what to say, in UTF-8; - is standard input.")
  private String file;

  /** For picocli. */
  TextOption() {}

  /** The text of standard input. */
  static TextOption ofStandardInput() {
    TextOption option = new TextOption();
    option.file = STANDARD_INPUT;
    return option;
  }

  /**
   * Reads it.
   *
   * @throws UserException when it cannot be read, is no UTF-8 or longer than 16 MiB
   */
  String read() {
    if (text != null) {
      return argument();
    }
    String name = file.equals(STANDARD_INPUT) ? "standard input" : Quote.path(Path.of(file));
    try (InputStream in =
        file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UserException(
            name + ": the text has more than 16 MiB. Speak it in several parts.");
      }
      return decode(bytes, name);
    } catch (NoSuchFileException e) {
      throw new UserException(name + ": there is no such file. Check the path.", e);
    } catch (AccessDeniedException e) {
      throw new UserException(name + ": may not be read. Check the file's permissions.", e);
    } catch (IOException e) {
      throw new UserException(name + ": the text cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** In a locale that is not UTF-8 the JVM has lost what is not ASCII; the launcher prevents it. */
  private String argument() {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (!encoding.equals("UTF-8") && text.indexOf(REPLACEMENT) >= 0) {
      throw new UserException(
          "--text: letters were lost, for arguments come in the encoding "
              + encoding
              + " here. Set LC_ALL=C.UTF-8, or put the text in a file and give --text-file.");
    }
    return text;
  }

  /** Decodes UTF-8, with or without a mark at its beginning. */
  static String decode(byte[] bytes, String name) {
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
