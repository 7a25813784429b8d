package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.PolyphoneConfig;
import io.github.sovits4j.weights.VocoderConfig;
import java.util.Set;

/** Which network a set of tensors belongs to, told by their names. */
public enum Network {
  /** First stage, phonemes to semantic codes. */
  T2S("text-to-semantic (S1)"),
  /** Second stage, semantic codes to speech. */
  SOVITS("SoVITS (S2)"),
  /** CN-HuBERT, speech to features. */
  HUBERT(EncoderKind.HUBERT.label()),
  /** Chinese RoBERTa, text to features. */
  BERT(EncoderKind.BERT.label()),
  /** ERes2NetV2, speech to a speaker's embedding. */
  SPEAKER(EncoderKind.SPEAKER.label()),
  /** g2pW, characters to readings. */
  POLYPHONES(EncoderKind.POLYPHONES.label()),
  /** BigVGAN or HiFi-GAN, mel frames of v3 and v4 to samples. */
  VOCODER("vocoder"),
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

  /** Whether it is one of the encoders that voices share. */
  public boolean isEncoder() {
    return this == HUBERT || this == BERT || this == SPEAKER || this == POLYPHONES;
  }

  /** Recognises a network by names that no other has. */
  public static Network of(Set<String> names) {
    if (names.contains(PolyphoneConfig.BY_CHARACTER_AND_TAG)) {
      return POLYPHONES; // which is a BERT too
    }
    if (VocoderConfig.recognises(names)) {
      return VOCODER;
    }
    for (String name : names) {
      if (name.startsWith("model.ar_") || name.startsWith("model.h.layers.")) {
        return T2S;
      }
      if (name.startsWith("enc_p.")
          || name.startsWith("cfm.")
          || name.startsWith("quantizer.vq.")) {
        return SOVITS;
      }
      if (name.contains("encoder.pos_conv_embed.")) {
        return HUBERT;
      }
      if (name.endsWith("encoder.layer.0.attention.self.query.weight")) {
        return BERT;
      }
      if (name.equals("fuse34.local_att.0.weight")) {
        return SPEAKER;
      }
    }
    return UNKNOWN;
  }
}
