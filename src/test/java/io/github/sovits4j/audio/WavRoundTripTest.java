package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WavRoundTripTest {

  @ParameterizedTest
  @EnumSource
  void comesBackWithinOneStep(SampleFormat format) {
    double worst = 0;
    for (int channels = 1; channels <= 8; channels++) {
      for (int frames : new int[] {1, 2, 3, 8191, 30_001}) {
        Waveform sound = noise(frames * 31 + channels, channels, frames, 22_050);
        byte[] file = WavBytes.write(sound, format);
        assertEquals(0, file.length % 2);
        assertEquals(file.length - 8, WavBytes.view(file).getInt(4));
        Waveform back = WavBytes.read(file);
        assertEquals(22_050, back.sampleRate());
        assertEquals(channels, back.channels());
        assertEquals(frames, back.frames());
        for (int c = 0; c < channels; c++) {
          for (int i = 0; i < frames; i++) {
            float was = sound.channel(c)[i];
            float is = back.channel(c)[i];
            worst = Math.max(worst, Math.abs((double) is - was));
            assertTrue(Math.abs(is) <= Math.abs(was), "truncation is toward zero");
          }
        }
        assertEquals(back, WavBytes.read(WavBytes.write(back, format)), "a second trip is exact");
      }
    }
    double step = format.floating() ? 0 : Math.max(0x1p-24, Math.scalb(1.0, 1 - format.bits()));
    System.out.printf("%s: worst error %.3g, one step is %.3g%n", format, worst, step);
    assertTrue(worst <= step, "worst error " + worst);
  }

  @ParameterizedTest
  @EnumSource
  void clampsAtFullScale(SampleFormat format) {
    float top = format.floating() ? 1 : (float) (1 - Math.scalb(1.0, 1 - format.bits()));
    Waveform back =
        WavBytes.read(WavBytes.write(new Waveform(8000, new float[] {1, -1, 0, -0.0f}), format));
    assertArrayEquals(new float[] {top, -1, 0, 0}, positiveZeros(back.channel(0)));
    if (!format.floating()) {
      Waveform loud = new Waveform(8000, new float[] {1.0001f, 7, -1.0001f, -3e38f});
      assertArrayEquals(
          new float[] {top, top, -1, -1}, WavBytes.read(WavBytes.write(loud, format)).channel(0));
    }
  }

  private static float[] positiveZeros(float[] x) {
    float[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] += 0.0f;
    }
    return y;
  }

  @Test
  void pcm16ScalesBy32768AndTruncates() {
    Waveform sound =
        new Waveform(8000, new float[] {0.99999f, -0.99999f, 2.9f / 32768, -2.9f / 32768});
    ByteBuffer file = WavBytes.view(WavBytes.write(sound, SampleFormat.PCM_16));
    assertEquals(32767, file.getShort(44));
    assertEquals(-32767, file.getShort(46));
    assertEquals(2, file.getShort(48));
    assertEquals(-2, file.getShort(50));
  }

  @Test
  void bytesAreTheFormatsLetter() {
    Waveform sound = new Waveform(32_000, new float[] {0.5f, -1});
    assertEquals(
        "524946462800000057415645666d7420100000000100010000" // RIFF 40 WAVE fmt 16, PCM, 1 channel
            + "7d000000fa0000020010006461746104000000" // 32000, 64000, 2, 16, data 4
            + "00400080",
        HexFormat.of().formatHex(WavBytes.write(sound, SampleFormat.PCM_16)));
    assertEquals(
        "524946463a00000057415645666d7420120000000300010000"
            + "7d000000f401000400200000006661637404000000020000006461746108000000"
            + "0000003f000080bf",
        HexFormat.of().formatHex(WavBytes.write(sound, SampleFormat.FLOAT_32)));
  }

  @Test
  void fileAppearsWholeUnderItsNameOnly(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("voice.wav");
    Waveform sound = noise(5, 2, 1000, 48_000);
    WavWriter writer = new WavWriter(SampleFormat.FLOAT_32);
    writer.write(noise(4, 1, 7, 8000), file);
    writer.write(sound, file);
    assertEquals(sound, new WavReader(1).read(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "no temporary file stays behind");
    }
  }

  @Test
  void aLinkStaysALink(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("real.wav"));
    Path link = Files.createSymbolicLink(folder.resolve("link.wav"), file);
    Waveform sound = noise(5, 1, 10, 48_000);
    new WavWriter(SampleFormat.FLOAT_32).write(sound, link);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(sound, new WavReader(1).read(file));
  }

  @Test
  void saysWhyItCannotWrite(@TempDir Path folder) throws Exception {
    WavWriter writer = new WavWriter(SampleFormat.PCM_16);
    Waveform sound = noise(1, 1, 10, 8000);
    Path file = Files.createFile(folder.resolve("a"));
    assertMessage("a folder", () -> writer.write(sound, folder));
    assertMessage("no folder", () -> writer.write(sound, folder.resolve("b/c.wav")));
    assertMessage("no folder", () -> writer.write(sound, file.resolve("c.wav")));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  private static void assertMessage(String part, Runnable write) {
    UserException e = assertThrows(UserException.class, write::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static Waveform noise(long seed, int channels, int frames, int rate) {
    Random random = new Random(seed);
    float[][] x = new float[channels][frames];
    for (float[] channel : x) {
      for (int i = 0; i < frames; i++) {
        channel[i] = (float) (2 * random.nextDouble() - 1);
      }
    }
    return new Waveform(rate, x);
  }
}
