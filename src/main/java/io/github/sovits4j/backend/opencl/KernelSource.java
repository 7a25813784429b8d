package io.github.sovits4j.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** The files of {@code kernels/}, their includes put in place, so that no driver needs a path. */
final class KernelSource {

  private static final String FOLDER = "/io/github/sovits4j/kernels/";
  private static final String INCLUDE = "#include \"";

  private KernelSource() {}

  /** The text of {@code kernels/NAME.cl}. */
  static String of(String name) {
    StringBuilder text = new StringBuilder();
    append(text, name + ".cl", new HashSet<>());
    return text.toString();
  }

  private static void append(StringBuilder text, String file, Set<String> seen) {
    if (seen.add(file)) {
      read(file)
          .lines()
          .forEach(
              line -> {
                if (line.startsWith(INCLUDE)) {
                  append(text, line.substring(INCLUDE.length(), line.lastIndexOf('"')), seen);
                } else {
                  text.append(line).append('\n');
                }
              });
    }
  }

  private static String read(String file) {
    try (InputStream in = KernelSource.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("kernel file " + file + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("kernel file " + file, e);
    }
  }
}
