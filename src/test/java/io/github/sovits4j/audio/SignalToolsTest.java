package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SignalToolsTest {

  @Test
  void reflectPaddingDoesNotRepeatTheEdge() {
    float[] x = {1, 2, 3, 4};
    assertArrayEquals(new float[] {3, 2, 1, 2, 3, 4, 3, 2}, ReflectPadding.pad(x, 2));
    assertArrayEquals(new float[] {4, 3, 2, 1, 2, 3, 4, 3, 2, 1}, ReflectPadding.pad(x, 3));
    assertArrayEquals(x, ReflectPadding.pad(x, 0));
    assertThrows(IllegalArgumentException.class, () -> ReflectPadding.pad(x, 4));
    assertThrows(IllegalArgumentException.class, () -> ReflectPadding.pad(x, -1));
  }

  @Test
  void hannWindowIsPeriodic() {
    assertArrayEquals(new float[] {0, 0.5f, 1, 0.5f}, HannWindow.periodic(4), 1e-7f);
    float[] window = HannWindow.periodic(2048);
    double sum = 0;
    for (int k = 0; k < 2048; k++) {
      sum += window[k];
      assertEquals(1, window[k] + window[(k + 1024) % 2048], 1e-7);
    }
    assertEquals(1024, sum, 1e-4);
    assertThrows(IllegalArgumentException.class, () -> HannWindow.periodic(0));
  }

  @Test
  void waveformRefusesWhatIsNoSound() {
    float[] x = {0};
    assertThrows(IllegalArgumentException.class, () -> new Waveform(999, x));
    assertThrows(IllegalArgumentException.class, () -> new Waveform(768_001, x));
    assertThrows(IllegalArgumentException.class, () -> new Waveform(8000));
    assertThrows(IllegalArgumentException.class, () -> new Waveform(8000, x, new float[2]));
    assertThrows(IllegalArgumentException.class, () -> new Waveform(8000, new float[] {Float.NaN}));
    assertEquals("Waveform[0.250 s, 8000 Hz, 2 channels]", half().toString());
  }

  private static Waveform half() {
    return new Waveform(8000, new float[2000], new float[2000]);
  }
}
