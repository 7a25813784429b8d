package io.github.sovits4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A minute of speech of v3 and v4, in windows and at once. */
class WindowBenchTest {

  @TempDir Path folder;

  private BenchedModel model(ModelVersion version) {
    Path path = folder.resolve("model");
    ModelSynthesizer.write(path, version, false, 3, false);
    return new BenchedModel(path, StoragePolicy.F32, 2, () -> Backends.open("simd"));
  }

  /**
   * The made-up prompt has 4 s, so 375 or 400 frames. Half a minute is 2812 or 3000 frames, of
   * which a window draws 934 − 375 or 1000 − 400.
   */
  @ParameterizedTest
  @CsvSource({"V3, 6", "V4, 5"})
  void aMinuteIsSpokenWithoutAClick(ModelVersion version, int windows) {
    List<WindowBench.Drawn> drawn = WindowBench.run(model(version), SampleVoice::of, 60);
    StringWriter table = new StringWriter();
    WindowBench.print(drawn, new PrintWriter(table, true));
    System.out.println(table);
    assertEquals(2, drawn.size(), "sentences");
    assertEquals(60, drawn.stream().mapToDouble(WindowBench.Drawn::audioSeconds).sum(), 0.1);
    for (WindowBench.Drawn sentence : drawn) {
      assertEquals(windows, sentence.windows());
      assertEquals(windows - 1, sentence.seams().count());
      assertTrue(!sentence.seams().click(), sentence::toString);
      // Another context, so no rounding; the same noise, so nearer than another draw.
      assertTrue(sentence.whole().mel() > 1e-4, sentence::toString);
      assertTrue(sentence.whole().mel() < sentence.other().mel(), sentence::toString);
    }
  }

  @Test
  void aClickIsFound() {
    Random random = new Random(1);
    float[] wave = new float[48_000];
    for (int i = 0; i < wave.length; i++) {
      double swell = i / 24_000 == 0 ? 0.01 : 0.5; // quiet, then loud
      wave[i] = (float) (swell * (Math.sin(i / 9.0) + 0.1 * random.nextGaussian()));
    }
    List<Integer> seams = IntStream.range(1, 5).mapToObj(i -> i * 9_000).toList();
    Seams clean = Seams.of(wave, 24_000, seams);
    assertEquals(4, clean.count());
    assertTrue(!clean.click() && clean.usual() <= clean.most(), clean::toString);
    wave[9_000] += 0.02f; // in the quiet half, and below every step of the loud one
    assertTrue(Seams.of(wave, 24_000, seams).click());
    assertTrue(!Seams.of(wave, 24_000, List.of(18_000)).click(), "but not where none is");
  }

  @Test
  void otherModelsAreRefused() {
    String message =
        assertThrows(
                UserException.class,
                () -> WindowBench.run(model(ModelVersion.V2), SampleVoice::of, 1))
            .getMessage();
    assertTrue(message.contains("v3 or v4, got v2"), message);
  }
}
