package io.github.sovits4j.server;

import io.github.sovits4j.audio.encoding.SoundFormat;
import io.github.sovits4j.tts.Cut;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.Sampling;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A request of OpenAI's speech interface.
 *
 * @param order what to say
 * @param format of the sound
 * @param pcm whether bare samples were asked for, which then have 24 kHz
 * @param events whether the sound is sent as events
 */
record OpenAiRequest(SpeakingOrder order, SoundFormat format, boolean pcm, boolean events) {

  private static final int LONGEST_INPUT = 4096;
  private static final double SLOWEST = 0.25;
  private static final double FASTEST = 4;

  /**
   * Reads a request.
   *
   * @param language where it names none
   * @throws HttpProblem 400 for the first thing that is wrong
   */
  static OpenAiRequest of(RequestValues values, Language language) {
    String input = values.text("input").orElseThrow(() -> HttpProblem.missing("input"));
    int length = input.codePointCount(0, input.length());
    if (length > LONGEST_INPUT) {
      throw HttpProblem.wrong(
          "input", "input: expected at most 4096 characters, got " + length + ".");
    }
    double speed = values.number("speed").orElse(1);
    if (speed < SLOWEST || speed > FASTEST) {
      throw HttpProblem.wrong("speed", "speed: expected 0.25 to 4, got " + speed + ".");
    }
    String name = values.text("response_format").orElse("mp3").strip().toLowerCase(Locale.ROOT);
    SpeakingOrder order =
        new SpeakingOrder(
            input,
            VoiceWish.named(values.text("voice").map(String::strip).orElse(null), "voice"),
            values
                .text("language", "lang", "text_lang")
                .map(code -> Languages.of("language", code))
                .orElse(language),
            Cut.EVERY_MARK,
            Sampling.DEFAULT,
            speed,
            OptionalDouble.empty(),
            values.integer("sample_steps"),
            UpstreamRequest.seed(values),
            null);
    SoundFormat format = Formats.of("response_format", name);
    return new OpenAiRequest(order, format, format == SoundFormat.RAW, events(values));
  }

  private static boolean events(RequestValues values) {
    String name = values.text("stream_format").orElse("audio").strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "audio" -> false;
      case "sse" -> true;
      default ->
          throw HttpProblem.wrong(
              "stream_format", "stream_format: expected audio or sse, got " + Shown.of(name) + ".");
    };
  }
}
