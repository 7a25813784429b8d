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
 * @param steps in which v3 and v4 draw the sound; empty: as usual
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
   * @param sentence longest speech of one sentence in seconds; 0: what the model allows
   * @throws RequestException for a value out of its range
   */
  SpeechRequest request(Voice found, double sentence) {
    SpeechRequest.Builder builder =
        SpeechRequest.builder(text, found)
            .language(language)
            .cut(cut)
            .sampling(sampling)
            .speed(speed)
            .seed(seed);
    if (sentence > 0) {
      builder.maxSeconds(sentence);
    }
    pause.ifPresent(builder::pauseSeconds);
    steps.ifPresent(builder::sampleSteps);
    if (chunks != null) {
      builder.chunks(chunks);
    }
    return builder.build();
  }
}
