package io.github.sovits4j.weights;

import java.util.Map;

/** Sizes of an encoder. */
public sealed interface EncoderConfig
    permits HubertConfig, BertConfig, SpeakerNetworkConfig, PolyphoneConfig {

  /** Every tensor the network reads, under its checkpoint name; a new map in a fixed order. */
  Map<String, int[]> tensorShapes();

  /** Which encoder it is. */
  default EncoderKind kind() {
    return switch (this) {
      case HubertConfig hubert -> EncoderKind.HUBERT;
      case BertConfig bert -> EncoderKind.BERT;
      case SpeakerNetworkConfig speaker -> EncoderKind.SPEAKER;
      case PolyphoneConfig polyphones -> EncoderKind.POLYPHONES;
    };
  }
}
