package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavReaderTest {

  private static final float[] HALVES = {0.5f, -0.5f, -1, 0};
  private static final int[] HALVES_PCM = {0x4000, 0xc000, 0x8000, 0};

  @Test
  void readsPlainPcm() {
    Waveform sound = WavBytes.riff(44).fmt(1, 2, 44_100, 16).data(8, HALVES_PCM).read();
    assertEquals(44_100, sound.sampleRate());
    assertArrayEquals(new float[] {0.5f, -1}, sound.channel(0));
    assertArrayEquals(new float[] {-0.5f, 0}, sound.channel(1));
  }

  @Test
  void readsEachInteger() {
    assertArrayEquals(
        new float[] {-1, 0, 127 / 128f},
        WavBytes.riff(0).fmt(1, 1, 8000, 8).data(3).raw(0, 128, 255).read().channel(0));
    assertArrayEquals(
        new float[] {1 / 0x1p23f, -1, -1 / 0x1p23f},
        WavBytes.riff(0)
            .fmt(1, 1, 8000, 24)
            .data(9)
            .raw(1, 0, 0, 0, 0, 0x80, 0xff, 0xff, 0xff)
            .read()
            .channel(0));
    assertArrayEquals(
        new float[] {-1, 0.25f},
        WavBytes.riff(0)
            .fmt(1, 1, 8000, 32)
            .data(8)
            .u32(0x8000_0000L)
            .u32(0x2000_0000L)
            .read()
            .channel(0));
  }

  @Test
  void readsEachFloat() {
    assertArrayEquals(
        new float[] {1.5f},
        WavBytes.riff(0)
            .fmt(3, 1, 8000, 32)
            .data(4)
            .u32(Float.floatToIntBits(1.5f))
            .read()
            .channel(0));
    long tenth = Double.doubleToLongBits(0.1);
    assertArrayEquals(
        new float[] {0.1f},
        WavBytes.riff(0)
            .fmt(3, 1, 8000, 64)
            .data(8)
            .u32(tenth)
            .u32(tenth >>> 32)
            .read()
            .channel(0));
  }

  @Test
  void readsExtensible() {
    float[] x =
        WavBytes.riff(0).extensible(1, 1, 48_000, 16, 16).data(8, HALVES_PCM).read().channel(0);
    assertArrayEquals(HALVES, x);
  }

  @Test
  void refusesPrivateExtensible() {
    byte[] file = WavBytes.riff(0).extensible(1, 1, 48_000, 16, 16).data(8, HALVES_PCM).bytes();
    file[12 + 8 + 39] ^= 1;
    refused("private", file);
  }

  @Test
  void skipsUnknownChunksOddOnesWithTheirPadding() {
    WavBytes file = WavBytes.riff(0).text("JUNK").u32(3).raw(1, 2, 3, 0).fmt(1, 1, 8000, 16);
    file.text("LIST").u32(4).text("INFO").data(8, HALVES_PCM).text("id3 ").u32(99);
    assertArrayEquals(HALVES, file.read().channel(0));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "36, 0",
    "0xffffffff, 0xffffffff",
    "0x7fffffff, 0x7fffffdb",
    "0xffffffff, 0",
    "44, -1"
  })
  void readsStreamedFilesToTheirEnd(String riffSize, String dataSize) {
    float[] x =
        WavBytes.riff(Long.decode(riffSize))
            .fmt(1, 1, 8000, 16)
            .data(Long.decode(dataSize), HALVES_PCM)
            .raw(7) // half a sample
            .read()
            .channel(0);
    assertArrayEquals(HALVES, x);
  }

  @Test
  void aTrulyEmptyDataChunkIsNotFilledWithWhatFollows() {
    byte[] file =
        WavBytes.riff(36 + 12).fmt(1, 1, 8000, 16).data(0).text("LIST").u32(4).u32(0).bytes();
    refused("no samples", file);
  }

  @Test
  void skipsOddChunksWhosePaddingWasForgotten() {
    for (int pad : new int[] {0, 'x', -1}) { // right, some other byte, none
      WavBytes file = WavBytes.riff(0).text("JUNK").u32(3).raw(1, 2, 3);
      file = (pad < 0 ? file : file.raw(pad)).fmt(1, 1, 8000, 16).text("LIST").u32(5).text("INFOx");
      file = (pad < 0 ? file : file.raw(pad)).data(8, HALVES_PCM);
      assertArrayEquals(HALVES, file.read().channel(0), "padding " + pad);
    }
    WavBytes other = WavBytes.riff(0).fmt(1, 1, 8000, 16).text("LIST").u32(1).raw('x');
    other.text("id3 ").u32(2).raw(1, 2).data(8, HALVES_PCM);
    assertArrayEquals(HALVES, other.read().channel(0));
  }

  @Test
  void aLastFrameThatIsThereInPartIsLeftOut() {
    byte[] whole = WavBytes.riff(44).fmt(1, 2, 8000, 16).data(8, HALVES_PCM).bytes();
    for (int missing = 1; missing < 4; missing++) {
      Waveform sound = WavBytes.read(Arrays.copyOf(whole, whole.length - missing));
      assertEquals(1, sound.frames());
      assertEquals(HALVES[0], sound.channel(0)[0]);
    }
    Waveform odd = WavBytes.riff(0).fmt(1, 1, 8000, 16).data(9, HALVES_PCM).raw(7).read();
    assertArrayEquals(HALVES, odd.channel(0));
  }

  @Test
  void refusesEachCutOfAValidFile() {
    byte[] file = WavBytes.riff(44).fmt(1, 1, 8000, 16).data(8, HALVES_PCM).bytes();
    for (int length = 0; length < file.length - 1; length++) {
      byte[] part = Arrays.copyOf(file, length);
      UserException e = assertThrows(UserException.class, () -> WavBytes.read(part));
      assertTrue(e.getMessage().startsWith("test.wav: "), e.getMessage());
    }
    refused("promises 0.001 s of sound and 0.000 s", Arrays.copyOf(file, file.length - 2));
    refused("empty", new byte[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "ID3\u0004, MP3",
    "\u00ff\u00fb\u0090d, MP3",
    "\u00ff\u00f1PP, AAC",
    "fLaC, FLAC",
    "OggS, Ogg",
    "0000ftypM4A, M4A",
    "FORM0000AIFF, AIFF",
    "RF64\u00ff\u00ff\u00ff\u00ffWAVE, RF64",
    "RIFF0000AVI LIST, AVI",
    "'\u001aE\u00df\u00a3', WebM",
    "Hello world, no sound file we know"
  })
  void namesWhatItIsInstead(String head, String kind) {
    refused(kind, head.getBytes(StandardCharsets.ISO_8859_1));
    refused("Convert it to WAV", head.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void refusesWhatItCannotDecode() {
    refused("ADPCM", WavBytes.riff(0).fmt(2, 1, 8000, 16).data(8, HALVES_PCM).bytes());
    refused("µ-law", WavBytes.riff(0).fmt(7, 1, 8000, 8).data(8, HALVES_PCM).bytes());
    refused("12 bit PCM", WavBytes.riff(0).fmt(1, 2, 8000, 12).data(8, HALVES_PCM).bytes());
    refused("says 9", WavBytes.riff(0).fmt(1, 9, 8000, 16).data(18, new int[9]).bytes());
    refused("says 0", WavBytes.riff(0).fmt(1, 0, 8000, 16).data(8, HALVES_PCM).bytes());
    refused("says 999.", WavBytes.riff(0).fmt(1, 1, 999, 16).data(8, HALVES_PCM).bytes());
    refused("4294967295", WavBytes.riff(0).fmt(1, 1, 0xffff_ffffL, 16).data(2, 0).bytes());
    byte[] wrongFrame = WavBytes.riff(0).fmt(1, 1, 8000, 16).data(8, HALVES_PCM).bytes();
    wrongFrame[32] = 4;
    refused("2 bytes a frame, it says 4", wrongFrame);
    refused("before the fmt chunk", WavBytes.riff(0).data(8, HALVES_PCM).bytes());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesWhatIsNoNumber(float value) {
    refused(
        "found " + value,
        WavBytes.riff(0).fmt(3, 1, 8000, 32).data(4).u32(Float.floatToIntBits(value)).bytes());
  }

  @Test
  void refusesTooLongSoundByItsHeaderAlone() {
    refused("at most 60.0 s", WavBytes.riff(0).fmt(1, 1, 8000, 16).data(2 * 480_001, 0, 0).bytes());
    int[] claimed = new int[480_001];
    refused("at most 60.0 s", WavBytes.riff(0).fmt(1, 1, 8000, 16).data(0, claimed).bytes());
    int[] just = new int[480_000];
    assertEquals(60, WavBytes.riff(0).fmt(1, 1, 8000, 16).data(0, just).read().seconds());
  }

  @Test
  void saysWhatIsWrongWithAPath(@TempDir Path folder) throws Exception {
    WavReader reader = new WavReader(10);
    Path file = folder.resolve("a.wav");
    assertMessage("no such file", assertThrows(UserException.class, () -> reader.read(file)));
    assertMessage("a folder", assertThrows(UserException.class, () -> reader.read(folder)));
    Path below = file.resolve("b.wav");
    Files.write(file, new byte[0]);
    assertMessage("is empty", assertThrows(UserException.class, () -> reader.read(file)));
    assertThrows(UserException.class, () -> reader.read(below));
  }

  private static void refused(String because, byte[] file) {
    assertMessage(because, assertThrows(UserException.class, () -> WavBytes.read(file)));
  }

  private static void assertMessage(String part, UserException e) {
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
