package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BusyMeterTest {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong(5);
  private final BusyMeter meter = new BusyMeter(clock::get);

  private void pass(long nanos) {
    clock.addAndGet(nanos);
  }

  @Test
  void idleAtFirst() {
    pass(100 * SECOND);
    assertEquals(0, meter.seconds());
    assertEquals(0, meter.share());
  }

  @Test
  void workInProgressCounts() {
    meter.begin();
    pass(30 * SECOND);
    assertEquals(30, meter.seconds(), 1e-9);
    assertEquals(1 - Math.exp(-1), meter.share(), 1e-12);
    meter.end();
    pass(30 * SECOND);
    assertEquals(30, meter.seconds(), 1e-9);
    assertEquals((1 - Math.exp(-1)) * Math.exp(-1), meter.share(), 1e-12);
  }

  /** However often one looks, and however small the pieces are. */
  @Test
  void aThirdOfTheTime() {
    for (int i = 0; i < 300_000; i++) {
      meter.begin();
      pass(SECOND / 1000);
      meter.end();
      pass(2 * SECOND / 1000);
      if (i % 7 == 0) {
        meter.share();
      }
    }
    assertEquals(300, meter.seconds(), 1e-6);
    assertEquals(1 / 3.0, meter.share(), 1e-3);
  }
}
