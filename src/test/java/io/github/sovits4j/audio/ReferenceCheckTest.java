package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said about recordings, with which numbers. */
class ReferenceCheckTest {

  private static final int RATE = 8000;

  private static float[] tone(double seconds, double level) {
    float[] x = new float[(int) Math.round(seconds * RATE)];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (level * Math.sin(2 * Math.PI * 200 * i / RATE));
    }
    return x;
  }

  private static List<String> check(boolean prompt, float[]... channels) {
    return ReferenceCheck.check(new Waveform(RATE, channels), prompt);
  }

  private static void refused(String part, boolean prompt, float[]... channels) {
    String message = assertThrows(UserException.class, () -> check(prompt, channels)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void goodSpeechIsNotRemarkedUpon() {
    for (double seconds : new double[] {3, 5, 10}) {
      assertEquals(List.of(), check(true, tone(seconds, 0.3)));
    }
    assertEquals(List.of(), check(false, tone(4, 0.3), tone(4, 0.2)));
    assertEquals(List.of(), check(false, tone(4, 0.3), new float[4 * RATE]), "one silent channel");
  }

  @Test
  void lengthCountsForPromptsAlone() {
    refused("2.99 s long", true, tone(2.99, 0.3));
    refused("10.01 s long", true, tone(10.01, 0.3));
    String remark = check(false, tone(2.5, 0.3)).getFirst();
    assertTrue(remark.contains("2.50 s long; 3 to 10 s"), remark);
  }

  @Test
  void silenceIsRefused() {
    refused("level is -inf dB", false, new float[4 * RATE]);
    refused("level is -67 dB", false, tone(4, 0.0006));
    assertEquals(List.of(), check(false, tone(4, 0.003)), "-53 dB is quiet speech");
  }

  @Test
  void clippingIsCountedInRuns() {
    float[] loud = tone(4, 1.3);
    for (int i = 0; i < loud.length; i++) {
      loud[i] = Math.clamp(loud[i], -1, 32767f / 32768);
    }
    String remark = check(false, loud).getFirst();
    assertTrue(remark.matches(".*clipped: 4[0-9]\\.\\d\\d % of its samples.*"), remark);
    float[] peaks = tone(4, 0.3);
    for (int i = 0; i < peaks.length; i += 100) {
      peaks[i] = 1; // a peak is no run
    }
    assertEquals(List.of(), check(false, peaks));
  }

  @Test
  void channelsThatCancelAreFound() {
    float[] inverted = tone(4, -0.3);
    refused("0.0 % of their power", false, tone(4, 0.3), inverted);
    String remark = check(false, tone(4, 0.3), tone(4, -0.15)).getFirst();
    assertTrue(remark.contains("out of phase") && remark.contains("10.0 %"), remark);
  }
}
