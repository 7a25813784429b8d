package io.github.sovits4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Roofline arithmetic on figures one can check by hand, and measured figures within reason. */
class CeilingsTest {

  private static final Ceilings MADE_UP =
      new Ceilings(
          "made up",
          List.of(new Ceilings.Read(1000, 50), new Ceilings.Read(100, 200)),
          400,
          0.25,
          2,
          10,
          5);

  @Test
  void bandwidthIsThatOfTheBestBufferThatIsNotSmaller() {
    assertEquals(200, MADE_UP.bandwidth(100));
    assertEquals(50, MADE_UP.bandwidth(101));
    assertEquals(50, MADE_UP.bandwidth(5000));
    assertEquals(50, MADE_UP.memoryBandwidth());
  }

  @Test
  void theLimitIsTheLargerOfMemoryAndArithmetic() {
    assertEquals(10, MADE_UP.limitSeconds(400, 500)); // 500 / 50, not 400 / 400
    assertEquals(20, MADE_UP.limitSeconds(8000, 500)); // 8000 / 400
    assertEquals(Ceilings.Bound.MEMORY, MADE_UP.bound(400, 500));
    assertEquals(Ceilings.Bound.COMPUTE, MADE_UP.bound(8000, 500));
    assertEquals(Ceilings.Bound.LAUNCH, MADE_UP.bound(40, 10)); // 0.1 s of work, 0.25 s to start
    assertEquals(0.25, MADE_UP.fraction(400, 500, 40));
  }

  @Test
  void medianMinAndMax() {
    assertEquals(new Spread(2, 1, 9, 3), Spread.of(9, 1, 2));
    assertEquals(new Spread(3, 1, 9, 4), Spread.of(9, 1, 2, 4));
    assertThrows(IllegalArgumentException.class, Spread::of);
  }

  @Test
  void measuredCeilingsArePlausible() {
    try (Backend backend = Backends.open("reference")) {
      Ceilings ceilings = CeilingMeter.measure(backend, 0.02, 4 << 20);
      assertEquals(2, ceilings.reads().size());
      plausible(ceilings.reads(), ceilings.flops());
      assertTrue(ceilings.launchSeconds() > 0);
      assertTrue(ceilings.roundTripSeconds() > 0);
      assertTrue(ceilings.uploadBytesPerSecond() > 0);
      assertTrue(ceilings.downloadBytesPerSecond() > 0);
    }
    HostMeter.Result host = HostMeter.measure(2, 0.02, 4 << 20);
    plausible(host.bandwidth(), host.flops());
  }

  /** Not beyond any device there is; how slow a busy machine may be is not for a test to say. */
  private static void plausible(List<Ceilings.Read> reads, double flops) {
    for (Ceilings.Read read : reads) {
      assertTrue(read.bytesPerSecond() > 0 && read.bytesPerSecond() < 1e15, () -> read.toString());
    }
    assertTrue(flops > 0 && flops < 1e17, () -> "" + flops);
  }
}
