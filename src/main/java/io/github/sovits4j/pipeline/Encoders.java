package io.github.sovits4j.pipeline;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.FilterBank;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.encoders.Bert;
import io.github.sovits4j.model.encoders.Hubert;
import io.github.sovits4j.model.encoders.SpeakerNetwork;
import io.github.sovits4j.model.encoders.Vocabulary;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.EncoderConfig;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.PolyphoneConfig;
import io.github.sovits4j.weights.SecondStageConfig;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The encoders on the device, each loaded when it is first wanted. What is needed for a voice alone
 * is given back at once; what reads texts stays. Belongs to the device thread.
 */
final class Encoders implements AutoCloseable {

  private final Backend backend;
  private final StoragePolicy precision;
  private final EncoderFolder folder; // null: there is none
  private Bert bert; // null: not loaded yet
  private Vocabulary vocabulary; // of it
  private PolyphoneReader polyphones; // null: not loaded yet

  /**
   * Loads nothing yet.
   *
   * @param folder null: there is none
   * @param sovits of the model that the encoders are to serve
   * @throws UserException when an encoder is there that does not fit the model
   */
  Encoders(
      Backend backend, StoragePolicy precision, EncoderFolder folder, SecondStageConfig sovits) {
    this.backend = backend;
    this.precision = precision;
    this.folder = folder;
    if (folder != null) {
      folder.parts().values().forEach(part -> check(part.config(), sovits));
    }
  }

  private void check(EncoderConfig encoder, SecondStageConfig sovits) {
    switch (encoder) {
      case HubertConfig c -> fits(encoder, c.hidden(), sovits.sslDim());
      case BertConfig c -> fits(encoder, c.hidden(), Text2SemanticConfig.BERT_DIM);
      case PolyphoneConfig readings -> {} // which fit every model
      case SpeakerNetworkConfig c -> {
        if (sovits.version().isPro()) {
          fits(encoder, c.embedding(), sovits.speakerDim());
        }
      }
    }
  }

  private void fits(EncoderConfig encoder, int got, int expected) {
    if (got != expected) {
      throw new UserException(
          folder.path()
              + ": the "
              + encoder.kind().label()
              + " gives "
              + got
              + " values where this model takes "
              + expected
              + ". Use the encoders that the model was trained with.");
    }
  }

  /** Whether an encoder is there. */
  boolean has(EncoderKind kind) {
    return folder != null && folder.has(kind);
  }

  private EncoderFolder.Encoder open(EncoderKind kind) {
    if (folder == null) {
      throw EncoderFolder.lacks(kind, null);
    }
    return folder.open(kind);
  }

  /**
   * Features of what is said.
   *
   * @param samples as {@link io.github.sovits4j.audio.PromptSignal} prepares them
   * @return {@code [width, frames]}, row-major
   */
  float[] hear(float[] samples) {
    try (EncoderFolder.Encoder encoder = open(EncoderKind.HUBERT);
        Hubert hubert = new Hubert(backend, encoder.weights(), (HubertConfig) encoder.config())) {
      return hubert.features(samples);
    }
  }

  /**
   * Embeddings of who speaks.
   *
   * @param signals at 16 kHz
   */
  List<float[]> recognise(List<float[]> signals) {
    try (EncoderFolder.Encoder encoder = open(EncoderKind.SPEAKER);
        SpeakerNetwork network =
            new SpeakerNetwork(
                backend, encoder.weights(), (SpeakerNetworkConfig) encoder.config())) {
      List<float[]> embeddings = new ArrayList<>();
      for (float[] signal : signals) {
        embeddings.add(network.embedding(FilterBank.of(signal)));
      }
      return embeddings;
    }
  }

  /** The most characters of a text that is read at once. */
  int mostCharacters() {
    load();
    return bert.mostTokens() - 2;
  }

  /**
   * Reads Chinese texts.
   *
   * @param texts normalised, at most {@link #mostCharacters} each
   * @return for each a row for every character and both ends {@code [characters + 2, 1024]}
   */
  List<float[]> read(List<String> texts) {
    load();
    return bert.features(texts.stream().map(vocabulary::tokens).toList());
  }

  private void load() {
    if (bert == null) {
      try (EncoderFolder.Encoder encoder = open(EncoderKind.BERT)) {
        vocabulary = new Vocabulary(encoder.vocabulary());
        bert = new Bert(backend, encoder.weights(), (BertConfig) encoder.config(), precision);
      }
    }
  }

  /**
   * Readings of Chinese sentences.
   *
   * @param sentences normalised
   * @return for each a syllable for every character
   */
  Map<String, List<String>> readings(Collection<String> sentences) {
    if (polyphones == null) {
      polyphones = new PolyphoneReader(backend, folder, precision);
    }
    return polyphones.read(sentences);
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  void forget() {
    if (polyphones != null) {
      polyphones.forget();
    }
    if (bert != null) {
      bert.forget();
    }
  }

  @Override
  public void close() {
    if (polyphones != null) {
      polyphones.close();
      polyphones = null;
    }
    if (bert != null) {
      bert.close();
      bert = null;
    }
  }
}
