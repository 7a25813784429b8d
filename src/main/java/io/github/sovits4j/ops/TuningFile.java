package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What {@code sovits tune} found for a device, as a properties file: four entries say what it was
 * found for, the others are {@code kernel.PARAMETER = value} with values of {@link TunedKernel}.
 */
final class TuningFile {

  /** Chooses a file; {@code off} for the defaults. */
  static final String PROPERTY = "sovits4j.opencl.tuning";

  /** The same as an environment variable. */
  static final String VARIABLE = "SOVITS4J_OPENCL_TUNING";

  static final String OFF = "off";

  private static final System.Logger LOG = System.getLogger(TuningFile.class.getName());

  /** No file of ours is a tenth of this. */
  private static final long LARGEST = 64 << 10;

  private static final int LONGEST_NAME = 100;

  private final Path file;
  private final OpenClDevice device;
  private final boolean gpu;

  TuningFile(Path file, OpenClDevice device, boolean gpu) {
    this.file = file;
    this.device = device;
    this.gpu = gpu;
  }

  /**
   * The tuning to use. The user's own file is left aside, with a line in the log, when it is for
   * another driver or other kernels; a file that was asked for must fit.
   *
   * @param choice a file, {@link #OFF}, or null for the user's own
   * @param own where the user's own file is, if there is one; or null
   * @throws UserException when the file cannot be read, is malformed, or was asked for and does not
   *     fit
   */
  static Tuning inForce(String choice, Path own, OpenClDevice device, boolean gpu) {
    if (OFF.equals(choice) || (choice == null && (own == null || !Files.exists(own)))) {
      return Tuning.defaults(gpu);
    }
    TuningFile tuning = new TuningFile(choice == null ? own : Path.of(choice), device, gpu);
    Properties entries = tuning.load();
    Optional<String> misfit = tuning.misfit(entries);
    if (misfit.isEmpty()) {
      return tuning.parse(entries);
    }
    if (choice != null) {
      throw new UserException(misfit.get());
    }
    LOG.log(System.Logger.Level.INFO, "default kernels: {0}", misfit.get());
    return Tuning.defaults(gpu);
  }

  /** The user's own file for a device, or null where users have no folder. */
  static Path place(OpenClDevice device) {
    Path folder = OpenClOptions.userFolder("XDG_CONFIG_HOME", ".config");
    String name =
        (device.platform() + ' ' + device.name())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    return folder == null
        ? null
        : folder.resolve(name.substring(0, Math.min(name.length(), LONGEST_NAME)) + ".properties");
  }

  /** What the values were found for: for anything else they mean nothing. */
  private Map<String, String> key() {
    Map<String, String> key = new LinkedHashMap<>();
    key.put("device", device.platform() + ' ' + device.name());
    key.put("driver", device.driver());
    key.put("class", gpu ? "gpu" : "cpu");
    key.put("kernels", TunedKernel.fingerprint());
    return key;
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
    for (Map.Entry<String, String> part : key().entrySet()) {
      String got = entries.getProperty(part.getKey());
      if (got == null) {
        throw broken("expected an entry '" + part.getKey() + "'");
      }
      if (!got.equals(part.getValue())) {
        return Optional.of(
            String.format(
                "tuning file %s is for %s '%s', here is '%s'; run sovits tune again.",
                file, part.getKey(), got, part.getValue()));
      }
    }
    return Optional.empty();
  }

  private Tuning parse(Properties entries) {
    Map<TunedKernel, Shape> shapes = new TreeMap<>();
    for (String entry : entries.stringPropertyNames()) {
      if (!key().containsKey(entry)) {
        int dot = entry.lastIndexOf('.');
        TunedKernel kernel =
            TunedKernel.of(entry.substring(0, Math.max(0, dot)))
                .orElseThrow(() -> broken("unknown entry '" + entry + "'"));
        String parameter = entry.substring(dot + 1);
        int value = value(kernel, parameter, entries.getProperty(entry).strip());
        shapes.merge(
            kernel,
            kernel.defaults(gpu).with(parameter, value),
            (shape, fresh) -> shape.with(parameter, value));
      }
    }
    shapes.forEach(this::requireRoom);
    return new Tuning(gpu, shapes, file);
  }

  private int value(TunedKernel kernel, String parameter, String text) {
    List<Integer> values = kernel.space(gpu).getOrDefault(parameter, List.of());
    return values.stream()
        .filter(value -> value.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                broken(
                    kernel.id()
                        + '.'
                        + parameter
                        + ": expected "
                        + (values.isEmpty() ? "no such parameter" : "one of " + values)
                        + ", got '"
                        + text
                        + "'"));
  }

  private void requireRoom(TunedKernel kernel, Shape shape) {
    if (shape.groupSize() > device.largestGroup()) {
      throw broken(
          kernel.id()
              + ": work-groups of "
              + shape.groupSize()
              + ", but the device allows "
              + device.largestGroup());
    }
  }

  private UserException broken(String why) {
    return new UserException(
        String.format(
            "tuning file %s: %s. Delete it, run sovits tune again, or set %s=%s.",
            file, why, PROPERTY, OFF));
  }

  /** Replaces the file. */
  void write(Tuning tuning) {
    Properties entries = new Properties();
    entries.putAll(key());
    tuning
        .tuned()
        .forEach(
            (kernel, shape) ->
                shape
                    .values()
                    .forEach(
                        (name, value) ->
                            entries.setProperty(kernel.id() + '.' + name, value.toString())));
    StringWriter text = new StringWriter();
    try {
      entries.store(text, "Found by sovits tune. What is not listed has its default.");
      WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserException("tuning file " + file + " cannot be written (" + e + ").");
    }
  }
}
