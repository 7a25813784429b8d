package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Item;
import io.github.sovits4j.model.t2s.PhoneAligner;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.QuietCodes;
import io.github.sovits4j.model.t2s.TextAttention;
import io.github.sovits4j.text.Sentence;
import java.util.List;

/** A sentence of a request on its way through S1 and S2. Belongs to the device thread. */
final class SentenceWork {

  private static final long NEXT_SEED = 0x9E3779B97F4A7C15L;

  private final Talk talk;
  private final Sentence sentence;
  private final int index;
  private final Prompt prompt;
  private final int asked; // most codes that it may get
  private StageClock clock; // since S1 began
  private Generated generated; // the best so far; null: none
  private Outcome outcome; // of it
  private int attempts; // that ended
  private ChunkedSound chunks; // of this attempt; null: the sentence is whole

  /**
   * @param features text features of the sentence {@code [1024, phones]}; null: all zero
   * @param index which sentence of the request, from 0; with the seed it decides all draws
   * @param mostCodes that the model allows
   */
  SentenceWork(Talk talk, Sentence sentence, float[] features, int index, int mostCodes) {
    this.talk = talk;
    this.sentence = sentence;
    this.index = index;
    Utterance utterance = talk.utterance();
    VoicePrompt from = utterance.voice().prompt();
    prompt =
        from == null
            ? new Prompt(sentence.ids(), features, new int[0], index)
            : from.before(sentence, features, index);
    asked =
        (int)
            Math.clamp(Math.ceil(utterance.maxSeconds() * Pipeline.CODES_PER_SECOND), 1, mostCodes);
  }

  Talk talk() {
    return talk;
  }

  /** Which sentence of the request, from 0. */
  int index() {
    return index;
  }

  /** Its own phones. */
  int phones() {
    return sentence.ids().length;
  }

  /**
   * For S1. Every attempt has a seed of its own: that of the request plus a multiple of an odd
   * constant, so that no two meet.
   */
  Item item() {
    Utterance utterance = talk.utterance();
    return new Item(
        prompt, utterance.sampling(), utterance.seed() + attempts * NEXT_SEED, maxCodes());
  }

  /** Rows of S1's prompt. */
  int rows() {
    return prompt.rows();
  }

  /** Most codes that S1 may make: where there may be a retry, nothing implausible is awaited. */
  int maxCodes() {
    return retries() == 0 ? asked : Math.min(asked, Outcome.longest(phones()));
  }

  /** Greedy codes do not depend on the seed, so they are not drawn again. */
  private int retries() {
    Utterance utterance = talk.utterance();
    return utterance.sampling().topK() == 1 ? 0 : utterance.retries();
  }

  /**
   * S1 begins it, for the first time or again.
   *
   * @param quiet codes, for chunks
   * @param stage that makes chunks; null: sentences are whole whatever is wanted
   */
  StageClock begin(QuietCodes quiet, LatentStage stage) {
    Utterance utterance = talk.utterance();
    if (utterance.chunking() != null && stage != null) {
      chunks = new ChunkedSound(utterance.chunking(), quiet, sound(new int[0]), stage.hop());
    }
    if (clock == null) {
      clock = new StageClock(talk.listener(), index + 1);
    }
    clock.begin(Stage.PREFILL);
    return clock;
  }

  StageClock clock() {
    return clock;
  }

  /**
   * S1 made codes. Of several attempts the last counts, unless one before it was better: found an
   * end where that one did not. In chunks, none is drawn again whose codes were enough for one: it
   * may have been heard.
   *
   * @return false where it is to be drawn again
   */
  boolean accept(Generated codes) {
    attempts++;
    Outcome seen = Outcome.of(codes.codes(), codes.ended(), phones());
    boolean heard = drawn(codes.codes(), true) && chunks.isCut();
    if (heard || generated == null || !seen.mendable() || codes.ended() || !generated.ended()) {
      generated = codes;
      outcome = seen;
    } else {
      drawn(generated.codes(), true);
    }
    return heard || !seen.mendable() || attempts > retries();
  }

  /**
   * S1 has drawn these codes so far; false where nobody wants to know, for the sentence is whole.
   */
  boolean drawn(int[] codes, boolean all) {
    if (chunks != null) {
      chunks.drawn(codes, all);
    }
    return chunks != null;
  }

  /** Its sound in chunks; null where it is whole. */
  ChunkedSound chunks() {
    return chunks;
  }

  /** The sentence with its sound. */
  SpokenSentence spoken(float[] samples) {
    return new SpokenSentence(
        sentence.text(),
        samples,
        generated.codes().length,
        generated.ended(),
        outcome,
        attempts,
        clock.uses(),
        List.of());
  }

  /** What S1 attended to as it made the codes; null where nobody wants the times of words. */
  TextAttention attention(PhoneAligner aligner) {
    return talk.utterance().timed() ? aligner.attention(prompt, generated.codes(), phones()) : null;
  }

  /** Device memory that {@link #attention} takes. */
  long bytesOfAttention(PhoneAligner aligner) {
    return talk.utterance().timed() ? aligner.bytesOf(prompt, generated.codes()) : 0;
  }

  /** For S2. */
  DecodeInput sound() {
    return sound(generated.codes());
  }

  private DecodeInput sound(int[] codes) {
    Utterance utterance = talk.utterance();
    VoicePrompt from = utterance.voice().prompt();
    return new DecodeInput(
        codes,
        sentence.ids(),
        utterance.voice().speaker(),
        utterance.speed(),
        null,
        from == null || from.mel() == null
            ? null
            : new DecodeInput.Diffusion(from.mel(), utterance.sampleSteps()));
  }

  /** How far it is. */
  void tell(Stage stage, int codes) {
    talk.listener().update(stage, index + 1, talk.sentences(), codes);
  }
}
