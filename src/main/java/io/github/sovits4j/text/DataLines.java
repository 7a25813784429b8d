package io.github.sovits4j.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads the text files that lie beside a class. */
public final class DataLines {

  private DataLines() {}

  /**
   * Hands every line of a file to a consumer.
   *
   * @param beside the class beside which the file lies
   * @param name of the file; one that ends in .gz is unpacked
   */
  public static void of(Class<?> beside, String name, Consumer<String> consumer) {
    try (InputStream raw = beside.getResourceAsStream(name);
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        consumer.accept(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
