package io.github.sovits4j.tts;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import java.nio.file.Path;

/**
 * What was spoken.
 *
 * @param audio mono, at the model's rate
 * @param timings where the time went
 */
public record Speech(Waveform audio, Timings timings) {

  /**
   * Writes 16-bit PCM. The file is complete or not there at all.
   *
   * @throws io.github.sovits4j.UserException when it cannot be written
   */
  public void writeWav(Path file) {
    writeWav(file, SampleFormat.PCM_16);
  }

  /** Writes a WAV of the given sample format. */
  public void writeWav(Path file, SampleFormat format) {
    new WavWriter(format).write(audio, file);
  }

  /** Seconds of processing per second of audio; below 1 is faster than real time. */
  public double realTimeFactor() {
    return timings.total() / audio.seconds();
  }
}
