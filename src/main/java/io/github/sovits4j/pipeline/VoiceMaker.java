package io.github.sovits4j.pipeline;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.FilterBank;
import io.github.sovits4j.audio.PromptSignal;
import io.github.sovits4j.audio.ReferenceCheck;
import io.github.sovits4j.audio.ReferenceSignal;
import io.github.sovits4j.audio.Resampler;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.UnspokenCharacters;
import io.github.sovits4j.weights.ModelVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Recordings to a voice: their speaker vectors' mean, and of the first that has a transcript the
 * prompt. Sound and text are prepared on the caller's thread, networks run on the device's.
 */
final class VoiceMaker {

  /** Prepared for the networks. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Prepared(float[] signal, float[] embedding) {}

  /** A recording with its words, prepared for the networks. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Words(ReferenceAudio recording, Sentence sentence, float[] signal) {

    VoicePrompt prompt(Networks on, float[] speaker) {
      int[] codes =
          recording.codes() == null
              ? on.quantiser().codes(on.encoders().forVoices().hear(signal))
              : recording.codes();
      DecodeInput said = new DecodeInput(codes, sentence.ids(), speaker, 1, null);
      return new VoicePrompt(
          codes,
          sentence.ids(),
          on.features().of(List.of(sentence)).getFirst(),
          recording.transcript(),
          recording.language().code(),
          on.secondStage().prompt(said, recording.sound()));
    }
  }

  private final ModelVersion version;
  private final TextReader texts;

  VoiceMaker(ModelVersion version, TextReader texts) {
    this.version = version;
    this.texts = texts;
  }

  /**
   * Makes a voice; blocks until it is there.
   *
   * @param networks asked on the device's thread
   * @throws UserException when a recording is not usable, or an encoder that it needs is missing
   */
  VoiceData make(
      List<ReferenceAudio> recordings, DeviceThread device, Supplier<Networks> networks) {
    if (recordings.isEmpty()) {
      throw new UserException("voice: expected at least one recording, got none.");
    }
    ReferenceAudio spoken = null; // the first that has a transcript
    Set<String> remarks = new LinkedHashSet<>();
    List<Prepared> prepared = new ArrayList<>();
    for (ReferenceAudio recording : usable(recordings, remarks)) {
      requireEmbedding(recording);
      boolean prompt = spoken == null && recording.transcript() != null;
      spoken = prompt ? recording : spoken;
      float[] signal = ReferenceSignal.prepare(recording.sound());
      remarks.addAll(ReferenceCheck.check(recording.sound(), prompt));
      prepared.add(new Prepared(signal, recording.embedding()));
    }
    Cancellation cancellation = device.cancellation(() -> false);
    Words words = spoken == null ? null : words(spoken, remarks, cancellation);
    return device.call(
        cancellation,
        () -> {
          Networks on = networks.get();
          float[] speaker = speaker(on, prepared, cancellation);
          cancellation.check();
          VoicePrompt prompt = words == null ? null : words.prompt(on, speaker);
          return new VoiceData(speaker, prompt, List.copyOf(remarks));
        });
  }

  /** All; of v3 and v4 the one that they go on from. */
  private List<ReferenceAudio> usable(List<ReferenceAudio> recordings, Set<String> remarks) {
    if (!version.isDiffusion()) {
      return recordings;
    }
    ReferenceAudio spoken =
        recordings.stream()
            .filter(recording -> recording.transcript() != null)
            .findFirst()
            .orElseThrow(() -> new UserException(needsWords(version)));
    if (recordings.size() > 1) {
      remarks.add(
          "A model of version "
              + version
              + " uses one recording, the first with a transcript; the others are not used.");
    }
    return List.of(spoken);
  }

  /** Why v3 and v4 cannot do without a transcript. */
  static String needsWords(ModelVersion version) {
    return "A model of version "
        + version
        + " goes on from a recording and its words, and cannot speak without them. Give the words"
        + " that are spoken in the reference (its transcript).";
  }

  /** What is heard and not read makes a prompt whose words do not fit its sound. */
  private Words words(ReferenceAudio spoken, Set<String> remarks, Cancellation cancellation) {
    Sentence sentence = texts.reference(spoken, cancellation);
    UnspokenCharacters unread = texts.unread(spoken);
    if (!unread.isEmpty()) {
      remarks.add(
          "The transcript was read as language "
              + spoken.language().code()
              + " without "
              + unread.describe()
              + ". Where these are spoken, write them in words, or choose another language.");
    }
    return new Words(spoken, sentence, PromptSignal.prepare(spoken.sound()));
  }

  private void requireEmbedding(ReferenceAudio recording) {
    if (!version.isPro() && recording.embedding() != null) {
      throw new UserException(
          "model version " + version + " takes no speaker-verification embeddings.");
    }
  }

  private float[] speaker(Networks on, List<Prepared> recordings, Cancellation cancellation) {
    List<float[]> embeddings = embeddings(on, recordings);
    List<Reference> references = new ArrayList<>();
    for (int i = 0; i < recordings.size(); i++) {
      cancellation.check();
      float[] signal = recordings.get(i).signal;
      references.add(
          new Reference(
              on.spectrogram().compute(signal),
              on.spectrogram().frames(signal.length),
              embeddings.get(i)));
    }
    return on.secondStage().speakerVector(references);
  }

  /** Those that were given; what is missing is computed where the version needs it. */
  private List<float[]> embeddings(Networks on, List<Prepared> recordings) {
    List<float[]> missing = new ArrayList<>();
    for (Prepared recording : recordings) {
      if (version.isPro() && recording.embedding == null) {
        float[] signal =
            new Resampler(ReferenceSignal.SAMPLE_RATE, FilterBank.SAMPLE_RATE)
                .resample(recording.signal);
        if (FilterBank.frames(signal.length) < 1) {
          throw new UserException(
              "The reference is too short to tell its speaker: expected at least 25 ms.");
        }
        missing.add(signal);
      }
    }
    List<float[]> computed =
        missing.isEmpty() ? missing : on.encoders().forVoices().recognise(missing);
    List<float[]> all = new ArrayList<>();
    int next = 0;
    for (Prepared recording : recordings) {
      boolean given = !version.isPro() || recording.embedding != null;
      all.add(given ? recording.embedding : computed.get(next++));
    }
    return all;
  }
}
