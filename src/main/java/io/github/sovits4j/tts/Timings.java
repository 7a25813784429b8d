package io.github.sovits4j.tts;

/**
 * Where the time of a request went, in seconds. Waiting for other requests is not included.
 *
 * @param text from characters to phones
 * @param semantic S1: phones to codes
 * @param decode S2: codes to samples
 * @param prefill the part of {@code semantic} before the second code: capture when the shape is
 *     new, upload, prefill
 * @param prior the part of {@code decode} before the generator: prior and flow
 * @param codes how many codes were generated
 */
public record Timings(
    double text, double semantic, double decode, double prefill, double prior, int codes) {

  /** All stages together. */
  public double total() {
    return text + semantic + decode;
  }

  /** Nothing but text so far. */
  static Timings ofText(double text) {
    return new Timings(text, 0, 0, 0, 0, 0);
  }

  /** With another sentence, whose text is counted here already. */
  Timings plus(Timings sentence) {
    return new Timings(
        text,
        semantic + sentence.semantic,
        decode + sentence.decode,
        prefill + sentence.prefill,
        prior + sentence.prior,
        codes + sentence.codes);
  }
}
