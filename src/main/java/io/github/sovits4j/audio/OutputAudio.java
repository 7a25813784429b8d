package io.github.sovits4j.audio;

import io.github.sovits4j.UserException;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What happens to synthesised sentences: a peak guard, a pause after each one, joining.
 *
 * @param sampleRate rate of the model's output in Hz, 1000…768000
 * @param pauseSeconds silence after every sentence, the last one too, 0…{@value #MAX_PAUSE_SECONDS}
 */
public record OutputAudio(int sampleRate, double pauseSeconds) {

  /** Pause after a sentence where none is asked for, in seconds. */
  public static final double DEFAULT_PAUSE_SECONDS = 0.3;

  /** Longest accepted pause in seconds. */
  public static final double MAX_PAUSE_SECONDS = 60;

  /**
   * @throws UserException if the pause is out of range
   */
  public OutputAudio {
    if (sampleRate < Waveform.MIN_RATE || sampleRate > Waveform.MAX_RATE) {
      throw new IllegalArgumentException(
          "sample rate must be %d to %d Hz, got %d"
              .formatted(Waveform.MIN_RATE, Waveform.MAX_RATE, sampleRate));
    }
    if (!(pauseSeconds >= 0 && pauseSeconds <= MAX_PAUSE_SECONDS)) {
      throw new UserException(
          "The pause after a sentence must be 0 to %s seconds, got %s."
              .formatted(MAX_PAUSE_SECONDS, pauseSeconds));
    }
  }

  /**
   * Silence around a sentence, in samples.
   *
   * @param before it
   * @param after it
   */
  public record Silence(int before, int after) {}

  /** Returns the pause in samples: rate times seconds, rounded down. */
  public int pauseSamples() {
    return samples(pauseSeconds);
  }

  private int samples(double seconds) {
    return (int) (sampleRate * seconds);
  }

  /**
   * The silence around a sentence.
   *
   * @param before seconds before it
   * @param after seconds after it; empty: the pause
   */
  public Silence silence(double before, OptionalDouble after) {
    return new Silence(samples(before), samples(after.orElse(pauseSeconds)));
  }

  /**
   * Divides a sentence by its peak if that exceeds 1 and appends the pause.
   *
   * @param sentence {@code [N]}, finite; left as it is
   * @return {@code [N + pauseSamples]}, in [-1, 1], a new array
   */
  public float[] finish(float[] sentence) {
    return join(List.of(sentence)).channel(0);
  }

  /**
   * Finishes sentences and puts them one after the other.
   *
   * @param sentences each {@code [N]}, finite; left as they are
   * @return one channel of all sentences in order, each followed by its pause, in [-1, 1]
   * @throws IllegalArgumentException if a sample is not finite: the network failed
   */
  public Waveform join(List<float[]> sentences) {
    return join(sentences, Collections.nCopies(sentences.size(), new Silence(0, pauseSamples())));
  }

  /**
   * Finishes sentences and puts them one after the other.
   *
   * @param sentences each {@code [N]}, finite; left as they are
   * @param silences around each
   * @return one channel of all sentences in order with their silences, in [-1, 1]
   * @throws IllegalArgumentException if a sample is not finite: the network failed
   */
  public Waveform join(List<float[]> sentences, List<Silence> silences) {
    long total = 0;
    for (int i = 0; i < sentences.size(); i++) {
      Silence silence = silences.get(i);
      total += silence.before() + sentences.get(i).length + (long) silence.after();
    }
    float[] joined = new float[Math.toIntExact(total)];
    int at = 0;
    for (int i = 0; i < sentences.size(); i++) {
      at += silences.get(i).before();
      float[] sentence = sentences.get(i);
      float divisor = Math.max(1, Samples.peak(sentence));
      for (float sample : sentence) {
        joined[at++] = sample / divisor;
      }
      at += silences.get(i).after();
    }
    return new Waveform(sampleRate, joined);
  }
}
