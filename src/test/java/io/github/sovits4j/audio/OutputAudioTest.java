package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sovits4j.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputAudioTest {

  @ParameterizedTest
  @CsvSource({"32000, 0.3, 9600", "24000, 0.3, 7200", "48000, 0.3, 14400", "32000, 0, 0"})
  void pausesByTheOutputRate(int rate, double seconds, int samples) {
    assertEquals(samples, new OutputAudio(rate, seconds).pauseSamples());
  }

  @Test
  void guardsEachSentenceByItsOwnPeakAndPausesAfterEach() {
    OutputAudio output = new OutputAudio(1000, 0.002);
    float[] loud = {0.5f, -2};
    Waveform sound = output.join(List.of(loud, new float[] {1, 0.5f}, new float[0]));
    assertEquals(1000, sound.sampleRate());
    assertArrayEquals(new float[] {0.25f, -1, 0, 0, 1, 0.5f, 0, 0, 0, 0}, sound.channel(0));
    assertArrayEquals(new float[] {0.25f, -1, 0, 0}, output.finish(loud));
    assertArrayEquals(new float[] {0.5f, -2}, loud, "the input stays as it is");
    float[] quiet = {0.25f, -0.125f};
    assertArrayEquals(new float[] {0.25f, -0.125f, 0, 0}, output.finish(quiet), "not made louder");
    assertEquals(0, output.join(List.of()).frames());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 60.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesOddPauses(double seconds) {
    assertThrows(UserException.class, () -> new OutputAudio(32_000, seconds));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void aFailedNetworkIsNotPlayed(float value) {
    OutputAudio output = new OutputAudio(32_000, 0);
    assertThrows(
        IllegalArgumentException.class, () -> output.finish(new float[] {0.1f, value, 0.2f}));
  }
}
