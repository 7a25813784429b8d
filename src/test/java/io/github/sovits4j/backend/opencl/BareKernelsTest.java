package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.BareRates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The yardstick of every other speed. */
class BareKernelsTest {

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void ratesArePlausibleAndNothingStaysAllocated(String deviceClass) {
    try (OpenClBackend backend = OpenClDevices.open(deviceClass)) {
      BareRates rates = backend.bareRates().orElseThrow();
      long objects = backend.counts().objects;
      for (long bytes : new long[] {1, 1 << 20, (4 << 20) + 12}) {
        double rate = rates.readBytesPerSecond(bytes);
        assertTrue(rate > 1e5 && rate < 1e14, bytes + " bytes: " + rate);
      }
      double flops = rates.flopsPerSecond();
      assertTrue(flops > 1e8 && flops < 1e15, "flops: " + flops);
      assertEquals(0, backend.session().budget().memory().used());
      assertTrue(backend.counts().objects <= objects + 2, "the two programs are kept");
    }
  }
}
