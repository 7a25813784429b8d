package io.github.sovits4j.tts;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.OutputAudio;
import io.github.sovits4j.model.t2s.Sampling;
import io.github.sovits4j.text.CutMethod;

/** What to say and how; made with {@link #builder}. Immutable. */
public final class SpeechRequest {

  private final String text;
  private final Voice voice;
  private final String language;
  private final CutMethod cut;
  private final long seed;
  private final double speed;
  private final double pauseSeconds;
  private final double maxSeconds;
  private final Sampling sampling;

  private SpeechRequest(Builder builder) {
    text = builder.text;
    voice = builder.voice;
    language = builder.language;
    cut = builder.cut;
    seed = builder.seed;
    speed = builder.speed;
    pauseSeconds = builder.pauseSeconds;
    maxSeconds = builder.maxSeconds;
    sampling = builder.sampling;
  }

  /**
   * Starts a request with the defaults.
   *
   * @param text what to say
   * @param voice whose voice
   */
  public static Builder builder(String text, Voice voice) {
    return new Builder(text, voice);
  }

  /** What to say. */
  public String text() {
    return text;
  }

  /** Whose voice. */
  public Voice voice() {
    return voice;
  }

  /** Language code of the text. */
  public String language() {
    return language;
  }

  /** How the text is cut into sentences. */
  public CutMethod cut() {
    return cut;
  }

  /** Decides all random draws. */
  public long seed() {
    return seed;
  }

  /** 1 is as generated, larger is faster. */
  public double speed() {
    return speed;
  }

  /** Silence after every sentence, in seconds. */
  public double pauseSeconds() {
    return pauseSeconds;
  }

  /** Longest speech of one sentence before the change of speed, in seconds. */
  public double maxSeconds() {
    return maxSeconds;
  }

  /** How codes are drawn. */
  public Sampling sampling() {
    return sampling;
  }

  /** Collects the parts of a request; every part but text and voice has a default. */
  public static final class Builder {

    private static final double SLOWEST = 0.25;
    private static final double FASTEST = 4;

    private final String text;
    private final Voice voice;
    private String language = "en";
    private CutMethod cut = CutMethod.DEFAULT;
    private long seed = 0;
    private double speed = 1;
    private double pauseSeconds = OutputAudio.DEFAULT_PAUSE_SECONDS;
    private double maxSeconds = Double.POSITIVE_INFINITY;
    private Sampling sampling = Sampling.DEFAULT;

    private Builder(String text, Voice voice) {
      this.text = text;
      this.voice = voice;
    }

    /** Language code of the text; default {@code en}. */
    public Builder language(String value) {
      language = value;
      return this;
    }

    /** How the text is cut into sentences; default {@link CutMethod#DEFAULT}. */
    public Builder cut(CutMethod value) {
      cut = value;
      return this;
    }

    /** The same seed gives the same audio; default 0. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** 0.25 … 4, larger is faster; default 1. */
    public Builder speed(double value) {
      speed = value;
      return this;
    }

    /** Silence after every sentence, 0 … 60 s; default 0.3. */
    public Builder pauseSeconds(double value) {
      pauseSeconds = value;
      return this;
    }

    /** Longest speech of one sentence in seconds; default: what the model's configuration says. */
    public Builder maxSeconds(double value) {
      maxSeconds = value;
      return this;
    }

    /** How codes are drawn; default {@link Sampling#DEFAULT}. */
    public Builder sampling(Sampling value) {
      sampling = value;
      return this;
    }

    /**
     * Makes the request.
     *
     * @throws UserException when a value is out of its range
     */
    public SpeechRequest build() {
      require(text != null && !text.isBlank(), "text", "something to say", "nothing");
      require(voice != null, "voice", "one made by TextToSpeech.voice", "none");
      require(speed >= SLOWEST && speed <= FASTEST, "speed", SLOWEST + " to " + FASTEST, speed);
      require(
          pauseSeconds >= 0 && pauseSeconds <= OutputAudio.MAX_PAUSE_SECONDS,
          "pause",
          "0 to " + OutputAudio.MAX_PAUSE_SECONDS + " seconds",
          pauseSeconds);
      require(maxSeconds > 0, "longest sentence", "more than 0 seconds", maxSeconds);
      return new SpeechRequest(this);
    }

    private static void require(boolean condition, String what, String expected, Object got) {
      if (!condition) {
        throw new UserException(what + ": expected " + expected + ", got " + got + ".");
      }
    }
  }
}
