package io.github.sovits4j.bench;

import java.util.List;

/**
 * What it costs until a backend speaks at its usual speed, and where that goes. Everything is the
 * first of its kind on the backend; what the process or the driver's cache on disk has seen before
 * is cheaper than it would be otherwise.
 *
 * @param processSeconds from the start of the JVM to the end of the first utterance, whatever else
 *     the process did before
 * @param runtimeSeconds from asking for the backend until it is open: libraries, driver, context
 * @param loadSeconds model folder to networks, weights handed to the backend
 * @param voiceSeconds first voice from a recording
 * @param utteranceSeconds the same utterance over and over: what the JIT, and captures, are still
 *     doing
 * @param uploadSeconds of all before: repacking weights and bringing them to the device
 * @param uploadBytes how many
 * @param compiled of all before: kernels compiled or loaded from a cache, in order
 */
public record StartUp(
    double processSeconds,
    double runtimeSeconds,
    double loadSeconds,
    double voiceSeconds,
    List<Double> utteranceSeconds,
    double uploadSeconds,
    long uploadBytes,
    List<Trace.Compiled> compiled) {

  /** From nothing to the end of the first utterance. */
  public double totalSeconds() {
    return runtimeSeconds + loadSeconds + voiceSeconds + utteranceSeconds.getFirst();
  }

  /** Seconds of compiling Java for the device. */
  public double compilerSeconds() {
    return compiled.stream().mapToDouble(Trace.Compiled::compilerSeconds).sum();
  }

  /** Seconds of the driver's compiling, as far as the driver compiles when it is told to. */
  public double driverSeconds() {
    return compiled.stream().mapToDouble(Trace.Compiled::driverSeconds).sum();
  }
}
