package io.github.sovits4j.weights.checkpoint;

import java.util.Set;

/** Which network a set of tensors belongs to, told by their names. */
public enum Network {
  /** First stage, phonemes to semantic tokens. */
  T2S("text-to-semantic (S1)"),
  /** Second stage, semantic tokens to speech. */
  SOVITS("SoVITS (S2)"),
  /** None that is known here. */
  UNKNOWN("unknown");

  private final String label;

  Network(String label) {
    this.label = label;
  }

  /** A name to show to people. */
  public String label() {
    return label;
  }

  /** Recognises a network by names that no other has. */
  public static Network of(Set<String> names) {
    for (String name : names) {
      if (name.startsWith("model.ar_") || name.startsWith("model.h.layers.")) {
        return T2S;
      }
      if (name.startsWith("enc_p.")
          || name.startsWith("cfm.")
          || name.startsWith("quantizer.vq.")) {
        return SOVITS;
      }
    }
    return UNKNOWN;
  }
}
