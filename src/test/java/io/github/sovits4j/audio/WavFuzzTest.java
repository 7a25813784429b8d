package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.sovits4j.UserException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged files: a sound or a message for the user, never anything else, never much memory. */
class WavFuzzTest {

  private static final int ROUNDS = 60_000;
  private static final long MOST_BYTES = 1 << 20;

  @Test
  void damagedFilesGiveASoundOrAMessage() {
    List<byte[]> seeds = seeds();
    Random random = new Random(20_250_101);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    int sounds = 0;
    int messages = 0;
    long most = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] file = mutate(seeds.get(random.nextInt(seeds.size())), random);
      long before = threads.getThreadAllocatedBytes(thread);
      try {
        Waveform sound = WavBytes.read(file);
        sounds++;
        assertTrue(sound.frames() > 0 && sound.seconds() <= 60, sound.toString());
        assertTrue((long) sound.frames() * sound.channels() <= file.length, sound.toString());
      } catch (UserException e) {
        messages++;
        assertTrue(e.getMessage().startsWith("test.wav: "), e.getMessage());
      } catch (RuntimeException | Error e) {
        fail("round " + round + " gave " + e, e);
      }
      most = Math.max(most, threads.getThreadAllocatedBytes(thread) - before);
    }
    System.out.printf(
        "WAV fuzz: %d files, %d sounds, %d messages, most memory %d bytes%n",
        ROUNDS, sounds, messages, most);
    assertTrue(sounds > ROUNDS / 10 && messages > ROUNDS / 10, "both outcomes must be exercised");
    assertTrue(most < MOST_BYTES, "one read allocated " + most);
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    float[] ramp = new float[99];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i / 100f;
    }
    for (SampleFormat format : SampleFormat.values()) {
      seeds.add(WavBytes.write(new Waveform(44_100, ramp), format));
      seeds.add(WavBytes.write(new Waveform(32_000, ramp, ramp), format));
    }
    seeds.add(
        WavBytes.riff(0)
            .extensible(1, 2, 48_000, 24, 20)
            .text("LIST")
            .u32(5)
            .raw(1, 2, 3, 4, 5, 0)
            .data(12, 1, 2, 3, 4, 5, 6)
            .bytes());
    return seeds;
  }

  private static byte[] mutate(byte[] seed, Random random) {
    byte[] file = seed.clone();
    int changes = 1 + random.nextInt(4);
    for (int k = 0; k < changes; k++) {
      int span = random.nextInt(4) > 0 ? Math.min(80, file.length) : file.length; // header mostly
      int at = random.nextInt(span);
      switch (random.nextInt(5)) {
        case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> file[at] = (byte) random.nextInt(256);
        case 2 -> Arrays.fill(file, at, Math.min(file.length, at + 4), (byte) -random.nextInt(2));
        case 3 -> file = Arrays.copyOf(file, 1 + random.nextInt(file.length + 20));
        default -> {
          int to = random.nextInt(file.length);
          System.arraycopy(seed, 0, file, to, Math.min(seed.length, file.length - to));
        }
      }
    }
    return file;
  }
}
