package io.github.sovits4j.tts;

import static java.util.Objects.requireNonNull;

import io.github.sovits4j.pipeline.Utterance;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What to say and how; made with {@link #builder}. Immutable. */
public final class SpeechRequest {

  private final Voice voice;
  private final Language language;
  private final Cut cut;
  private final Sampling sampling;
  private final Lexicon lexicon;
  private final Chunks chunks; // null: none
  private final Utterance utterance;

  private SpeechRequest(Builder builder) {
    voice = builder.voice;
    language = builder.language;
    cut = builder.cut;
    sampling = builder.sampling;
    lexicon = builder.lexicon;
    chunks = builder.chunks;
    utterance = builder.utterance;
  }

  /**
   * Starts a request with the defaults.
   *
   * @param text what to say; it may name readings ({@code 好[hao4]}, <code>{HH AH0 L OW1}</code>)
   *     and silences ({@code [pause 300ms]}, {@code <break time="1s"/>})
   * @param voice whose voice
   * @throws RequestException when there is nothing to say
   */
  public static Builder builder(String text, Voice voice) {
    return new Builder(requireNonNull(text, "text"), requireNonNull(voice, "voice"));
  }

  /** What to say. */
  public String text() {
    return utterance.text();
  }

  /** Whose voice. */
  public Voice voice() {
    return voice;
  }

  /** Language of the text. */
  public Language language() {
    return language;
  }

  /** How the text is cut into sentences. */
  public Cut cut() {
    return cut;
  }

  /** Decides all random draws. */
  public long seed() {
    return utterance.seed();
  }

  /** 1 is as generated, larger is faster. */
  public double speed() {
    return utterance.speed();
  }

  /** Silence after every sentence, in seconds. */
  public double pauseSeconds() {
    return utterance.pauseSeconds();
  }

  /** Longest speech of one sentence before the change of speed, in seconds. */
  public double maxSeconds() {
    return utterance.maxSeconds();
  }

  /** How codes are drawn. */
  public Sampling sampling() {
    return sampling;
  }

  /** Words that sound otherwise. */
  public Lexicon lexicon() {
    return lexicon;
  }

  /** How often a sentence is tried again that went wrong. */
  public int retries() {
    return utterance.retries();
  }

  /** In how many steps models of v3 and v4 draw a sentence's sound. */
  public int sampleSteps() {
    return utterance.sampleSteps();
  }

  /** Whether it is wanted when each word is spoken. */
  public boolean timestamps() {
    return utterance.timed();
  }

  /** How sentences are cut into chunks that are heard while they are made; empty: not at all. */
  public Optional<Chunks> chunks() {
    return Optional.ofNullable(chunks);
  }

  Utterance utterance() {
    return utterance;
  }

  /**
   * Collects the parts of a request; every part but text and voice has a default. A value that is
   * out of its range is refused at once, with a {@link RequestException}; null with a {@link
   * NullPointerException} that names the part.
   */
  public static final class Builder {

    private final Voice voice;
    private Language language = Language.ENGLISH;
    private Cut cut = Cut.FOUR_CLAUSES;
    private Sampling sampling = Sampling.DEFAULT;
    private Lexicon lexicon = Lexicon.EMPTY;
    private Chunks chunks; // null: none
    private Utterance utterance;

    private Builder(String text, Voice voice) {
      this.voice = voice;
      this.utterance =
          SovitsException.translating(
              RequestException::new, () -> Utterance.of(text, voice.data()));
    }

    private Builder with(UnaryOperator<Utterance> change) {
      utterance = SovitsException.translating(RequestException::new, () -> change.apply(utterance));
      return this;
    }

    /** Language of the text; default {@link Language#ENGLISH}. */
    public Builder language(Language value) {
      language = requireNonNull(value, "language");
      return with(u -> u.in(value.read()));
    }

    /** How the text is cut into sentences; default {@link Cut#FOUR_CLAUSES}. */
    public Builder cut(Cut value) {
      cut = requireNonNull(value, "cut");
      return with(u -> u.cut(value.method()));
    }

    /** The same seed gives the same audio; default 0. */
    public Builder seed(long value) {
      return with(u -> u.seed(value));
    }

    /** 0.25 … 4, larger is faster; default 1. */
    public Builder speed(double value) {
      return with(u -> u.speed(value));
    }

    /** Silence after every sentence, 0 … 60 s; default 0.3. */
    public Builder pauseSeconds(double value) {
      return with(u -> u.pauseSeconds(value));
    }

    /** Longest speech of one sentence in seconds; default: what the model's configuration says. */
    public Builder maxSeconds(double value) {
      return with(u -> u.maxSeconds(value));
    }

    /** How codes are drawn; default {@link Sampling#DEFAULT}. */
    public Builder sampling(Sampling value) {
      sampling = requireNonNull(value, "sampling");
      return with(u -> u.sampling(value.drawn()));
    }

    /** Words that sound otherwise; default {@link Lexicon#EMPTY}. */
    public Builder lexicon(Lexicon value) {
      lexicon = requireNonNull(value, "lexicon");
      return with(u -> u.lexicon(value.read()));
    }

    /**
     * How often a sentence is tried again, with other draws that the seed decides, when it can be
     * seen that it went wrong: it repeats itself, or is far too long or too short for its words. 0
     * … 9; default 1. Models that were not trained find no end; with them 0 saves time.
     */
    public Builder retries(int value) {
      return with(u -> u.retries(value));
    }

    /**
     * Whether it is wanted when each word is spoken ({@link SentenceReport#words}); default: no.
     * The model reads text and speech once more for it. The speech is the same.
     */
    public Builder timestamps(boolean value) {
      return with(u -> u.timed(value));
    }

    /**
     * Has sentences made in chunks, which {@link TextToSpeech#stream} hands over as they are there;
     * {@link TextToSpeech#speak} returns the same sound. Default: sentences are made whole. Codes
     * are those of whole sentences, with one exception: a sentence of which a chunk may have been
     * heard is not {@linkplain #retries tried again}. Models of v3 and v4 make whole sentences in
     * any case.
     */
    public Builder chunks(Chunks value) {
      chunks = requireNonNull(value, "chunks");
      return with(u -> u.chunking(value.made()));
    }

    /**
     * In how many steps models of v3 and v4 draw a sentence's sound, 4 … 128; default 32. Time
     * grows with them. Other models have no steps.
     */
    public Builder sampleSteps(int value) {
      return with(u -> u.sampleSteps(value));
    }

    /** Makes the request. */
    public SpeechRequest build() {
      return new SpeechRequest(this);
    }
  }
}
