package io.github.sovits4j.cli;

import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.TextLanguage;
import io.github.sovits4j.tts.Cut;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.Lexicon;
import io.github.sovits4j.tts.Sampling;
import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.weights.FileHash;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a request that every speaking command has. */
final class SpeechOptions {

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description = "What computes: a backend's name, or auto for the fastest (default).")
  String backend;

  @Mixin PrecisionOption precision;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Decides all random draws; the same seed gives the same audio (default 0).")
  long seed;

  @Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = "1",
      description = "0.25 to 4, larger is faster (default 1).")
  double speed;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "Draw among the N most likely codes (default 15).")
  Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "X",
      description = "Draw among the codes that make up this probability (default 1: off).")
  Float topP;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "Below 1 bolder, above 1 more varied (default 1).")
  Float temperature;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      description = "Above 1 discourages codes that occurred (default 1.35).")
  Float repetitionPenalty;

  @Option(
      names = "--cut",
      paramLabel = "METHOD",
      description = "How the text is cut into sentences: cut0 to cut5 (default cut1).")
  String cut;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      description = "Silence after each sentence (default 0.3).")
  Double pause;

  @Option(
      names = "--max-seconds",
      paramLabel = "SECONDS",
      description = "Longest speech of one sentence (default: what the model allows).")
  Double maxSeconds;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description =
          "How many sentences the transformer may work on at once, 1 to 16 (default 8); the speech"
              + " is the same.")
  Integer atOnce;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description =
          "How often a sentence is tried again that repeats itself or is far too long or short"
              + " (default 1).")
  Integer retries;

  @Mixin StepsOption steps;

  @Option(
      names = "--lexicon",
      paramLabel = "FILE",
      description =
          "Words and their sounds, one a line: GIF JH IH1 F, 重庆 chong2 qing4 or 東雲 しののめ; before any other"
              + " dictionary.")
  Path lexicon;

  /** Begins a request, to which a command may add. */
  SpeechRequest.Builder request(String text, String language, Voice voice) {
    SpeechRequest.Builder builder =
        SpeechRequest.builder(text, voice)
            .language(Language.of(language))
            .seed(seed)
            .speed(speed)
            .sampling(sampling());
    if (cut != null) {
      builder.cut(Cut.of(cut));
    }
    if (pause != null) {
      builder.pauseSeconds(pause);
    }
    if (maxSeconds != null) {
      builder.maxSeconds(maxSeconds);
    }
    if (retries != null) {
      builder.retries(retries);
    }
    steps.asked().ifPresent(builder::sampleSteps);
    if (lexicon != null) {
      builder.lexicon(Lexicon.of(lexicon));
    }
    return builder;
  }

  /**
   * Begins to load a model as the options say.
   *
   * @param encoders folder of encoders; null: those in or beside the model's folder
   */
  TextToSpeech.Builder model(Path folder, Path encoders) {
    TextToSpeech.Builder builder = TextToSpeech.builder(folder).backend(backend);
    precision.forSpeech().ifPresent(builder::precision);
    if (atOnce != null) {
      builder.sentencesAtOnce(atOnce);
    }
    return encoders == null ? builder : builder.encoders(encoders);
  }

  /** The same for the pipeline itself, where tools look inside. */
  Utterance utterance(String text, String language, VoiceData voice) {
    Utterance utterance =
        Utterance.of(text, voice)
            .in(TextLanguage.of(language))
            .seed(seed)
            .speed(speed)
            .sampling(
                new SamplerSettings(
                    sampling().topK(),
                    sampling().topP(),
                    sampling().temperature(),
                    sampling().repetitionPenalty()));
    if (cut != null) {
      utterance = utterance.cut(CutMethod.of(cut));
    }
    if (pause != null) {
      utterance = utterance.pauseSeconds(pause);
    }
    if (retries != null) {
      utterance = utterance.retries(retries);
    }
    utterance = steps.asked().map(utterance::sampleSteps).orElse(utterance);
    if (lexicon != null) {
      utterance = utterance.lexicon(io.github.sovits4j.text.UserLexicon.read(lexicon));
    }
    return maxSeconds == null ? utterance : utterance.maxSeconds(maxSeconds);
  }

  /**
   * What the sound depends on beside text, language, voice, seed and model; equal for equal
   * settings.
   */
  String settings() {
    return String.join(
        " ",
        "speed=" + speed,
        sampling().toString(),
        "cut=" + cut,
        "pause=" + pause,
        "max-seconds=" + maxSeconds,
        "retries=" + retries,
        "sample-steps=" + steps.asked().orElse(null),
        "lexicon=" + (lexicon == null ? null : FileHash.sha256(lexicon)));
  }

  private Sampling sampling() {
    Sampling normal = Sampling.DEFAULT;
    return new Sampling(
        or(topK, normal.topK()),
        or(topP, normal.topP()),
        or(temperature, normal.temperature()),
        or(repetitionPenalty, normal.repetitionPenalty()));
  }

  private static <T> T or(T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
