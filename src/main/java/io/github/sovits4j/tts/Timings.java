package io.github.sovits4j.tts;

/**
 * Where the time of a request went, in seconds. Waiting for other requests is not included.
 *
 * @param text from characters to phones
 * @param semantic S1: phones to codes
 * @param decode S2: codes to samples
 * @param codes how many codes were generated
 */
public record Timings(double text, double semantic, double decode, int codes) {

  /** All stages together. */
  public double total() {
    return text + semantic + decode;
  }

  Timings plus(double moreSemantic, double moreDecode, int moreCodes) {
    return new Timings(text, semantic + moreSemantic, decode + moreDecode, codes + moreCodes);
  }
}
