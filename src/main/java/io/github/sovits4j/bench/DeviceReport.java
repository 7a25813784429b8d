package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.verify.OperatorVerifier;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ceilings of a device, and those of the host beside them.
 *
 * @param backend the backend's name
 * @param device the device in one line
 * @param ceilings what figures are compared with
 * @param vocabulary what the backend's own operators reached
 * @param host one thread, then all of them
 */
public record DeviceReport(
    String backend,
    String device,
    Ceilings ceilings,
    Ceilings vocabulary,
    List<HostMeter.Result> host) {

  /**
   * Measures. The reference backend is a JVM thread, so its ceilings are those of one thread;
   * others are measured with their own operators.
   *
   * @param budget seconds to spend on one figure, about; there are some thirty
   */
  public static DeviceReport measure(Backend backend, double budget) {
    int cores = Runtime.getRuntime().availableProcessors();
    HostMeter.Result one = HostMeter.measure(1, budget);
    List<HostMeter.Result> host =
        cores == 1 ? List.of(one) : List.of(one, HostMeter.measure(cores, budget));
    Ceilings vocabulary = CeilingMeter.measure(backend, budget);
    Ceilings ceilings = vocabulary;
    if (backend.name().equals(OperatorVerifier.REFERENCE)) {
      ceilings =
          new Ceilings(
              "the better of one JVM thread's plain loops and the backend's own operators",
              better(one.bandwidth(), vocabulary.reads()),
              Math.max(one.flops(), vocabulary.flops()),
              vocabulary.launchSeconds(),
              vocabulary.roundTripSeconds(),
              vocabulary.uploadBytesPerSecond(),
              vocabulary.downloadBytesPerSecond());
    }
    return new DeviceReport(backend.name(), backend.device(), ceilings, vocabulary, host);
  }

  private static List<Ceilings.Read> better(List<Ceilings.Read> some, List<Ceilings.Read> others) {
    return Stream.concat(some.stream(), others.stream())
        .collect(Collectors.toMap(Ceilings.Read::bytes, Ceilings.Read::bytesPerSecond, Math::max))
        .entrySet()
        .stream()
        .map(entry -> new Ceilings.Read(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Prints it for people. */
  public void print(PrintWriter out) {
    out.printf("backend %s on %s%n", backend, device);
    rates(out, vocabulary.source(), vocabulary.reads(), vocabulary.flops());
    out.printf(
        Locale.ROOT,
        "  launch in a queue %.2f us, with a look at the device %.2f us%n",
        1e6 * vocabulary.launchSeconds(),
        1e6 * vocabulary.roundTripSeconds());
    out.printf(
        Locale.ROOT,
        "  host to device %.2f GB/s, device to host %.2f GB/s%n",
        1e-9 * vocabulary.uploadBytesPerSecond(),
        1e-9 * vocabulary.downloadBytesPerSecond());
    for (HostMeter.Result result : host) {
      rates(out, "host, JVM threads: " + result.threads(), result.bandwidth(), result.flops());
    }
    out.println("ceilings used for this backend: " + ceilings.source());
    out.flush();
  }

  private static void rates(
      PrintWriter out, String source, List<Ceilings.Read> reads, double flops) {
    out.println(source);
    for (Ceilings.Read read : reads) {
      out.printf(
          Locale.ROOT,
          "  read %4d MiB        %8.2f GB/s%n",
          read.bytes() >> 20,
          1e-9 * read.bytesPerSecond());
    }
    out.printf(Locale.ROOT, "  multiply-adds        %8.2f GFLOP/s%n", 1e-9 * flops);
  }
}
