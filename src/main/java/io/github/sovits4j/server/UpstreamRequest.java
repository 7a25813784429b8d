package io.github.sovits4j.server;

import io.github.sovits4j.audio.encoding.SoundFormat;
import io.github.sovits4j.tts.Chunks;
import io.github.sovits4j.tts.Cut;
import io.github.sovits4j.tts.Language;
import io.github.sovits4j.tts.RequestException;
import io.github.sovits4j.tts.Sampling;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A request as GPT-SoVITS' own servers take it, under the names of the second ({@code /tts}) and of
 * the first ({@code /}).
 *
 * @param order what to say
 * @param format of the answer
 * @param streamed whether it is sent as it is made
 */
record UpstreamRequest(SpeakingOrder order, SoundFormat format, boolean streamed) {

  private static final long SEEDS = 1L << 32;

  /** Names of parameters, each with what the first server and its clients call it. */
  static final String[] TEXT = {"text"};

  private static final String[] REFERENCE = {
    "ref_audio_path", "refer_wav_path", "target_voice", "voice", "card_name"
  };
  private static final String[] MORE_REFERENCES = {"aux_ref_audio_paths", "inp_refs"};
  private static final String[] TEXT_LANGUAGE = {"text_lang", "text_language"};
  private static final String[] PROMPT_LANGUAGE = {"prompt_lang", "prompt_language"};
  private static final String[] SPEED = {"speed_factor", "speed"};

  /**
   * Reads a request.
   *
   * @throws HttpProblem 400 for the first thing that is wrong
   */
  static UpstreamRequest of(RequestValues values) {
    String text = values.text(TEXT).orElseThrow(() -> HttpProblem.missing("text"));
    Language language =
        Languages.of(
            "text_lang",
            values.text(TEXT_LANGUAGE).orElseThrow(() -> HttpProblem.missing("text_lang")));
    SoundFormat format = format(values);
    int mode = streamingMode(values);
    Chunks chunks = chunks(mode, values);
    requireSense(values);
    Optional<String> marks = values.text("cut_punc");
    Cut cut = marks.isPresent() ? Cut.LINES : cut(values);
    SpeakingOrder order =
        new SpeakingOrder(
            marks.map(found -> cutAt(text, found)).orElse(text),
            voice(values),
            language,
            cut,
            sampling(values),
            values.number(SPEED).orElse(1),
            values.number("fragment_interval"),
            values.integer("sample_steps"),
            seed(values),
            chunks);
    return new UpstreamRequest(order, format, mode > 0);
  }

  private static VoiceWish voice(RequestValues values) {
    Optional<String> name = values.text(REFERENCE);
    return new VoiceWish(
        name.map(String::strip).orElse(null),
        "ref_audio_path",
        more(values),
        values.text("prompt_text").orElse(null),
        values.text(PROMPT_LANGUAGE).orElse(null),
        true);
  }

  /** Paths of a list, or of one string with semicolons as the first server has it. */
  private static List<String> more(RequestValues values) {
    return values.texts(MORE_REFERENCES).stream()
        .flatMap(value -> Pattern.compile(";").splitAsStream(value))
        .filter(path -> !path.isBlank())
        .toList();
  }

  private static Cut cut(RequestValues values) {
    Optional<String> name = values.text("text_split_method");
    if (name.isEmpty()) {
      // The first server cuts at line breaks alone, unless marks are named.
      return values.has("text_language") ? Cut.LINES : Cut.EVERY_MARK;
    }
    return checked("text_split_method", () -> Cut.of(name.get().strip()));
  }

  /** A line break after every one of these marks. */
  private static String cutAt(String text, String marks) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              out.appendCodePoint(c);
              if (marks.indexOf(c) >= 0) {
                out.append('\n');
              }
            });
    return out.toString();
  }

  private static Sampling sampling(RequestValues values) {
    Sampling standard = Sampling.DEFAULT;
    return checked(
        "sampling",
        () ->
            new Sampling(
                values.integer("top_k").orElse(standard.topK()),
                (float) values.number("top_p").orElse(standard.topP()),
                (float) values.number("temperature").orElse(standard.temperature()),
                (float) values.number("repetition_penalty").orElse(standard.repetitionPenalty())));
  }

  /** −1 and nothing draw one. */
  static long seed(RequestValues values) {
    long seed = values.whole("seed").orElse(-1);
    return seed == -1 ? ThreadLocalRandom.current().nextLong(SEEDS) : seed;
  }

  private static SoundFormat format(RequestValues values) {
    String name = values.text("media_type").orElse("wav").strip().toLowerCase(Locale.ROOT);
    return Formats.of("media_type", name.equals("auto") ? "mp3" : name);
  }

  /** 0: whole; 1: sentence by sentence; 2 and 3: in chunks of sentences. */
  private static int streamingMode(RequestValues values) {
    Optional<String> mode = values.text("streaming_mode");
    if (mode.isEmpty()) {
      return 0;
    }
    return switch (mode.get().strip().toLowerCase(Locale.ROOT)) {
      case "false", "0", "0.0", "none" -> 0;
      case "true", "1", "1.0" -> 1;
      case "2", "2.0" -> 2;
      case "3", "3.0" -> 3;
      default ->
          throw HttpProblem.wrong(
              "streaming_mode",
              "the value of streaming_mode must be 0, 1, 2, 3 or true or false, got "
                  + Shown.of(mode.get())
                  + ".");
    };
  }

  /** Null in the modes that leave sentences whole. */
  private static Chunks chunks(int mode, RequestValues values) {
    OptionalInt least = values.integer("min_chunk_length");
    OptionalInt overlap = values.integer("overlap_length");
    if (mode < 2) {
      return null;
    }
    Chunks usual = mode == 2 ? Chunks.AT_PAUSES : Chunks.EVEN;
    int first = least.orElse(usual.first());
    int longest = mode == 2 ? Math.max(first, usual.longest()) : first;
    return checked(
        "min_chunk_length",
        () -> new Chunks(mode == 2, first, longest, overlap.orElse(usual.overlap())));
  }

  /** What is not used here is still no nonsense. */
  private static void requireSense(RequestValues values) {
    values.integer("batch_size");
    values.number("batch_threshold");
    for (String flag : List.of("split_bucket", "parallel_infer", "super_sampling", "if_sr")) {
      values.flag(flag);
    }
  }

  private static <T> T checked(String parameter, Supplier<T> work) {
    try {
      return work.get();
    } catch (RequestException e) {
      throw HttpProblem.wrong(parameter, e.getMessage());
    }
  }
}
