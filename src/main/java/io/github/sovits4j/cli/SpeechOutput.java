package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Where speech is written: a WAV file, or standard output under the name {@code -}.
 *
 * @param path as it was given
 */
record SpeechOutput(Path path) {

  private static final Path STANDARD_OUTPUT = Path.of("-");

  /** Writes to a stream, which it neither flushes nor closes. */
  @FunctionalInterface
  interface StreamWriter {
    void write(OutputStream out) throws IOException;
  }

  boolean isStandardOutput() {
    return path.equals(STANDARD_OUTPUT);
  }

  /** Where messages go: never among the bytes of a WAV. */
  PrintWriter messages(PrintWriter out, PrintWriter err) {
    return isStandardOutput() ? err : out;
  }

  /**
   * Found out before minutes of work, not after.
   *
   * @param inputs files that must not be written over
   * @throws UserException where speech cannot or should not be written
   */
  void check(List<Path> inputs) {
    if (isStandardOutput()) {
      if (isTerminal()) {
        throw new UserException(
            "--output -: standard output is a terminal, which cannot play a WAV. Send it to a"
                + " program or a file: sovits … --output - | aplay");
      }
      return;
    }
    requireWritable(path);
    requireWav();
    for (Path input : inputs) {
      if (isSame(input)) {
        throw new UserException(
            Quote.path(path)
                + ": is the reference, which would be lost; choose another file to write.");
      }
    }
  }

  /** Where the text is piped in, Java takes no console for a terminal, whatever the output is. */
  private static boolean isTerminal() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) { // no Linux
      return StatusLine.onTerminal();
    }
  }

  /**
   * As {@link #check}, for a trace that is written beside the speech.
   *
   * @throws UserException where it cannot be written or would take another file's place
   */
  void checkTrace(SpeakingTask task) {
    requireWritable(path);
    boolean taken =
        isSame(task.output().path()) || task.voice().references().stream().anyMatch(this::isSame);
    if (taken || path.toAbsolutePath().equals(task.output().path().toAbsolutePath())) {
      throw new UserException(
          "--profile "
              + Quote.path(path)
              + ": is the speech or the reference; choose another file for the trace.");
    }
  }

  private void requireWav() {
    String name = path.getFileName().toString();
    int point = name.lastIndexOf('.');
    String suffix = point <= 0 ? "" : name.substring(point).toLowerCase(Locale.ROOT);
    if (!suffix.isEmpty() && !suffix.equals(".wav") && !suffix.equals(".wave")) {
      throw new UserException(
          Quote.path(path)
              + ": expected a name that ends in .wav, for WAV is what is written, got "
              + Quote.of(suffix)
              + ". Write a .wav and convert it (for example: ffmpeg -i speech.wav speech"
              + Quote.plain(suffix)
              + ").");
    }
  }

  private boolean isSame(Path input) {
    try {
      return Files.exists(path) && Files.exists(input) && Files.isSameFile(path, input);
    } catch (IOException e) {
      return path.toAbsolutePath().normalize().equals(input.toAbsolutePath().normalize());
    }
  }

  /**
   * Writes.
   *
   * @param toFile writes a file
   * @param toStream writes the same bytes to standard output
   * @throws UserException when standard output does not take them
   */
  void write(Consumer<Path> toFile, StreamWriter toStream) {
    if (!isStandardOutput()) {
      toFile.accept(path);
      return;
    }
    write(toStream);
  }

  /**
   * Writes to standard output.
   *
   * @throws UserException when it does not take it
   */
  void write(StreamWriter toStream) {
    try (OutputStream out =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      toStream.write(out);
    } catch (IOException | UncheckedIOException e) {
      throw new UserException(
          "standard output does not take the speech: " + e.getMessage() + ".", e);
    }
  }

  /**
   * @throws UserException where no file can be written
   */
  static void requireWritable(Path output) {
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UserException(
          Quote.path(output)
              + ": cannot write here; expected an existing, writable folder, got "
              + folder
              + ".");
    }
    if (Files.isDirectory(output)) {
      throw new UserException(Quote.path(output) + ": expected a file to write, got a folder.");
    }
    if (Files.exists(output) && !Files.isWritable(output)) {
      throw new UserException(
          Quote.path(output) + ": may not be written. Check the file's permissions.");
    }
  }

  @Override
  public String toString() {
    return isStandardOutput() ? "standard output" : Quote.path(path);
  }
}
