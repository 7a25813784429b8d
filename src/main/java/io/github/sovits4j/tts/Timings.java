package io.github.sovits4j.tts;

import io.github.sovits4j.pipeline.Spoken;
import io.github.sovits4j.pipeline.Stage;
import java.util.Locale;
import java.util.OptionalDouble;

/** Where the time of a request went, in seconds. Waiting for other requests is not counted. */
public final class Timings {

  private final Spoken spoken;

  Timings(Spoken spoken) {
    this.spoken = spoken;
  }

  /** From characters to phones. */
  public double text() {
    return spoken.textSeconds();
  }

  /** The transformer (S1): phones to semantic codes. */
  public double transformer() {
    return spoken.transformerSeconds();
  }

  /** The part of the transformer's time until its first code: captures, upload, prefill. */
  public double prefill() {
    return spoken.seconds(Stage.PREFILL);
  }

  /** The vocoder (S2): codes to samples. */
  public double vocoder() {
    return spoken.vocoderSeconds();
  }

  /** All together. */
  public double total() {
    return spoken.totalSeconds();
  }

  /**
   * From the call until the first sentence, or the first chunk of it, was there, waiting for other
   * requests included.
   */
  public double firstAudio() {
    return spoken.firstAudio();
  }

  /** Kernels launched. */
  public long launches() {
    return spoken.launches();
  }

  /**
   * The part of the transformer's and the vocoder's time in which the device computed; empty unless
   * the model was opened with {@linkplain TextToSpeech.Builder#profiling profiling}.
   */
  public OptionalDouble busyRatio() {
    return spoken.busyRatio();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "text %.3f s, transformer %.3f s, vocoder %.3f s",
        text(),
        transformer(),
        vocoder());
  }
}
