package io.github.sovits4j.server;

import io.github.sovits4j.tts.Chunks;
import io.github.sovits4j.tts.Cut;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.RequestException;
import io.github.sovits4j.tts.Sampling;
import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.Voice;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a request asks to be said, whatever route it came by.
 *
 * @param text not blank
 * @param voice whose
 * @param language of the text
 * @param cut how it is cut into sentences
 * @param sampling how codes are drawn
 * @param speed 1 is as generated
 * @param pause seconds after a sentence; empty: as usual
 * @param steps in which v3 and v4 draw the sound; empty: as the server has it
 * @param seed of all draws
 * @param chunks how sentences are cut that are sent while they are made; null: they are whole
 */
record SpeakingOrder(
    String text,
    VoiceWish voice,
    Language language,
    Cut cut,
    Sampling sampling,
    double speed,
    OptionalDouble pause,
    OptionalInt steps,
    long seed,
    Chunks chunks) {

  /**
   * The request for the model.
   *
   * @param options what the server adds where the order says nothing, and what it allows
   * @throws RequestException for a value out of its range
   */
  SpeechRequest request(Voice found, ServerOptions options) {
    SpeechRequest.Builder builder =
        SpeechRequest.builder(text, found)
            .language(language)
            .cut(cut)
            .sampling(sampling)
            .speed(speed)
            .seed(seed);
    if (options.limits().sentence() > 0) {
      builder.maxSeconds(options.limits().sentence());
    }
    pause.ifPresent(builder::pauseSeconds);
    if (steps.isPresent()) {
      builder.sampleSteps(steps.getAsInt());
    } else if (options.sampleSteps() != null) {
      builder.sampleSteps(options.sampleSteps());
    }
    if (chunks != null) {
      builder.chunks(chunks);
    }
    return builder.build();
  }
}
