package io.github.sovits4j.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.verify.ForwardingBackend;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderSynthesizer;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that stay for the next voice, while there is room and for a while. */
class VoiceEncodersTest {

  private static final long ENOUGH = 100_000_000; // for a tiny network and its graph

  @TempDir static Path path;

  private final AtomicLong clock = new AtomicLong(-5);

  @BeforeAll
  static void write() {
    EncoderSynthesizer.write(
        path, List.of(HubertConfig.tiny(32), SpeakerNetworkConfig.tiny()), 5, false);
  }

  /** Counts weights that come. */
  private static final class Counting implements ForwardingBackend {
    private final Backend backend;
    private int constants;

    Counting(long memory) {
      backend = Backends.open("reference", BackendOptions.DEFAULT.withMemory(memory));
    }

    @Override
    public Backend backend() {
      return backend;
    }

    @Override
    public Tensor constant(String name, DataType storage, float[] data, int... shape) {
      constants++;
      return backend.constant(name, storage, data, shape);
    }

    long used() {
      return backend.memory().used();
    }
  }

  private VoiceEncoders encoders(Backend backend) {
    return new VoiceEncoders(backend, EncoderFolder.of(path), clock::get);
  }

  private static float[] tone(int samples) {
    float[] tone = new float[samples];
    for (int i = 0; i < samples; i++) {
      tone[i] = (float) Math.sin(0.05 * i + 1e-5 * i * i);
    }
    return tone;
  }

  /** As a fresh one hears it. */
  private float[] heard(int samples) {
    try (Backend backend = Backends.open("reference");
        VoiceEncoders fresh = encoders(backend)) {
      return fresh.hear(tone(samples));
    }
  }

  private float[] recognised(int samples) {
    try (Backend backend = Backends.open("reference");
        VoiceEncoders fresh = encoders(backend)) {
      return fresh.recognise(List.of(tone(samples))).getFirst();
    }
  }

  @Test
  void weightsComeOnceAndGraphsGo() {
    Counting device = new Counting(VoiceEncoders.RESERVE + ENOUGH);
    try (device.backend;
        VoiceEncoders encoders = encoders(device)) {
      List<float[]> two = encoders.recognise(List.of(tone(1600), tone(2000)));
      assertArrayEquals(recognised(1600), two.get(0));
      assertArrayEquals(recognised(2000), two.get(1));
      assertArrayEquals(heard(1600), encoders.hear(tone(1600)));
      int loaded = device.constants;
      long used = device.used();
      assertTrue(loaded > 0 && used > 0);
      assertArrayEquals(heard(1200), encoders.hear(tone(1200)));
      assertArrayEquals(recognised(1200), encoders.recognise(List.of(tone(1200))).getFirst());
      assertEquals(loaded, device.constants, "loaded again");
      assertEquals(used, device.used());
      assertEquals(used, encoders.bytesHeld(), "nothing but weights");
    } // a backend that is closed while it holds anything throws
  }

  /** Then each goes as soon as it has done its work; what comes out is the same. */
  @Test
  void withLittleRoomNothingStays() {
    Counting device = new Counting(VoiceEncoders.RESERVE);
    try (device.backend;
        VoiceEncoders encoders = encoders(device)) {
      for (int round = 0; round < 2; round++) {
        assertArrayEquals(recognised(1600), encoders.recognise(List.of(tone(1600))).getFirst());
        assertEquals(0, device.used());
        assertArrayEquals(heard(1600), encoders.hear(tone(1600)));
        assertEquals(0, device.used());
      }
      assertEquals(0, encoders.bytesHeld());
    }
  }

  @Test
  void whatOthersTakeLeavesTheReserve() {
    Counting device = new Counting(VoiceEncoders.RESERVE + ENOUGH);
    try (device.backend;
        VoiceEncoders encoders = encoders(device)) {
      encoders.hear(tone(1600));
      long free = device.memory().free();
      encoders.yieldTo(() -> free - VoiceEncoders.RESERVE);
      assertNotEquals(0, encoders.bytesHeld());
      encoders.yieldTo(() -> free - VoiceEncoders.RESERVE + 1);
      assertEquals(0, encoders.bytesHeld());
      assertEquals(0, device.used());
      assertArrayEquals(heard(1600), encoders.hear(tone(1600)), "loaded again");
    }
  }

  /** A graph for a long recording may be larger than the reserve. */
  @Test
  void oneMakesRoomForTheGraphOfTheOther() {
    Counting device = new Counting(VoiceEncoders.RESERVE + ENOUGH);
    try (device.backend;
        VoiceEncoders encoders = encoders(device)) {
      encoders.hear(tone(1600));
      long hubert = encoders.bytesHeld();
      encoders.recognise(List.of(tone(1600)));
      long speakers = encoders.bytesHeld() - hubert;
      device.backend.state("others", DataType.F32, free(device, 1000));
      encoders.yieldTo(() -> 0);
      assertEquals(hubert + speakers, encoders.bytesHeld());
      encoders.hear(tone(1600)); // whose graph takes more than 1000 bytes of the reserve
      assertEquals(hubert, encoders.bytesHeld());
    }
  }

  /** How many numbers leave so many bytes beside the reserve. */
  private static int free(Counting device, int left) {
    return (int) ((device.memory().free() - VoiceEncoders.RESERVE - left) / Float.BYTES);
  }

  @Test
  void afterAWhileWithoutANewVoiceTheyGo() {
    Counting device = new Counting(VoiceEncoders.RESERVE + ENOUGH);
    try (device.backend;
        VoiceEncoders encoders = encoders(device)) {
      encoders.hear(tone(1600));
      clock.addAndGet(VoiceEncoders.IDLE_SECONDS * 1_000_000_000L);
      encoders.hear(tone(1600));
      clock.addAndGet(VoiceEncoders.IDLE_SECONDS * 1_000_000_000L);
      encoders.yieldTo(() -> 0);
      assertNotEquals(0, encoders.bytesHeld(), "a new voice came");
      clock.incrementAndGet();
      encoders.yieldTo(() -> 0);
      assertEquals(0, encoders.bytesHeld());
    }
  }
}
