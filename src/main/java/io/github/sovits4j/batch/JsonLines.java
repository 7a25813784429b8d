package io.github.sovits4j.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.StrictJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads files of one JSON object a line, in UTF-8, of any length. Empty lines do not count. */
final class JsonLines {

  private static final int MOST_BYTES = 4 << 20; // of a line
  private static final ObjectReader JSON = StrictJson.mapper().readerFor(JsonNode.class);
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private JsonLines() {}

  /**
   * A line.
   *
   * @param number from 1
   * @param object what it holds; null: it is not as it should be
   * @param mistake what is wrong with it; null: nothing
   * @param end bytes of the file up to its end
   * @param ended whether a line feed ends it
   */
  record Line(int number, ObjectNode object, String mistake, long end, boolean ended) {}

  /**
   * Hands over the lines, one by one.
   *
   * @throws UserException when the file cannot be read
   */
  static void read(Path file, Consumer<Line> taker) {
    if (Files.isDirectory(file)) {
      throw new UserException(Quote.path(file) + " is a folder, expected a file of JSON lines.");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      long at = 0;
      int number = 1;
      for (int next = in.read(); next >= 0; next = in.read()) {
        at++;
        if (next == '\n') {
          line(bytes, number++, at, true, taker);
        } else if (bytes.size() <= MOST_BYTES) {
          bytes.write(next);
        }
      }
      line(bytes, number, at, false, taker);
    } catch (NoSuchFileException e) {
      throw new UserException("There is no file " + Quote.path(file) + ". Check the path.", e);
    } catch (IOException e) {
      throw new UserException(
          Quote.path(file) + " cannot be read: " + Quote.plain(String.valueOf(e.getMessage())), e);
    }
  }

  private static void line(
      ByteArrayOutputStream bytes, int number, long end, boolean ended, Consumer<Line> taker) {
    byte[] line = bytes.toByteArray();
    bytes.reset();
    try {
      String text = text(line, number);
      if (!text.isBlank()) {
        taker.accept(new Line(number, object(text), null, end, ended));
      }
    } catch (UserException e) {
      taker.accept(new Line(number, null, e.getMessage(), end, ended));
    }
  }

  private static String text(byte[] line, int number) {
    if (line.length > MOST_BYTES) {
      throw new UserException("is longer than " + (MOST_BYTES >> 20) + " MiB.");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      return number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UserException("is not in UTF-8. Save the file as UTF-8.", e);
    }
  }

  private static ObjectNode object(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new UserException(
          "expected a JSON object, such as {\"id\": \"a\", \"text\": \"Hello.\"}, got "
              + Quote.of(text.strip()));
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")";
      throw new UserException(
          "is no valid JSON"
              + where
              + ": "
              + Quote.plain(e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
  }
}
