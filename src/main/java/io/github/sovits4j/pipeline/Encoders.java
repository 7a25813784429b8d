package io.github.sovits4j.pipeline;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.encoders.Bert;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The encoders on the device, each loaded when it is first wanted. What reads texts stays; what is
 * needed for a voice alone stays while there is room for it. Belongs to the device thread.
 */
final class Encoders implements AutoCloseable {

  private final Backend backend;
  private final StoragePolicy precision;
  private final EncoderFolder folder; // null: there is none
  private final VoiceEncoders forVoices;
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
    forVoices = new VoiceEncoders(backend, folder, System::nanoTime);
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

  /**
   * Opens an encoder.
   *
   * @param folder null: there is none
   * @throws UserException when it is not there or not sound
   */
  static EncoderFolder.Encoder open(EncoderFolder folder, EncoderKind kind) {
    if (folder == null) {
      throw EncoderFolder.lacks(kind, null);
    }
    return folder.open(kind);
  }

  /** Those that hear recordings. */
  VoiceEncoders forVoices() {
    return forVoices;
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
      try (EncoderFolder.Encoder encoder = open(folder, EncoderKind.BERT)) {
        forVoices.yieldTo(encoder::bytes);
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
    forVoices.close();
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
