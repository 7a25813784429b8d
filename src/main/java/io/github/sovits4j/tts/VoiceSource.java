package io.github.sovits4j.tts;

import io.github.sovits4j.audio.ReferenceSignal;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.pipeline.ReferenceAudio;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A recording of a voice with what belongs to it. Immutable: the {@code with} methods return
 * another.
 */
public final class VoiceSource {

  private final Waveform sound;
  private final String transcript; // null: unknown
  private final Language language; // of the transcript; null: unknown
  private final float[] speakerEmbedding; // null: none

  private VoiceSource(
      Waveform sound, String transcript, Language language, float[] speakerEmbedding) {
    this.sound = sound;
    this.transcript = transcript;
    this.language = language;
    this.speakerEmbedding = speakerEmbedding;
  }

  /**
   * A WAV file, read now.
   *
   * @param wav up to 60 s; 3 to 10 s of clean speech are best
   * @throws RequestException when the file is missing, damaged, too long or no WAV
   */
  public static VoiceSource of(Path wav) {
    Objects.requireNonNull(wav, "wav");
    return SovitsException.translating(
        RequestException::new,
        () ->
            new VoiceSource(
                new WavReader(ReferenceSignal.MAX_SECONDS).read(wav), null, null, null));
  }

  /**
   * Samples of one channel.
   *
   * @param samples full scale at ±1; copied
   * @param sampleRate samples per second, 1,000 to 768,000
   * @throws RequestException when the rate is out of range or a sample is not finite
   */
  public static VoiceSource of(float[] samples, int sampleRate) {
    Objects.requireNonNull(samples, "samples");
    try {
      return new VoiceSource(new Waveform(sampleRate, samples.clone()), null, null, null);
    } catch (IllegalArgumentException e) {
      throw new RequestException("The recording cannot be used: " + e.getMessage() + ".", e);
    }
  }

  /**
   * The same with the words that are spoken in it: speech goes on from them in the recording's
   * manner, not its timbre alone. Then it has to be 3 to 10 s long.
   *
   * @param words exactly what is said
   * @param spokenIn the language it is said in
   */
  public VoiceSource withTranscript(String words, Language spokenIn) {
    return new VoiceSource(
        sound,
        Objects.requireNonNull(words, "words"),
        Objects.requireNonNull(spokenIn, "spokenIn"),
        speakerEmbedding);
  }

  /**
   * The same with a speaker-verification embedding for the Pro versions, in place of that which is
   * computed from the recording.
   *
   * @param embedding as many values as the model's description says; copied
   */
  public VoiceSource withSpeakerEmbedding(float[] embedding) {
    return new VoiceSource(sound, transcript, language, embedding.clone());
  }

  /** How long it is. */
  public double seconds() {
    return sound.seconds();
  }

  /** The words that are spoken in it, where they were given. */
  public Optional<String> transcript() {
    return Optional.ofNullable(transcript);
  }

  /** The language of the transcript. */
  public Optional<Language> language() {
    return Optional.ofNullable(language);
  }

  /** The speaker-verification embedding, where it was given; a copy. */
  public Optional<float[]> speakerEmbedding() {
    return Optional.ofNullable(speakerEmbedding).map(float[]::clone);
  }

  /** For the networks. */
  ReferenceAudio reference() {
    return new ReferenceAudio(
        sound, speakerEmbedding, transcript, language == null ? null : language.read(), null);
  }
}
