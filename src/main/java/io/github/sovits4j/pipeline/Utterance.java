package io.github.sovits4j.pipeline;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.OutputAudio;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.TextLanguage;
import io.github.sovits4j.text.UserLexicon;
import java.util.function.Consumer;

/**
 * What to say and how.
 *
 * @param text what to say
 * @param voice whose voice
 * @param language of the text
 * @param cut how the text is cut into sentences
 * @param seed decides all random draws
 * @param speed 1 is as generated, larger is faster; {@value #SLOWEST} … {@value #FASTEST}
 * @param pauseSeconds silence after every sentence, 0 … 60
 * @param maxSeconds longest speech of one sentence before the change of speed, more than 0
 * @param sampling how codes are drawn
 * @param lexicon words that sound otherwise
 * @param retries how often a sentence is drawn anew of whose codes can be seen that something went
 *     wrong, 0 … {@value #MOST_RETRIES}; see {@link Outcome}
 * @param timed whether it is wanted when each word is spoken
 * @param chunking how sentences are cut that are heard while they are made; null: they are whole
 * @param sampleSteps in how many steps v3 and v4 draw mel frames, {@value #FEWEST_STEPS} … {@value
 *     #MOST_STEPS}; the others have none
 */
public record Utterance(
    String text,
    VoiceData voice,
    TextLanguage language,
    CutMethod cut,
    long seed,
    double speed,
    double pauseSeconds,
    double maxSeconds,
    SamplerSettings sampling,
    UserLexicon lexicon,
    int retries,
    boolean timed,
    Chunking chunking,
    int sampleSteps) {

  /** Least speed. */
  public static final double SLOWEST = 0.25;

  /** Most speed. */
  public static final double FASTEST = 4;

  /** Most retries. */
  public static final int MOST_RETRIES = 9;

  /** Fewest steps in which mel frames are drawn. */
  public static final int FEWEST_STEPS = 4;

  /** Most steps in which mel frames are drawn. */
  public static final int MOST_STEPS = 128;

  /** Steps in which mel frames are drawn if nothing else is wanted. */
  public static final int DEFAULT_STEPS = 32;

  /**
   * @throws UserException when a value is out of its range
   */
  public Utterance {
    require(!text.isBlank(), "text", "something to say", "nothing");
    require(speed >= SLOWEST && speed <= FASTEST, "speed", SLOWEST + " to " + FASTEST, speed);
    require(
        pauseSeconds >= 0 && pauseSeconds <= OutputAudio.MAX_PAUSE_SECONDS,
        "pause",
        "0 to " + OutputAudio.MAX_PAUSE_SECONDS + " seconds",
        pauseSeconds);
    require(retries >= 0 && retries <= MOST_RETRIES, "retries", "0 to " + MOST_RETRIES, retries);
    requireSteps(sampleSteps);
    require(maxSeconds > 0, "longest sentence", "more than 0 seconds", maxSeconds);
  }

  /**
   * Says whether mel frames can be drawn in so many steps.
   *
   * @throws UserException when they cannot
   */
  public static void requireSteps(int steps) {
    require(
        steps >= FEWEST_STEPS && steps <= MOST_STEPS,
        "sample steps",
        FEWEST_STEPS + " to " + MOST_STEPS,
        steps);
  }

  private static void require(boolean condition, String what, String expected, Object got) {
    if (!condition) {
      throw new UserException(what + ": expected " + expected + ", got " + got + ".");
    }
  }

  /** English, with the defaults: seed 0, as generated, as long as the model allows. */
  public static Utterance of(String text, VoiceData voice) {
    return new Utterance(
        text,
        voice,
        TextLanguage.EN,
        CutMethod.DEFAULT,
        0,
        1,
        OutputAudio.DEFAULT_PAUSE_SECONDS,
        Double.POSITIVE_INFINITY,
        SamplerSettings.DEFAULT,
        UserLexicon.EMPTY,
        1,
        false,
        null,
        DEFAULT_STEPS);
  }

  /** The same with another text. */
  public Utterance text(String value) {
    return with(changed -> changed.text = value);
  }

  /** The same in a language. */
  public Utterance in(TextLanguage value) {
    return with(changed -> changed.language = value);
  }

  /** The same, cut in another way. */
  public Utterance cut(CutMethod value) {
    return with(changed -> changed.cut = value);
  }

  /** The same with other draws. */
  public Utterance seed(long value) {
    return with(changed -> changed.seed = value);
  }

  /** The same, faster or slower. */
  public Utterance speed(double value) {
    return with(changed -> changed.speed = value);
  }

  /** The same with other pauses. */
  public Utterance pauseSeconds(double value) {
    return with(changed -> changed.pauseSeconds = value);
  }

  /** The same with longer or shorter sentences. */
  public Utterance maxSeconds(double value) {
    return with(changed -> changed.maxSeconds = value);
  }

  /** The same with codes drawn in another way. */
  public Utterance sampling(SamplerSettings value) {
    return with(changed -> changed.sampling = value);
  }

  /** The same, with the times of words or without. */
  public Utterance timed(boolean value) {
    return with(changed -> changed.timed = value);
  }

  /** The same in chunks; null: in whole sentences. */
  public Utterance chunking(Chunking value) {
    return with(changed -> changed.chunking = value);
  }

  /** The same with a dictionary. */
  public Utterance lexicon(UserLexicon value) {
    return with(changed -> changed.lexicon = value);
  }

  /** The same with more or fewer retries. */
  public Utterance retries(int value) {
    return with(changed -> changed.retries = value);
  }

  /** The same with mel frames drawn in more or fewer steps. */
  public Utterance sampleSteps(int value) {
    return with(changed -> changed.sampleSteps = value);
  }

  private Utterance with(Consumer<Changed> change) {
    Changed changed = new Changed(this);
    change.accept(changed);
    return changed.utterance();
  }

  /** A copy to change one thing of. */
  private static final class Changed {

    private String text;
    private VoiceData voice;
    private TextLanguage language;
    private CutMethod cut;
    private long seed;
    private double speed;
    private double pauseSeconds;
    private double maxSeconds;
    private SamplerSettings sampling;
    private UserLexicon lexicon;
    private int retries;
    private boolean timed;
    private Chunking chunking;
    private int sampleSteps;

    Changed(Utterance from) {
      text = from.text;
      voice = from.voice;
      language = from.language;
      cut = from.cut;
      seed = from.seed;
      speed = from.speed;
      pauseSeconds = from.pauseSeconds;
      maxSeconds = from.maxSeconds;
      sampling = from.sampling;
      lexicon = from.lexicon;
      retries = from.retries;
      timed = from.timed;
      chunking = from.chunking;
      sampleSteps = from.sampleSteps;
    }

    Utterance utterance() {
      return new Utterance(
          text,
          voice,
          language,
          cut,
          seed,
          speed,
          pauseSeconds,
          maxSeconds,
          sampling,
          lexicon,
          retries,
          timed,
          chunking,
          sampleSteps);
    }
  }
}
