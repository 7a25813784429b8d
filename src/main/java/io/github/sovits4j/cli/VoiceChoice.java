package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.ReferenceCheck;
import io.github.sovits4j.audio.ReferenceSignal;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.ReferenceAudio;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.text.TextLanguage;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.tts.VoiceSource;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.VoiceFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose voice is to speak: a stored one, or recordings, the first perhaps with its words.
 *
 * @param stored folder of a voice; null: recordings
 * @param references recordings, at least one where no voice is stored
 * @param transcript the words of the first recording; null: not known
 * @param language the code of their language
 * @param encoders folder of encoders; null: those in or beside the model's folder
 */
record VoiceChoice(
    Path stored, List<Path> references, String transcript, String language, Path encoders) {

  /** Recordings alone. */
  static VoiceChoice of(List<Path> references) {
    return new VoiceChoice(null, references, null, null, null);
  }

  /**
   * Everything that can be found wrong without the weights.
   *
   * @param model folder of the model that is to speak
   * @param version of the model
   * @throws UserException for the first thing that is wrong
   */
  void check(Path model, ModelVersion version) {
    if (stored != null) {
      ModelFolder.describe(model)
          .sovits()
          .ifPresent(s2 -> VoiceFolder.readFor(stored, version, s2.data().sha256()));
      return;
    }
    if (version.isDiffusion() && transcript == null) {
      throw new UserException(
          "A model of version "
              + version
              + " goes on from a recording and its words, and cannot speak without them. Give the"
              + " words that are spoken in the reference with --prompt-text, or with --text to"
              + " 'sovits voice create'.");
    }
    if (transcript != null) {
      TextFrontend.of(version == ModelVersion.V1 ? SymbolSet.V1 : SymbolSet.V2)
          .reference(transcript, language);
      requireEncoder(EncoderKind.HUBERT, model);
    }
    if (version.isPro()) {
      requireEncoder(EncoderKind.SPEAKER, model);
    }
    WavReader reader = new WavReader(ReferenceSignal.MAX_SECONDS);
    for (int i = 0; i < references.size(); i++) {
      Waveform sound = reader.read(references.get(i));
      try {
        ReferenceSignal.prepare(sound);
        ReferenceCheck.check(sound, i == 0 && transcript != null);
      } catch (UserException e) {
        throw new UserException(references.get(i) + ": " + e.getMessage(), e);
      }
    }
  }

  private void requireEncoder(EncoderKind kind, Path model) {
    Optional<EncoderFolder> folder =
        encoders == null ? EncoderFolder.beside(model) : Optional.of(EncoderFolder.of(encoders));
    if (folder.isEmpty() || !folder.get().has(kind)) {
      throw EncoderFolder.lacks(kind, folder.map(EncoderFolder::path).orElse(null));
    }
  }

  /** The voice, by the public interface. */
  Voice make(TextToSpeech tts) {
    if (stored != null) {
      return tts.loadVoice(stored);
    }
    List<VoiceSource> sources = new ArrayList<>(references.stream().map(VoiceSource::of).toList());
    if (transcript != null) {
      sources.set(0, sources.getFirst().withTranscript(transcript, Language.of(language)));
    }
    return tts.voice(sources);
  }

  /** The voice, where tools look inside. */
  VoiceData make(Pipeline pipeline) {
    if (stored != null) {
      return pipeline.load(stored);
    }
    WavReader reader = new WavReader(ReferenceSignal.MAX_SECONDS);
    List<ReferenceAudio> recordings = new ArrayList<>();
    for (int i = 0; i < references.size(); i++) {
      Waveform sound = reader.read(references.get(i));
      boolean spoken = i == 0 && transcript != null;
      recordings.add(
          spoken
              ? new ReferenceAudio(sound, null, transcript, TextLanguage.of(language), null)
              : ReferenceAudio.of(sound));
    }
    return pipeline.voice(recordings);
  }
}
