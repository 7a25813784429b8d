package io.github.sovits4j.audio.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.Skip;
import io.github.sovits4j.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A decoder of another make gets out what was put in. */
class SoundFormatTest {

  @TempDir static Path folder;

  private static boolean decoder;

  @BeforeAll
  static void findDecoder() throws InterruptedException {
    try {
      Process ffmpeg =
          new ProcessBuilder("ffmpeg", "-version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      decoder = ffmpeg.waitFor() == 0;
    } catch (IOException e) {
      decoder = false;
    }
  }

  /** Loud voice-like sound: harmonics of a gliding pitch, quieter and louder, and some noise. */
  private static float[] sound(int rate, double seconds) {
    Random random = new Random(3);
    float[] x = new float[(int) (rate * seconds)];
    double phase = 0;
    for (int i = 0; i < x.length; i++) {
      double t = (double) i / rate;
      phase += (140 + 30 * Math.sin(2 * t)) / rate;
      double sum = 0;
      for (int h = 1; h <= 8; h++) {
        sum += Math.sin(2 * Math.PI * h * phase) / h;
      }
      double loud = 0.45 * (0.6 + 0.4 * Math.sin(9 * t));
      x[i] = (float) (loud * sum + 0.003 * random.nextGaussian());
    }
    return x;
  }

  /** Samples of 16 bits as another decoder reads them, at the rate asked for. */
  private static short[] decode(byte[] file, String name, int rate)
      throws IOException, InterruptedException {
    Path in = Files.write(folder.resolve(name), file);
    Path out = folder.resolve(name + ".pcm");
    Path log = folder.resolve(name + ".log");
    Process process =
        new ProcessBuilder(
                List.of(
                    "ffmpeg",
                    "-y",
                    "-v",
                    "warning",
                    "-i",
                    in.toString(),
                    "-f",
                    "s16le",
                    "-ac",
                    "1",
                    "-ar",
                    Integer.toString(rate),
                    out.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String said = Files.readString(log);
    if (name.endsWith("mp3")) { // whose length no header tells, for it is not known in a stream
      said = said.replaceAll(".*Estimating duration from bitrate.*\\n", "");
    }
    assertEquals(0, process.exitValue(), said);
    assertEquals("", said);
    byte[] bytes = Files.readAllBytes(out);
    short[] samples = new short[bytes.length / 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return samples;
  }

  private static byte[] inParts(SoundFormat format, float[] x, int rate) {
    SoundEncoder encoder = format.encoder(rate);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    for (int size : new int[] {1, 999, 4096, 7, 20_000, x.length}) {
      int end = Math.min(x.length, at + size);
      out.writeBytes(encoder.encode(Arrays.copyOfRange(x, at, end)));
      at = end;
    }
    out.writeBytes(encoder.finish());
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 16_000, 24_000, 32_000, 37_123, 48_000})
  void flacIsLossless(int rate) throws Exception {
    Skip.unless(decoder, "NO FFMPEG HERE: FLAC IS NOT DECODED (apt-get install ffmpeg)");
    float[] x = sound(rate, 2.3);
    for (int i = 0; i < 3000; i++) {
      x[i] = i < 1000 ? 0 : i % 2 == 0 ? 1 : -1; // silence, and the worst of predictions
    }
    byte[] file = inParts(SoundFormat.FLAC, x, rate);
    assertArrayEquals(PcmSamples.of(x), decode(file, "x" + rate + ".flac", rate));
    assertTrue(file.length < 1.7 * x.length, "bytes a sample: " + (double) file.length / x.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 15, 17, 4095, 4096, 4097})
  void flacOfFewSamples(int length) throws Exception {
    Skip.unless(decoder, "NO FFMPEG HERE: FLAC IS NOT DECODED (apt-get install ffmpeg)");
    float[] x = Arrays.copyOf(sound(32_000, 1), length);
    byte[] file = SoundFormat.FLAC.encode(x, 32_000);
    assertArrayEquals(PcmSamples.of(x), decode(file, "few" + length + ".flac", 32_000));
  }

  @ParameterizedTest
  @CsvSource({
    "MP3, 8000, 12", "MP3, 16000, 15", "MP3, 24000, 18", "MP3, 32000, 18", "MP3, 48000, 18",
    "OGG, 8000, 8", "OGG, 16000, 8", "OGG, 24000, 8", "OGG, 32000, 8", "OGG, 48000, 8"
  })
  void lossyFormatsSoundTheSame(SoundFormat format, int rate, double leastDecibels)
      throws Exception {
    Skip.unless(decoder, "NO FFMPEG HERE: " + format + " IS NOT DECODED (apt-get install ffmpeg)");
    Skip.unless(format.isPresent(), "the library for " + format + " is not here");
    float[] x = sound(rate, 2.3);
    for (byte[] file : List.of(format.encode(x, rate), inParts(format, x, rate))) {
      short[] y = decode(file, "x" + rate + "." + format, rate);
      double late = (double) (y.length - x.length) / rate;
      // MP3 without a header of its own has delay and fill; Opus tells its decoder what to leave
      // out.
      assertTrue(Math.abs(late) < (format == SoundFormat.MP3 ? 0.3 : 0.001), "seconds: " + late);
      double decibels = bestSignalToNoise(x, y, format == SoundFormat.MP3 ? rate / 4 : 4);
      assertTrue(decibels > leastDecibels, "signal to noise: " + decibels + " dB");
      int full = 0;
      for (short sample : y) {
        full += Math.abs(sample) >= Short.MAX_VALUE ? 1 : 0;
      }
      assertTrue(full < 10, "samples at full scale: " + full);
    }
  }

  /** Sound that comes in chunks plays through: what is heard is what the whole would give. */
  @ParameterizedTest
  @CsvSource({"OGG, 32000", "OGG, 24000", "OGG, 48000", "MP3, 32000", "MP3, 24000", "FLAC, 32000"})
  void partsAreHeardWithoutSeams(SoundFormat format, int rate) throws Exception {
    Skip.unless(decoder, "NO FFMPEG HERE: " + format + " IS NOT DECODED (apt-get install ffmpeg)");
    Skip.unless(format.isPresent(), "the library for " + format + " is not here");
    float[] x = sound(rate, 2.3);
    int out = format == SoundFormat.OGG ? 48_000 : rate;
    short[] whole = decode(format.encode(x, rate), "whole." + format, out);
    short[] parts = decode(inParts(format, x, rate), "parts." + format, out);
    assertArrayEquals(whole, parts);
  }

  /** One after the other, files of Ogg are played as one, and each is a file alone. */
  @ParameterizedTest
  @ValueSource(ints = {24_000, 32_000, 48_000})
  void oggIsChained(int rate) throws Exception {
    Skip.unless(decoder, "NO FFMPEG HERE: OGG IS NOT DECODED (apt-get install ffmpeg)");
    Skip.unless(SoundFormat.OGG.isPresent(), "the library for ogg is not here");
    float[] x = sound(rate, 1.7);
    SoundEncoder encoder = SoundFormat.OGG.chain(rate);
    ByteArrayOutputStream chain = new ByteArrayOutputStream();
    Set<Integer> serials = new HashSet<>();
    int samples = 0;
    for (int i = 0; i < 3; i++) {
      float[] part = Arrays.copyOf(x, x.length - 1000 * i);
      byte[] file = encoder.encode(part);
      assertEquals((double) part.length / rate, seconds(decode(file, "one.ogg", 48_000)), 0.001);
      serials.add(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(14));
      chain.writeBytes(file);
      samples += part.length;
    }
    chain.writeBytes(encoder.finish());
    assertEquals(3, serials.size(), "serial numbers: " + serials);
    double heard = seconds(decode(chain.toByteArray(), "chain.ogg", 48_000));
    // Decoders that leave out the delay of the first file alone hear 6.5 ms of each more.
    assertEquals((double) samples / rate, heard, 0.02);
  }

  private static double seconds(short[] samples) {
    return samples.length / 48_000.0;
  }

  @Test
  void onlyOggIsChained() {
    assertThrows(UserException.class, () -> SoundFormat.MP3.chain(32_000));
  }

  /** Over shifts; the middle second is compared. */
  private static double bestSignalToNoise(float[] x, short[] y, int mostShift) {
    double best = Double.NEGATIVE_INFINITY;
    int from = x.length / 4;
    int to = Math.min(3 * x.length / 4, y.length - mostShift);
    for (int shift = -4; shift <= mostShift; shift++) {
      double signal = 0;
      double noise = 0;
      for (int i = from; i < to; i++) {
        double difference = x[i] - y[i + shift] / 32_768.0;
        signal += (double) x[i] * x[i];
        noise += difference * difference;
      }
      best = Math.max(best, 10 * Math.log10(signal / noise));
    }
    return best;
  }

  @ParameterizedTest
  @EnumSource(SoundFormat.class)
  void nothingAtAllIsStillAFile(SoundFormat format) {
    Skip.unless(format.isPresent(), "the library for " + format + " is not here");
    byte[] file = format.encode(new float[0], 32_000);
    assertTrue(format == SoundFormat.RAW || format == SoundFormat.MP3 || file.length >= 40);
  }

  @ParameterizedTest
  @EnumSource(
      value = SoundFormat.class,
      names = {"WAV", "RAW"})
  void fullScaleDoesNotWrap(SoundFormat format) {
    byte[] file = format.encode(new float[] {1, -1, 1.5f, -1.5f, 0.5f}, 32_000);
    ByteBuffer samples = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = file.length - 10;
    short[] expected = {32_767, -32_768, 32_767, -32_768, 16_384};
    for (short sample : expected) {
      assertEquals(sample, samples.getShort(at));
      at += 2;
    }
  }
}
