package io.github.sovits4j.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;

/** Where measured values go: a JSON object per line, the same that the Python scripts write. */
final class Samples {

  /** What is measured, and its unit. */
  enum Measure {
    /** Prompt to first code, on the host. */
    S1_PREFILL("S1 prefill", "ms"),
    /** Each further code, sampling included. */
    S1_STEP("S1 decode", "ms/code"),
    /** Spectrogram, codes and phones to samples. */
    S2_DECODE("S2 decode", "s/audio s"),
    /** Latent to samples. */
    S2_GENERATOR("S2 generator", "s/audio s"),
    /** Mel frames to samples, v3 and v4. */
    VOCODER("vocoder", "s/audio s"),
    /** Features to mel frames in 8 steps, v3 and v4. */
    DIT_8("diffusion, 8 steps", "s/audio s"),
    /** The same in 32. */
    DIT_32("diffusion, 32 steps", "s/audio s");

    final String label;
    final String unit;

    Measure(String label, String unit) {
      this.label = label;
      this.unit = unit;
    }
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String contestant;
  private final PrintStream out;

  Samples(String contestant, PrintStream out) {
    this.contestant = contestant;
    this.out = out;
  }

  /** Writes a value in the measure's unit. */
  void add(Measure measure, double value) {
    add(measure.name(), measure.unit, value);
  }

  /** Writes a value. */
  void add(String measure, String unit, double value) {
    Map<String, Object> line = new TreeMap<>();
    line.put("contestant", contestant);
    line.put("measure", measure);
    line.put("unit", unit);
    line.put("value", value);
    line.put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    try {
      out.println(MAPPER.writeValueAsString(line));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
