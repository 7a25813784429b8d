package io.github.sovits4j.ops;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What {@code sovits tune} found for a device, as a properties file: the first entries say what it
 * was found for, the others are {@code kernel.PARAMETER = value} with values that the kernel has.
 */
public final class TuningFile {

  private static final System.Logger LOG = System.getLogger(TuningFile.class.getName());

  /** No file of ours is a tenth of this. */
  private static final long LARGEST = 64 << 10;

  private final Path file;
  private final TuningTarget target;

  private TuningFile(Path file, TuningTarget target) {
    this.file = file;
    this.target = target;
  }

  /**
   * The tuning to use. The user's own file is left aside, with a line in the log, when it is for
   * another driver or other kernels; a file that was asked for must fit.
   *
   * @param choice a file, {@link TuningTarget#OFF}, or null for the user's own
   * @param own where the user's own file is, if there is one; or null
   * @throws UserException when the file cannot be read, is malformed, or was asked for and does not
   *     fit
   */
  public static Tuning inForce(String choice, Path own, TuningTarget target) {
    if (TuningTarget.OFF.equals(choice)
        || (choice == null && (own == null || !Files.exists(own)))) {
      return Tuning.defaults(target.kernels());
    }
    TuningFile tuning = new TuningFile(choice == null ? own : Path.of(choice), target);
    Properties entries = tuning.load();
    Optional<String> misfit = tuning.misfit(entries);
    if (misfit.isEmpty()) {
      return tuning.parse(entries);
    }
    if (choice != null) {
      throw new UserException(misfit.get());
    }
    LOG.log(System.Logger.Level.INFO, "default kernels: {0}", misfit.get());
    return Tuning.defaults(target.kernels());
  }

  private Properties load() {
    Properties entries = new Properties();
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw broken("expected at most " + LARGEST + " bytes, got " + size);
      }
      entries.load(new StringReader(Files.readString(file)));
    } catch (IOException e) {
      throw broken("it cannot be read (" + e + ")");
    } catch (IllegalArgumentException e) {
      throw broken(e.getMessage());
    }
    return entries;
  }

  private Optional<String> misfit(Properties entries) {
    for (Map.Entry<String, String> part : target.key().entrySet()) {
      String got = entries.getProperty(part.getKey());
      if (got == null) {
        throw broken("expected an entry '" + part.getKey() + "'");
      }
      if (!got.equals(part.getValue())) {
        return Optional.of(
            String.format(
                "tuning file %s is for %s '%s', here is '%s'; run sovits tune --backend %s again.",
                file, part.getKey(), got, part.getValue(), target.backend()));
      }
    }
    return Optional.empty();
  }

  private Tuning parse(Properties entries) {
    Map<String, Map<String, Integer>> tuned = new HashMap<>();
    for (String entry : entries.stringPropertyNames()) {
      if (!target.key().containsKey(entry)) {
        int dot = entry.lastIndexOf('.');
        String name = entry.substring(0, Math.max(0, dot));
        TunableKernel kernel =
            target.kernels().stream()
                .filter(k -> k.name().equals(name))
                .findFirst()
                .orElseThrow(() -> broken("unknown entry '" + entry + "'"));
        String parameter = entry.substring(dot + 1);
        int value = value(kernel, parameter, entries.getProperty(entry).strip());
        tuned.computeIfAbsent(name, n -> kernel.defaults()).put(parameter, value);
      }
    }
    return new Tuning(target.kernels(), tuned, file);
  }

  private int value(TunableKernel kernel, String parameter, String text) {
    List<Integer> values = kernel.values().getOrDefault(parameter, List.of());
    return values.stream()
        .filter(value -> value.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                broken(
                    kernel.name()
                        + '.'
                        + parameter
                        + ": expected "
                        + (values.isEmpty() ? "no such parameter" : "one of " + values)
                        + ", got '"
                        + text
                        + "'"));
  }

  private UserException broken(String why) {
    return target.broken(file, why);
  }

  /** Replaces a file, as a whole or not at all; makes its folder when there is none. */
  public static void write(Path file, TuningTarget target, Tuning tuning) {
    Properties entries = new Properties();
    entries.putAll(target.key());
    new TreeMap<>(tuning.tuned())
        .forEach(
            (kernel, parameters) ->
                parameters.forEach(
                    (name, value) -> entries.setProperty(kernel + '.' + name, value.toString())));
    StringWriter text = new StringWriter();
    try {
      entries.store(text, "Found by sovits tune. What is not listed has its default.");
      WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserException("tuning file " + file + " cannot be written (" + e + ").");
    }
  }
}
