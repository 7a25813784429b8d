package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * Where a text comes from: a group of options of which one is given. Texts are UTF-8; anything else
 * is refused, for it would be spoken as other words.
 */
final class TextOption {

  /** The file that is standard input. */
  static final String STANDARD_INPUT = "-";

  private static final char REPLACEMENT = 0xfffd;

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
    if (!file.equals(STANDARD_INPUT)) {
      return TextFile.read(Path.of(file));
    }
    try {
      return TextFile.read(System.in, "standard input");
    } catch (IOException e) {
      throw new UserException("standard input cannot be read: " + e.getMessage() + ".", e);
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
}
